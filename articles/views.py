"""The pages of an article: as it stands, its history, its editions, what changed; and what is said where nothing is."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Final

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.template import loader
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import lost, reading, related
from articles.caching import Made, etag, for_all, kept, public, unchanged
from articles.differences import difference as difference_of
from articles.languages import spoken
from articles.models.edition import Edition
from articles.models.publication import Section
from articles.pages import page
from articles.reading import Standing, State

NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")


def at_address(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view gets what stands at the address; from a former one the reader is sent on, for ever."""

    @public
    @wraps(view)
    def answer(request: HttpRequest, address: str, **which: int) -> HttpResponse:
        found = reading.standing_at(address)
        if not found:
            return elsewhere(request, address)
        response = view(request, found, **which)
        response["Cache-Tag"] = cache_tags(found)
        return response

    return answer


def elsewhere(request: HttpRequest, address: str) -> HttpResponse:
    """The way to what stood at this address once; not found where nothing ever did."""
    if there := reading.moved_to(address):
        return HttpResponsePermanentRedirect(there + request.get_full_path().removeprefix(address))
    raise Http404(_("No article stands at this address."))


def cache_tags(found: Standing) -> str:
    """What a cache may be asked to forget this page by."""
    edition = found.edition
    tags = [f"article-{edition.article_id}", *(f"section-{pk}" for pk in found.sections)]
    return " ".join([*tags, *(f"author-{by['author']}" for by in edition.payload["byline"])])


@public
def article(request: HttpRequest, address: str) -> HttpResponse:
    """An article as it stands, with its sources, its record and its thread."""
    state = reading.state_at(address)
    if not state:
        return elsewhere(request, address)
    turn = related.turn()
    tag = etag(state.edition, state.thread, turn, *state.around, *state.alternates)
    response = unchanged(request, tag)
    if not response:
        asked = (state.edition, turn, *state.around, *state.alternates)
        frame = kept(f"article {state.article}", asked, lambda: frame_of(request, state))
        thread = loader.render_to_string("articles/thread.html", {"state": state, "turn": turn})
        above, _seam, below = frame.html.partition(SEAM)
        response = HttpResponse(b"".join([above, thread.encode(), below]))
        response["Cache-Tag"] = frame.told["tags"]
        allow_players(response, frame.told["players"])
    response["ETag"] = tag
    return response


SEAM: Final = b"<!-- the thread -->"
"""Where the thread stands in the page of an article; nothing that anybody writes comes out like it."""


def frame_of(request: HttpRequest, state: State) -> Made:
    """The page around the thread, made now."""
    found, menu = state.standing, reading.sections()
    edition = found.edition
    around = {
        "topic": found.topic,
        "related": related.related(edition),
        "alternates": state.alternates,
        "seam": mark_safe(SEAM.decode()),  # noqa: S308 (ours)
    }
    response = article_page(request, "articles/article.html", edition, menu, **around)
    return Made(response.content, {"tags": cache_tags(found), "players": players_of(edition)})


def players_of(edition: Edition) -> list[str]:
    """The hosts whose players the text shows."""
    return settings.PLAYERS if " data-player=" in edition.html else []


def allow_players(response: HttpResponse, players: list[str]) -> None:
    """Let the page embed these hosts."""
    if players:
        csp_update = {"frame-src": [f"https://{host}" for host in players]}
        response._csp_update = csp_update  # type: ignore[attr-defined]  # what django-csp's decorator sets


def article_page(
    request: HttpRequest, template: str, edition: Edition, menu: list[Section], **context: object
) -> HttpResponse:
    """An edition in its own language."""
    payload, record = edition.payload, reading.record(edition)
    section = payload["section"]
    byline = reading.signatures(edition)
    known = {each.pk: each for each in menu}
    stands_in = known.get(section["id"]) if section else None
    given = {
        "edition": edition,
        "payload": payload,
        "path": edition.address.path,
        "byline": byline,
        "bios": [by for by in byline if by.expertise or (by.author and by.author.bio)],
        "record": [line for line in record if line.kind != Edition.Kind.MINOR],
        "corrections": [line for line in record if line.kind == Edition.Kind.CORRECTION and line.is_right],
        "sections": menu,
        "current": (stands_in.parent_id or stands_in.pk) if stands_in else None,
        "section": stands_in,
        "within": known.get(stands_in.parent_id or 0) if stands_in else None,
    }
    given["players"] = " ".join(players_of(edition))
    response = page(request, template, {**given, **context}, language=payload["language"])
    allow_players(response, players_of(edition))
    return response


@at_address
def history(request: HttpRequest, found: Standing) -> HttpResponse:
    """Every edition of an article; a comparison that was asked for by the form has an address of its own."""
    asked = [request.GET.get(name, "") for name in ("old", "new")]
    if all(NUMBER.fullmatch(number) for number in asked):
        old, new = sorted(map(int, asked))
        if old != new:
            return HttpResponseRedirect(f"{found.edition.address.path}history/{old}..{new}/")
    context = {
        "sections": reading.sections(),
        "edition": found.edition,
        "path": found.edition.address.path,
        "editions": reading.history(found.edition),
    }
    return page(request, "articles/history.html", context, language=found.edition.payload["language"])


@at_address
def edition(request: HttpRequest, found: Standing, number: int) -> HttpResponse:
    """One edition as it was, which says that it is not to be taken for the current one."""
    asked = reading.numbered(found.edition, number).get(number)
    if not asked:
        raise Http404(_("This article has no edition %(number)s.") % {"number": number})
    context = {"live": found.edition, "path": found.edition.address.path}
    response = article_page(request, "articles/edition.html", asked, reading.sections(), **context)
    response["X-Robots-Tag"] = "noindex"
    return response


@at_address
def difference(request: HttpRequest, found: Standing, old: int, new: int) -> HttpResponse:
    """What changed from one edition to a later one, word by word."""
    if old > new:
        return HttpResponseRedirect(f"{found.edition.address.path}history/{new}..{old}/")
    both = reading.numbered(found.edition, old, new)
    if len(both) < 2:
        raise Http404(_("This article has no such two editions."))
    language = found.edition.payload["language"]
    with translation.override(spoken(language)):
        changes = difference_of(both[old].payload, both[new].payload)
    context = {
        "sections": reading.sections(),
        "edition": found.edition,
        "path": found.edition.address.path,
        "editions": reading.history(found.edition),
        "old": both[old],
        "new": both[new],
        "difference": changes,
    }
    response = page(request, "articles/difference.html", context, language=language)
    response["X-Robots-Tag"] = "noindex"
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not here, and where to go from here; at most three queries."""
    context = {
        "sections": reading.sections(),
        "meant": lost.meant(request.path),
        "words": lost.words(request.path),
        "newest": lost.newest(),
        "today": timezone.localtime(),
    }
    response = page(request, "404.html", context, status=404)
    response["Cache-Control"] = for_all()
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: said without asking the database or anything else that may be what broke."""
    at = timezone.now().strftime("%Y-%m-%d %H:%M:%S UTC")
    words = {"paper": settings.PAPER_NAME, "language": settings.LANGUAGE_CODE, "at": at}
    return HttpResponse(loader.render_to_string("500.html", words), status=500)
