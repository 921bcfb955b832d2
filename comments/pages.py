"""Public pages of a thread: all its comments a page at a time, and the page on which one comment stands."""

import re
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.languages import spoken
from articles.pages import page
from articles.paging import BadCursor
from articles.reading import Standing, sections
from articles.views import at_address
from comments.models import Comment, Thread
from comments.templatetags.comments import told
from comments.threads import ORDERS, Shown, around, shown, signed_by
from comments.threads import new as new_ones

MANY: Final = re.compile("[0-9]{1,9}")


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


@at_address
def new(request: HttpRequest, found: Standing) -> HttpResponse:
    """What appeared since a page was made, which knew of so many comments, for its script to add."""
    since = request.GET.get("since", "")
    if not MANY.fullmatch(since):
        raise Http404(_("This place in the list does not exist."))
    edition = found.edition
    some = new_ones(edition.article_id, signed_by(edition), int(since))
    if not some.lines or some.thread.policy == Thread.Policy.HIDDEN:
        response = HttpResponse()
    else:
        context = {"said": offers(len(some.lines), edition.payload["language"]), **told(edition, some)}
        response = page(request, "comments/_lines.html", context, language=edition.payload["language"])
    response["X-Robots-Tag"] = "noindex"
    return response


def offers(count: int, language: str) -> str:
    """What a reader is offered for one new comment, for two, and so on."""
    with translation.override(spoken(language)):
        return "|".join(
            ngettext("Show %(count)s new comment", "Show %(count)s new comments", number) % {"count": number}
            for number in range(1, count + 1)
        )


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
