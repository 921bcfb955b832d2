"""Ways into the library beside the admin's own: several files at once, one by script, one pasted into a text."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http import HttpResponseRedirect as Redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from . import renditions
from .forms import MOST, DescribeForm, SharedForm, UploadForm
from .intake import MAX_BYTES, keep, sanitise
from .models import Image
from .renditions import Rendition

UPLOAD_WORDS: Final = {
    "waiting": gettext_lazy("waiting"),
    "sending": gettext_lazy("{percent} % sent"),
    "reading": gettext_lazy("sent; the picture is being made fit for the library"),
    "taken": gettext_lazy("in the library"),
    "known": gettext_lazy("already in the library"),
    "failed": gettext_lazy("The connection failed. Nothing was stored."),
    "signed_out": gettext_lazy(
        "You are signed out. Sign in again in another tab, then press ‘Try again’ here."
    ),
    "too_big": gettext_lazy("The file has {size} MB; a picture may have {most} MB at most. It was not sent."),
    "too_many": gettext_lazy("{most} pictures can be sent at once; {left} were left out. Send them next."),
    "no_picture": gettext_lazy("There is no picture file in this."),
    "again": gettext_lazy("Try again"),
    "again_for": gettext_lazy("Try again: {name}"),
    "progress_of": gettext_lazy("Progress of {name}"),
    "overall": gettext_lazy("{done} of {all} done"),
    "ended": gettext_lazy("All done: {taken} new, {known} already here, {failed} refused."),
    "describe": gettext_lazy("Describe the new pictures"),
    "describe_one": gettext_lazy("Describe the new picture"),
    "use": gettext_lazy("Describe and use this picture"),
}
"""What the script of the upload page says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file: a picture, new or known before, or else why there is none."""

    file: str
    image: Image | None = None
    is_new: bool = False
    error: str = ""
    status: int = 200


def take(upload: File[bytes], user: AbstractBaseUser, credit: str = "", licence: str = "") -> Outcome:
    """One file, judged and stored; what is wrong with it is a sentence, also when our own disk is."""
    file = upload.name or ""
    try:
        image, is_new = keep(sanitise(upload), user=user, credit=credit, licence=licence)
    except ValidationError as error:
        return Outcome(file, error=" ".join(error.messages), status=400)
    except OSError:
        sentence = _("We cannot store pictures at the moment. Nothing was lost; please try again later.")
        return Outcome(file, error=sentence, status=503)
    return Outcome(file, image, is_new, status=201 if is_new else 200)


def upload(library: ModelAdmin[Image], request: HttpRequest) -> HttpResponse:
    """The page that takes files; without a script, all of them in one form."""
    if not library.has_add_permission(request):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        return _sent(request, form)
    context = {
        **library.admin_site.each_context(request),
        **_popup(request),
        "title": _("Upload pictures"),
        "opts": library.opts,
        "form": form,
        "media": library.media + form.media,
        "most": 1 if _is_popup(request) else MOST,
        "max_bytes": MAX_BYTES,
        "desk_words": UPLOAD_WORDS,
        "describe_url": f"{reverse('admin:images_image_describe')}?{_with_popup(request)}",
    }
    return TemplateResponse(request, "admin/images/image/upload.html", context)


def _sent(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """Tells what became of each file, and goes on to describe what is new."""
    data = form.cleaned_data
    files, user = data["pictures"], cast(Any, request.user)
    outcomes = [take(file, user, data["credit"], data["licence"]) for file in files]
    for outcome in outcomes:
        if outcome.error:
            messages.error(request, f"“{outcome.file}”: {outcome.error}")
        elif outcome.image and not outcome.is_new:
            told = _("“{file}” is already in the library: {link}")
            link = format_html('<a href="{}">{}</a>', change_page(outcome.image), outcome.image)
            messages.warning(request, format_html(told, file=outcome.file, link=link))
    wanted = [one.image for one in outcomes if one.image and (one.is_new or _is_popup(request))]
    if not wanted:
        return Redirect(request.get_full_path())
    new = ngettext(
        "%(count)d picture is in the library.", "%(count)d pictures are in the library.", len(wanted)
    )
    messages.success(request, new % {"count": len(wanted)})
    return Redirect(describe_page(wanted, _with_popup(request)))


def receive(library: ModelAdmin[Image], request: HttpRequest) -> HttpResponse:
    """One file from the script of the upload page, answered in JSON."""
    if not library.has_add_permission(request):
        raise PermissionDenied
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    files, form = request.FILES.getlist("picture"), SharedForm(request.POST)
    if len(files) != 1:
        return JsonResponse({"error": _("Please send one picture.")}, status=400)
    if not form.is_valid():
        sentences = [sentence for errors in form.errors.values() for sentence in errors]
        return JsonResponse({"error": " ".join(map(str, sentences))}, status=400)
    outcome = take(files[0], cast(Any, request.user), **form.cleaned_data)
    if not (image := outcome.image):
        return JsonResponse({"error": outcome.error}, status=outcome.status)
    answer = {
        "id": image.pk,
        "new": outcome.is_new,
        "title": str(image),
        "page": change_page(image),
        "preview": thumbnail(image),
    }
    return JsonResponse(answer, status=outcome.status)


def paste(library: ModelAdmin[Image], request: HttpRequest) -> HttpResponse:
    """Takes in a picture pasted into an editor's text and answers with its Markdown."""
    if not library.has_add_permission(request):
        raise PermissionDenied
    file = request.FILES.get("image")
    if request.method != "POST" or not file:
        return JsonResponse({"image": [_("Please send one picture.")]}, status=400)
    outcome = take(file, cast(Any, request.user))
    if not (image := outcome.image):
        return JsonResponse({"image": [outcome.error]}, status=outcome.status)
    return JsonResponse({"image_code": image.marker, "page": change_page(image)})


