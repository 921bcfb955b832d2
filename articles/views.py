"""The public pages: they read editions and entries, and never the working copy."""

import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import wraps
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.template import loader
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles import alternates, front_page, listings, lost, reading, related
from articles.caching import FOR_ALL, Made, etag, kept, public, unchanged
from articles.differences import difference as difference_of
from articles.languages import direction, spoken
from articles.markdown import render as render_markdown
from articles.models.edition import Edition
from articles.models.front import Arrangement
from articles.models.publication import Section, Topic
from articles.models.standing import StandingPage
from articles.paging import BadCursor, Listing
from articles.prepared import TEXT, Prepared
from articles.reading import Standing, State
from authors.models import Author

NUMBER: Final = re.compile(r"[1-9][0-9]{0,5}")


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
    """A page that is kept for as long as the state of all that it shows; `place` is where in a list it begins."""
    tag = etag(request.path, state)
    response = unchanged(request, tag)
    if not response:
        response = HttpResponse(kept(f"{request.path}{place}", state, lambda: Made(make().content)).html)
    response["ETag"] = tag
    return response


@public
def front(request: HttpRequest) -> HttpResponse:
    """The front page as editors have arranged it, and as it arranges itself where they have not."""
    arrangement, menu, now = front_page.arrangement(), reading.MENU.ask(), timezone.now()
    shown = front_page.state(arrangement, (row[0] for row in menu), now)
    state = (timezone.localdate(now), menu, shown, listings.PUT_RIGHT.ask())
    return a_kept_page(request, state, lambda: page(request, "articles/front.html", front_of(arrangement)))


def front_of(arrangement: Arrangement) -> dict[str, Any]:
    """What the front page shows now, in this arrangement."""
    now, sections = timezone.now(), reading.sections()
    return {
        "sections": sections,
        "front": front_page.front(sections, arrangement, now),
        "put_right": listings.last_put_right(),
        "today": timezone.localtime(now),
    }


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


@public
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """What stands in a section and in those within it."""
    menu = reading.MENU.ask()
    pk = next((row[0] for row in menu if row[1] == slug), None)
    if not pk:
        raise Http404(_("The paper has no such section."))
    response = a_list_of(request, listings.SECTIONS, pk, menu, lambda: section_page(request, pk))
    response["Cache-Tag"] = f"section-{pk}"
    return response


def section_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of a section, made now."""
    sections = reading.sections()
    found = next(each for each in sections if each.pk == pk)
    context = {
        "sections": sections,
        "section": found,
        "within": next((each for each in sections if each.pk == found.parent_id), None),
        "children": [each for each in sections if each.parent_id == found.pk],
        "current": found.parent_id or found.pk,
        "page": listings.of_section(found).page(*where(request)),
    }
    return page(request, "articles/section.html", context)


TOPIC: Final = Prepared(
    Topic, lambda: Topic.objects.filter(slug=TEXT).values_list("pk", "name", "slug", "description")
)


@public
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What was written on a topic."""
    for pk, *told in TOPIC.ask({TEXT: slug}):
        around = (told, reading.MENU.ask())
        response = a_list_of(request, listings.TOPICS, pk, around, lambda: topic_page(request, pk))  # noqa: B023
        response["Cache-Tag"] = f"topic-{pk}"
        return response
    raise Http404(_("The paper has no such topic."))


def topic_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of a topic, made now."""
    rows = listings.of_topic(pk).page(*where(request))
    context = {"sections": reading.sections(), "topic": Topic.objects.get(pk=pk), "page": rows}
    return page(request, "articles/topic.html", context)


@public
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who an author is, and what they wrote."""
    found = get_object_or_404(Author.objects.select_related("photo", "user"), slug=slug)
    response = a_list(request, "articles/author.html", listings.of_author(found), author=found)
    response["Cache-Tag"] = f"author-{found.pk}"
    return response


@public
def corrections(request: HttpRequest) -> HttpResponse:
    """Everything that was put right."""
    return a_list(request, "articles/corrections.html", listings.put_right())


@public
def about(request: HttpRequest) -> HttpResponse:
    """What the paper says about itself first, and the ways to the rest; there even before anything is written."""
    pages = list(StandingPage.objects.all())
    return about_itself(request, pages, next((one for one in pages if one.kind == one.Kind.ABOUT), None))


@public
def standing_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One of the things that the paper says about itself."""
    pages = list(StandingPage.objects.all())
    found = next((one for one in pages if one.kind == kind != one.Kind.ABOUT), None)
    if not found:
        raise Http404(_("The paper has no such page."))
    return about_itself(request, pages, found)


def about_itself(request: HttpRequest, pages: list[StandingPage], found: StandingPage | None) -> HttpResponse:
    """A standing page among the others."""
    html = render_markdown(found.body, (), (), language=settings.LANGUAGE_CODE).html if found else ""
    context = {"sections": reading.sections(), "standing": found, "pages": pages, "html": html}
    return page(request, "articles/standing_page.html", context)


@public
def archive(request: HttpRequest) -> HttpResponse:
    """The months in which the paper published."""
    context = {"sections": reading.sections(), "months": listings.months()}
    return page(request, "articles/archive.html", context)


def the_day(year: int, month: int, day: int = 1) -> date:
    """A day of the calendar; not found if there is none."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise Http404(_("There is no such day.")) from error


@public
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What was first published in a month."""
    begin = the_day(year, month)
    listing = listings.listed_at(listings.of_month(begin))
    context = {"month": begin, "days": listings.days_of(begin)}
    return a_list(request, "articles/month.html", listing, **context)


@public
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """What was first published on a day."""
    asked = the_day(year, month, day)
    listing = listings.listed_at(listings.of_time(asked, asked))
    context = {"month": asked.replace(day=1), "day": asked, "days": listings.days_of(asked.replace(day=1))}
    return a_list(request, "articles/month.html", listing, **context)


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
    tag = etag(state.edition, state.thread, turn, *state.around)
    response = unchanged(request, tag)
    if not response:
        asked = (state.edition, turn, *state.around)
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
    others = alternates.alternates(edition.article_id) if edition.translated else []  # type: ignore[attr-defined]
    around = {
        "topic": found.topic,
        "related": related.related(edition),
        "alternates": others,
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
    response["Cache-Control"] = FOR_ALL
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: said without asking the database or anything else that may be what broke."""
    at = timezone.now().strftime("%Y-%m-%d %H:%M:%S UTC")
    words = {"paper": settings.PAPER_NAME, "language": settings.LANGUAGE_CODE, "at": at}
    return HttpResponse(loader.render_to_string("500.html", words), status=500)
