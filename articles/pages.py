"""How a public page is made, in its language, and kept for as long as all that it shows stays the same."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

from articles import listings, reading
from articles.caching import Made, etag, kept, unchanged
from articles.languages import direction, spoken
from articles.paging import BadCursor, Listing


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, language: str = "", status: int = 200
) -> HttpResponse:
    """A page in its language, the paper's own by default."""
    language = language or settings.LANGUAGE_CODE
    with translation.override(spoken(language)):
        words = {**context, "language": language, "direction": direction(language)}
        return render(request, template, words, status=status)


def a_kept_page(
    request: HttpRequest, state: object, make: Callable[[], HttpResponse], place: str = ""
) -> HttpResponse:
    """A page, or a file, that is kept for as long as the state of all that it shows, with the headers it was made with.

    `place` is where in a list it begins.
    """
    tag = etag(request.path, state)
    response = unchanged(request, tag)
    if not response:
        made = kept(f"{request.path}{place}", state, lambda: _made(make()))
        response = HttpResponse(made.html, headers=made.told)
    response["ETag"] = tag
    return response


def _made(response: HttpResponse) -> Made:
    return Made(response.content, dict(response.headers))


def a_list(request: HttpRequest, template: str, listing: Listing[Any], **context: object) -> HttpResponse:
    """A page of a list, from where the address says; a place nobody was given is not found."""
    before, after = where(request)
    with known_places():
        rows = listing.page(before, after)
    if "sections" not in context:
        context["sections"] = reading.sections()
    return a_page_of(request, template, {"page": rows, **context}, f"{before} {after}")


def a_page_of(request: HttpRequest, template: str, words: dict[str, Any], place: str) -> HttpResponse:
    """A page that is kept as long as the template is given the same words."""
    state = sha256(pickle.dumps(words)).digest()
    return a_kept_page(request, state, lambda: page(request, template, words), place)


def a_list_of(
    request: HttpRequest, kind: listings.Kind, about: int, around: object, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """The same for a kind of list that readers ask for often; `around` is what else the page shows."""
    before, after = where(request)
    with known_places():
        state = (around, kind.state(about, before, after))
    return a_kept_page(request, state, make, f"{before} {after}")


def where(request: HttpRequest) -> tuple[str, str]:
    """The places in a list that an address names."""
    return request.GET.get("before", ""), request.GET.get("after", "")


@contextmanager
def known_places() -> Iterator[None]:
    """Here a place in a list that nobody was ever given is not found."""
    try:
        yield
    except BadCursor as error:
        raise Http404(_("This place in the list does not exist.")) from error
