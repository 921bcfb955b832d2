"""Public pages of a thread: all its comments a page at a time, and the page on which one comment stands."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles.paging import BadCursor
from articles.reading import Standing, sections
from articles.views import at_address, page
from comments.models import Comment, Thread
from comments.templatetags.comments import told
from comments.threads import ORDERS, Shown, around, shown, signed_by


@at_address
def thread(request: HttpRequest, found: Standing) -> HttpResponse:
    """The comments on an article in the order that was asked for, from where the address says."""
    order = request.GET.get("order", "newest")
    if order not in ORDERS:
        raise Http404(_("There is no such order. Comments come newest, oldest or most recommended first."))
    places = {name: request.GET.get(name, "") for name in ("before", "after")}
    try:
        some = shown(found.edition.article_id, signed_by(found.edition), order, **places)
    except BadCursor as error:
        raise Http404(_("This place in the list does not exist.")) from error
    return thread_page(request, found, some)


@at_address
def one(request: HttpRequest, found: Standing, pk: int) -> HttpResponse:
    """The page of the thread on which a public comment stands; what is not public is not found."""
    comment = get_object_or_404(Comment.objects.public(), pk=pk, thread_id=found.edition.article_id)
    some = around(found.edition.article_id, signed_by(found.edition), comment)
    return thread_page(request, found, some, comment)


def thread_page(
    request: HttpRequest, found: Standing, some: Shown, meant: Comment | None = None
) -> HttpResponse:
    """A page of a thread, in the article's language."""
    if some.thread.policy == Thread.Policy.HIDDEN:
        raise Http404(_("The comments on this article are not shown."))
    edition = found.edition
    context = {"sections": sections(), "meant": meant, **told(edition, some)}
    response = page(request, "comments/page.html", context, language=edition.payload["language"])
    response["X-Robots-Tag"] = "noindex"
    return response
