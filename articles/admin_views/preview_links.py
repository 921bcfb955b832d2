"""Links to a preview for people without an account: given and revoked at the desk, followed without signing in."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import previewing
from articles.admin_views.moving import person
from articles.admin_views.preview_page import asked, public_page
from articles.converters import number_in
from articles.forms.preview import LinkForm
from articles.models import Article, PreviewLink
from articles.pages import page
from articles.workflow import State
from authors.models import AuditEntry

SHOWN = 50
"""Links of one article that its page lists."""


def links(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """GET lists an article's links, POST makes one or revokes one; for whoever may write and read it."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    article = asked(model_admin, request, object_id)
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    if number := number_in(request.POST.get("revoke")):
        return _revoked(request, article, number)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if article.state != State.SPIKED and form.is_valid():
        return _made(request, article, form)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Links to a preview"),
        "subtitle": str(article),
        "opts": model_admin.opts,
        "article": article,
        "spiked": article.state == State.SPIKED,
        "form": form,
        "links": [
            (link, previewing.address(link) if link.leads else "")
            for link in article.preview_links.select_related("made_by")[:SHOWN]
        ],
    }
    return TemplateResponse(request, "admin/articles/article/preview_links.html", context)


def _made(request: HttpRequest, article: Article, form: LinkForm) -> HttpResponse:
    form.instance.article, form.instance.made_by = article, person(request)
    link = form.save()
    until = date_format(timezone.localtime(link.expires_at), "DATETIME_FORMAT")
    said = {"name": link.made_for, "until": until}
    note = _("for %(name)s, until %(until)s") % said
    AuditEntry.objects.record(person(request), "share_preview", article, link=link.pk, note=note)
    messages.success(request, _("The link for %(name)s is ready. It works until %(until)s.") % said)
    return _back(article)


def _revoked(request: HttpRequest, article: Article, number: int) -> HttpResponse:
    link = article.preview_links.filter(pk=number, revoked_at=None).first()
    if link and article.preview_links.filter(pk=number, revoked_at=None).update(revoked_at=timezone.now()):
        note = _("for %(name)s") % {"name": link.made_for}
        AuditEntry.objects.record(person(request), "revoke_preview", article, link=link.pk, note=note)
        messages.success(
            request, _("The link for %(name)s leads nowhere any more.") % {"name": link.made_for}
        )
    return _back(article)


def _back(article: Article) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:articles_article_preview_links", args=[article.pk]))


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """What a link leads to: the saved text as it is now, or, once it is public, the public page."""
    link = previewing.opened(token)
    response = _followed(request, link) if link else _nothing(request)
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _followed(request: HttpRequest, link: PreviewLink) -> HttpResponse:
    article = Article.objects.whole().get(pk=link.article_id)
    edition = previewing.published_since(link) or previewing.as_of(article, timezone.now())
    if request.method == "GET":
        previewing.count_visit(link)
    if edition.pk:
        return HttpResponseRedirect(edition.get_absolute_url())
    return public_page(request, edition, band="shared", link=link)


def _nothing(request: HttpRequest) -> HttpResponse:
    """The same for a link that is over, taken back or made up: it does not say whether there ever was an article."""
    return page(request, "articles/preview_gone.html", {}, status=404)
