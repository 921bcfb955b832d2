"""The media library at the desk."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from . import admin_views
from .forms import MOST, PictureForm, WithdrawForm
from .models import Image
from .renditions import CROPS
from .tasks import make_renditions

FOCAL_WORDS = {
    "at": _("Focal point: {x} % across, {y} % down"),
    "help": _("Click on what must stay in view, or move the point with the arrow keys; with Shift, by ten."),
}
"""What the script of a picture's page says."""


class OpenEnded(Paginator[Image]):
    """Counts no further than the page after the one that is shown; `more` says that there are others."""

    upto = 0
    more = False

    @cached_property
    def count(self) -> int:
        """How many there are, or as far as was counted."""
        pictures = cast(QuerySet[Image], self.object_list)
        found = pictures.order_by().values("pk")[: self.upto + 1].count()
        self.more = found > self.upto
        return min(found, self.upto)


class ChosenFilter(admin.SimpleListFilter):
    """A filter that is one of a few conditions; anything else in the address shows all."""

    conditions: dict[str, tuple[Any, Callable[[HttpRequest], Q]]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What there is to choose from."""
        return [(value, label) for value, (label, _condition) in self.conditions.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Image]) -> QuerySet[Image]:
        """Those of the chosen kind; all, if none is chosen."""
        if not (chosen := self.conditions.get(self.value() or "")):
            return queryset
        return queryset.filter(chosen[1](request))


class MissingFilter(ChosenFilter):
    """Pictures that cannot be published yet, because something has not been said."""

    title = _("what is missing")
    parameter_name = "missing"
    conditions = {
        "any": (_("Description or credit"), lambda request: Q(alt="") | Q(credit="")),
        "alt": (_("Description"), lambda request: Q(alt="")),
        "credit": (_("Credit"), lambda request: Q(credit="")),
    }


class RightsFilter(ChosenFilter):
    """Pictures that are shown, or those withdrawn."""

    title = _("rights")
    parameter_name = "rights"
    conditions = {
        "shown": (_("Shown"), lambda request: Q(withdrawn_at__isnull=True)),
        "withdrawn": (_("Withdrawn"), lambda request: Q(withdrawn_at__isnull=False)),
    }


class WhoseFilter(ChosenFilter):
    """One's own uploads."""

    title = _("who uploaded it")
    parameter_name = "whose"
    conditions = {"mine": (_("Mine"), lambda request: Q(uploaded_by=request.user.pk))}


@admin.register(Image)
class ImageAdmin(admin.ModelAdmin[Image]):
    """Pictures: upload, describe, withdraw, give back; never delete, because old editions show them."""

    form = PictureForm
    fieldsets = (
        (None, {"fields": ("alt", "caption", "credit", "licence")}),
        (_("Focal point"), {"fields": (("focal_x", "focal_y"),), "classes": ("focal",)}),
        (_("The file"), {"fields": ("pixels", "in_a_text", "uploaded_by", "created_at")}),
    )
    readonly_fields = ("pixels", "in_a_text", "uploaded_by", "created_at")
    list_display = ("__str__", "created_at")
    list_filter = (MissingFilter, RightsFilter, WhoseFilter, "created_at")
    list_per_page = 48
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ("created_at",)  # the others have no index
    paginator = OpenEnded
    search_fields = ("alt", "caption", "credit", "licence")
    search_help_text = _("Words of description, caption, credit or licence")
    actions = ("describe", "withdraw", "give_back")
    actions_selection_counter = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Image], search_term: str
    ) -> tuple[QuerySet[Image], bool]:
        """Those with all of the words, as an index knows them."""
        return (queryset.saying(search_term) if search_term else queryset), False  # type: ignore[attr-defined]

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> OpenEnded:
        """One that counts ten pages ahead."""
        paginator = OpenEnded(*args, **kwargs)
        page = request.GET.get("p", "")[:6]
        paginator.upto = ((int(page) if page.isdecimal() else 1) + 10) * self.list_per_page
        return paginator

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The upload page, for one picture or many."""
        return admin_views.upload(self, request)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form beside the picture, with its focal point and what may be done with it."""
        context |= {
            "desk_words": FOCAL_WORDS,
            "show_save_and_add_another": False,
            "crops": [(crop, f"{ratio[0]}:{ratio[1]}") for crop, ratio in CROPS.items() if ratio],
            "may_withdraw": self.has_withdraw_permission(request),
            "action_checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        """Saves what was said; a new focal point needs renditions of its own."""
        if not form.changed_data:
            return
        obj.save(update_fields=form.changed_data)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            make_renditions.enqueue(obj.name)

    def has_delete_permission(self, request: HttpRequest, obj: Image | None = None) -> bool:
        """Nobody may: editions of any age show pictures. Rights gone are a case for 'withdraw'."""
        return False

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """Who may take pictures away from readers."""
        return request.user.has_perm("images.withdraw_image")

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the other ways into the library."""
        views = {name: getattr(admin_views, name) for name in ("receive", "paste", "describe")}
        own = [
            path(f"{name}/", self.admin_site.admin_view(partial(view, self)), name=f"images_image_{name}")
            for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=_("size"))
    def pixels(self, image: Image) -> str:
        """Pixels of the original."""
        return f"{image.width} × {image.height}"

    @admin.display(description=_("in a text"))
    def in_a_text(self, image: Image) -> str:
        """What shows it in the middle of an article."""
        return image.marker

    @admin.action(description=_("Describe"), permissions=["change"])
    def describe(self, request: HttpRequest, images: QuerySet[Image]) -> HttpResponse:
        """Goes to the page that describes several at once."""
        return HttpResponseRedirect(admin_views.describe_page(list(images[:MOST])))

    @admin.action(description=_("Withdraw (rights)"), permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, images: QuerySet[Image]) -> HttpResponse | None:
        """Shows where the pictures stand and asks why, then takes them out of every page."""
        form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            context = {
                **self.admin_site.each_context(request),
                "title": ngettext("Withdraw a picture", "Withdraw pictures", len(images)),
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
            self.log_change(request, image, [gettext("Given back")])
        told = ngettext("%(count)d picture is shown again.", "%(count)d pictures are shown again.", len(done))
        self.message_user(request, told % {"count": len(done)}, messages.SUCCESS)
