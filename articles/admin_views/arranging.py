"""The front page at the desk: one form beside a preview of the page as it would be."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import arranging, reading
from articles.admin_views.moving import person
from articles.arranging import Overtaken, may_arrange
from articles.converters import number_in
from articles.forms.front import FrontForm
from articles.list_pages import front_of
from articles.models import Arrangement
from articles.pages import page
from authors.models import AuditEntry

LATEST = 5
"""Changes that the page names."""


def asked(request: HttpRequest) -> FrontForm:
    """The form as it was opened, and as it was filled in; only for those who may arrange."""
    if not may_arrange(request.user):
        raise PermissionDenied
    seen = Arrangement.objects.filter(number=number_in(request.POST.get("number"), 9)).first()
    shown = seen or (Arrangement(number=0) if request.method == "POST" else Arrangement.objects.current())
    data = request.POST if request.method == "POST" else None
    return FrontForm(person(request), reading.sections(), shown, data)


@csp_replace({"frame-src": ["'self'"]})
def arrange(request: HttpRequest) -> HttpResponse:
    """GET opens the form, POST makes the page so; what somebody else did meanwhile is taken into the form."""
    form = asked(request)
    if request.method != "POST" or not form.is_valid():
        return answer(request, form)
    wanted = form.wanted()
    try:
        made = arranging.arrange(wanted, person(request), seen=form.shown.number)
    except Overtaken as overtaken:
        both = arranging.merged(overtaken.base, overtaken.last, wanted)
        again = FrontForm(person(request), reading.sections(), both)
        told = {"last": overtaken.last, "theirs": arranging.changes(overtaken.base, overtaken.last)}
        return answer(request, again, status=409, **told)
    if made.number == form.shown.number:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("The front page is so now; readers see it within seconds."))
    return HttpResponseRedirect(reverse("admin:articles_arrangement_changelist"))


@csp_replace({"frame-ancestors": ["'self'"]})
def preview(request: HttpRequest) -> HttpResponse:
    """The page as it would be for readers now; of a form that is not understood everywhere, as far as it is."""
    form = asked(request)
    arrangement = form.wanted() if request.method == "POST" else form.shown
    response = page(request, "articles/front_preview.html", front_of(arrangement))
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def answer(
    request: HttpRequest,
    form: FrontForm,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    """The form, with who changed the page last."""
    changes = AuditEntry.objects.filter(kind="arrange_front").select_related("who")
    context = {
        **admin.site.each_context(request),
        "title": _("Front page"),
        "opts": Arrangement._meta,
        "form": form,
        "changes": changes[:LATEST],
        **told,
    }
    return TemplateResponse(request, "admin/articles/arrangement/arrange.html", context, status=status)