def describe(library: ModelAdmin[Image], request: HttpRequest) -> HttpResponse:
    """What is to be said about several pictures, on one page; what is said once for all fills what is empty."""
    if not library.has_change_permission(request):
        raise PermissionDenied
    pictures = _asked_for(request)
    data = request.POST if request.method == "POST" else None
    shared = SharedForm(data, prefix="all")
    forms = [DescribeForm(data, instance=image, prefix=f"picture-{image.pk}") for image in pictures]
    if data is not None and all([shared.is_valid(), *(form.is_valid() for form in forms)]):
        for form in forms:
            _keep_said(library, request, form, shared.cleaned_data)
        return _described(request, pictures)
    context = {
        **library.admin_site.each_context(request),
        **_popup(request),
        "title": ngettext("Describe the picture", "Describe %(count)d pictures", len(forms))
        % {"count": len(forms)},
        "opts": library.opts,
        "shared": shared,
        "forms": forms,
        "errors": data is not None,
        "media": library.media,
    }
    return TemplateResponse(request, "admin/images/image/describe.html", context)


def _asked_for(request: HttpRequest) -> list[Image]:
    """The pictures whose numbers stand in the address, in its order; 404 if it names none, or too many."""
    numbers = [part for part in request.GET.get("ids", "").split(",") if part.isascii() and part.isdecimal()]
    ids = list(dict.fromkeys(int(number) for number in numbers if len(number) <= 18))
    found = Image.objects.in_bulk(ids) if len(ids) <= MOST else {}
    if not found:
        raise Http404(_("These pictures do not exist."))
    return [found[pk] for pk in ids if pk in found]


def _keep_said(
    library: ModelAdmin[Image], request: HttpRequest, form: DescribeForm, shared: Mapping[str, str]
) -> None:
    """Stores what was said about one picture, and nothing that somebody else has said meanwhile."""
    image, changed = form.instance, set(form.changed_data)
    for name, text in shared.items():
        if text and not form.cleaned_data[name]:
            setattr(image, name, text)
            changed.add(name)
    if changed:
        image.save(update_fields=changed)
        library.log_change(request, image, [{"changed": {"fields": sorted(changed)}}])


def _described(request: HttpRequest, pictures: list[Image]) -> HttpResponse:
    """Back to the library, with what is still missing; a popup hands its picture over instead."""
    if _is_popup(request):
        return TemplateResponse(
            request, "admin/popup_response.html", {"popup_response_data": _handed_over(request, pictures[0])}
        )
    missing = sum(not (image.alt and image.credit) for image in pictures)
    messages.success(request, _("Saved."))
    if missing:
        told = ngettext(
            "%(count)d picture has no description or no credit yet, and cannot be published before.",
            "%(count)d pictures have no description or no credit yet, and cannot be published before.",
            missing,
        )
        messages.warning(request, told % {"count": missing})
    return Redirect(reverse("admin:images_image_changelist"))


def _handed_over(request: HttpRequest, image: Image) -> str:
    value = str(image.pk) if TO_FIELD_VAR in request.GET else image.numbered
    return json.dumps({"value": value, "obj": str(image)})


def _is_popup(request: HttpRequest) -> bool:
    return IS_POPUP_VAR in request.GET


def _popup(request: HttpRequest) -> dict[str, Any]:
    return {"is_popup": _is_popup(request), "popup_query": _with_popup(request)}


def _with_popup(request: HttpRequest) -> str:
    """What the address of the next page of a popup has to say."""
    names: tuple[str, ...] = (IS_POPUP_VAR, TO_FIELD_VAR)
    return urlencode({name: request.GET[name] for name in names if name in request.GET})


def change_page(image: Image) -> str:
    """Address of the picture's page at the desk."""
    return reverse("admin:images_image_change", args=[image.pk])


def describe_page(pictures: list[Image], popup: str = "") -> str:
    """Address of the page that describes these pictures."""
    ids = ",".join(str(image.pk) for image in pictures)
    return f"{reverse('admin:images_image_describe')}?ids={ids}{'&' if popup else ''}{popup}"


def thumbnail(image: Image) -> str:
    """Address of the picture, small."""
    return renditions.address(image.name, Rendition("4x3", 320, image.focal, "jpeg"))
