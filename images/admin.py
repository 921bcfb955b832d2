"""The media library at the desk."""

from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from . import renditions
from .intake import Sanitised, keep, refuse_withdrawn, sanitise, take_in
from .models import Image
from .renditions import Rendition
from .tasks import make_renditions

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"
SAID = ("alt", "caption", "credit", "licence", "focal_x", "focal_y")


class PictureForm(forms.ModelForm[Image]):
    """What is said about a picture; nothing is shown without a description and a credit."""

    class Meta:
        model = Image
        fields = SAID
        widgets = {
            "alt": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
            "caption": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "credit": forms.TextInput(attrs={"class": "vTextField"}),
            "licence": forms.TextInput(attrs={"class": "vTextField"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("alt", "credit"):
            self.fields[name].required = True


class UploadForm(PictureForm):
    """A new picture; a file that is refused is an error of its field."""

    upload = forms.FileField(
        label=_("Picture file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "JPEG, PNG, WebP, AVIF or GIF, 25 MB at most. Place and camera data are removed; "
            "credit and licence are read from the file where you leave them empty."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credit"].required = False

    def clean_upload(self) -> Sanitised:
        """The file, made anew; refused if it was withdrawn or is here already."""
        picture = sanitise(self.cleaned_data["upload"])
        refuse_withdrawn(picture)
        if known := Image.objects.filter(name=picture.name).first():
            sentence = _('This picture is already in the library: <a href="{}">{}</a>. Nothing was stored.')
            raise ValidationError(format_html(str(sentence), change_page(known), known))
        return picture

    def clean(self) -> dict[str, Any] | None:
        """A credit, from the form or from the file."""
        data = super().clean() or self.cleaned_data
        picture: Sanitised | None = data.get("upload")
        if picture and not (data.get("credit") or picture.credit):
            self.add_error(
                "credit", _("Who made this picture? The file does not say. Please choose it again.")
            )
        return data


class WithdrawForm(forms.Form):
    """Why pictures are withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For colleagues, who see it when they try to use the picture again."),
    )


class RightsFilter(admin.SimpleListFilter):
    """Pictures that are shown, or those withdrawn."""

    title = _("rights")
    parameter_name = "rights"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The two kinds of picture."""
        return [("shown", _("Shown")), ("withdrawn", _("Withdrawn"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Those of the chosen kind; all, if none is chosen."""
        if self.value() not in ("shown", "withdrawn"):
            return queryset
        return queryset.filter(withdrawn_at__isnull=self.value() == "shown")


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin[Image]):
    """Pictures: upload, describe, withdraw, give back; never delete, because old editions show them."""

    form = PictureForm
    list_display = ("preview", "__str__", "credit", "pixels", "created_at", "withdrawn")
    list_display_links = ("preview", "__str__")
    list_filter = (RightsFilter, "created_at")
    list_per_page = 50
    search_fields = ("alt", "caption", "credit")
    date_hierarchy = "created_at"
    readonly_fields = ("preview", "pixels", "uploaded_by", "created_at", "withdrawn", "withdrawn_reason")
    actions = ("withdraw", "give_back")

    def get_form(
        self, request: HttpRequest, obj: Image | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm[Image]]:
        """The upload form for a new picture."""
        return super().get_form(request, obj, change, **({} if change else {"form": UploadForm}), **kwargs)

    def get_fields(self, request: HttpRequest, obj: Image | None = None) -> Any:
        """The file first; what became of it only once it is here."""
        return (*self.readonly_fields[:1], *SAID, *self.readonly_fields[1:]) if obj else ("upload", *SAID)

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Image:
        """A new picture goes through intake, like every other."""
        if change:
            return cast(Image, super().save_form(request, form, change))
        form.save(commit=False)  # The admin needs what this adds to the form.
        data = form.cleaned_data
        said = {name: data[name] for name in ("alt", "caption", "credit", "licence")}
        focal = (data["focal_x"], data["focal_y"])
        return keep(data["upload"], user=cast(Any, request.user), **said, focal=focal)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Saves what was said; a new focal point needs renditions of its own."""
        if not change or not form.changed_data:
            return
        obj.save(update_fields=form.changed_data)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            transaction.on_commit(partial(make_renditions.enqueue, obj.name))

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody may: editions of any age show pictures. Rights gone are a case for 'withdraw'."""
        return False

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Who may take pictures away from readers."""
        return request.user.has_perm("images.withdraw_image")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and where pictures pasted into a text go."""
        paste = path("paste/", self.admin_site.admin_view(self.paste), name="images_image_paste")
        return [paste, *super().get_urls()]

    def paste(self, request: HttpRequest) -> HttpResponse:
        """Takes in a picture pasted into an editor's text and answers with its Markdown."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        upload = request.FILES.get("image")
        if request.method != "POST" or not upload:
            return JsonResponse({"image": [gettext("Please send one picture.")]}, status=400)
        try:
            image = take_in(upload, user=cast(Any, request.user))
        except ValidationError as error:
            return JsonResponse({"image": error.messages}, status=400)
        at = min(960, renditions.widths("full", image.width, image.height)[-1])
        address = renditions.address(image.name, Rendition("full", at, None, "jpeg"))
        return JsonResponse(
            {"image_code": f"![{image.alt or gettext('describe the picture here')}]({address})"}
        )

    @admin.display(description=_("preview"))
    def preview(self, image: Image) -> SafeString:
        """The picture, small."""
        address = renditions.address(image.name, Rendition("4x3", 320, image.focal, "jpeg"))
        return format_html('<img src="{}" width="160" height="120" alt="" loading="lazy">', address)

    @admin.display(description=_("size"))
    def pixels(self, image: Image) -> str:
        """Pixels of the original."""
        return f"{image.width} × {image.height}"

    @admin.display(description=_("withdrawn"), ordering="withdrawn_at", empty_value="")
    def withdrawn(self, image: Image) -> Any:
        """When it was withdrawn."""
        return image.withdrawn_at

    @admin.action(description=_("Withdraw (rights)"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, images: QuerySet[Image]) -> HttpResponse | None:
        """Asks why, then takes the pictures out of every page."""
        form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": gettext("Withdraw pictures"),
                "opts": self.opts,
                "images": images,
                "form": form,
                "action_checkbox_name": ACTION_CHECKBOX_NAME,
            }
            return TemplateResponse(request, "admin/images/image/withdraw.html", context)
        reason = form.cleaned_data["reason"]
        done = [image for image in images if image.withdraw(reason)]
        for image in done:
            self.log_change(request, image, [f"Withdrawn: {reason}"])
        told = ngettext(
            "%(count)d picture was withdrawn. Copies on the way to readers are gone within five minutes.",
            "%(count)d pictures were withdrawn. Copies on the way to readers are gone within five minutes.",
            len(done),
        )
        self.message_user(request, told % {"count": len(done)}, messages.SUCCESS)
        return None

    @admin.action(description=_("Give back"), permissions=["withdraw"])
    def give_back(self, request: HttpRequest, images: QuerySet[Image]) -> None:
        """Shows withdrawn pictures again."""
        done = [image for image in images if image.give_back()]
        for image in done:
            self.log_change(request, image, ["Given back"])
        told = ngettext("%(count)d picture is shown again.", "%(count)d pictures are shown again.", len(done))
        self.message_user(request, told % {"count": len(done)}, messages.SUCCESS)


def change_page(image: Image) -> str:
    """Address of the picture's page at the desk."""
    return reverse("admin:images_image_change", args=[image.pk])
