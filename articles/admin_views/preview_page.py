"""The whole public page before it is public: in a frame of two widths, as of a moment, and from an unsaved form."""

from datetime import datetime

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles import previewing, reading
from articles.admin_views.moving import readable
from articles.admin_views.proof import about, as_typed, too_long
from articles.forms.preview import NOW, PLANNED, SCHEDULED, AsOfForm
from articles.models import Article, Edition
from articles.views import article_page


def asked(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> Article:
    """The article, if the user may read it."""
    article = readable(request).filter(pk=object_id).first()
    if article is None or not model_admin.has_view_permission(request, article):
        raise Http404
    return article


@csp_replace({"frame-src": ["'self'"]})  # type: ignore[arg-type]
def frame(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """The page in its frame, the moments it can be of, and what else is true then."""
    article = asked(model_admin, request, object_id)
    pending, form = previewing.pending(article), AsOfForm(request.GET)
    of, at = form.moment(article, pending)
    edition = previewing.as_of(article, at)
    moments = [(NOW, _("Now"), None), (PLANNED, _("As planned"), article.planned_for)]
    moments.append((SCHEDULED, _("As scheduled"), pending.goes_live_at if pending else None))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Preview"),
        "subtitle": str(article),
        "opts": model_admin.opts,
        "article": article,
        "form": form,
        "of": of,
        "moments": [one for one in moments if one[0] == NOW or (one[2] and one[2] > timezone.now())],
        "facts": facts(article, edition, pending),
        "query": request.GET.urlencode(),
        "may_share": model_admin.has_change_permission(request),
    }
    return TemplateResponse(request, "admin/articles/article/preview.html", context)


@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def framed(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """The page in the frame: nothing around it, and nothing else may be framed."""
    article = asked(model_admin, request, object_id)
    _of, at = AsOfForm(request.GET).moment(article, previewing.pending(article))
    response = public_page(request, previewing.as_of(article, at), in_frame=True)
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def unsaved(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """POST of the whole form, from its button 'Preview': the page as it would be now; nothing is stored."""
    if request.method != "POST":
        return HttpResponse(_("The preview takes the form by POST."), status=405, headers={"Allow": "POST"})
    article = about(model_admin, request)
    if too_long(request):
        return HttpResponse(_("This text is too long for a preview. It can be saved."), status=413)
    typed, payload = as_typed(model_admin, request, article)
    edition = previewing.would_be(typed, payload, timezone.now())
    return public_page(request, edition, band="unsaved")


def public_page(request: HttpRequest, edition: Edition, **around: object) -> HttpResponse:
    """An edition on the public page, whoever has stored it; for no cache and no search engine."""
    topics = edition.payload["topics"]
    response = article_page(
        request,
        "articles/preview.html",
        edition,
        reading.sections(),
        topic=topics[0]["slug"] if topics else "",
        **around,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def facts(article: Article, edition: Edition, pending: Edition | None) -> list[str]:
    """What else is true at the moment that is previewed, in short."""
    said = {"number": edition.number, "kind": edition.get_kind_display(), "address": _site(edition)}
    if edition.pk and edition != pending:
        return [_("Nobody works on a next edition: this is edition %(number)s, which is public") % said]
    if edition.pk:
        return [_("Edition %(number)s (%(kind)s), frozen, as it goes live at %(address)s") % said]
    if edition.number == 1:
        told = [_("It would be the first edition, at %(address)s") % said]
    else:
        told = [_("It would be edition %(number)s (%(kind)s), at %(address)s") % said]
    if edition.number > 1 and not article.change_kind:
        told.append(_("the kind of change is not chosen yet"))
    if article.embargo and edition.goes_live_at < article.embargo:
        when = {"when": _when(article.embargo)}
        told.append(_("the embargo ends at %(when)s, and it may not be public before") % when)
    if pending:
        when = {"when": _when(pending.goes_live_at)}
        told.append(_("publishing it then would cancel what is scheduled for %(when)s") % when)
    return told


def _site(edition: Edition) -> str:
    return f"{settings.SITE_ADDRESS}{edition.address.path}"


def _when(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")
