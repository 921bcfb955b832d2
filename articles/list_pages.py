"""The front page and the lists: sections, topics, authors, times, corrections; and what the paper says about itself."""

from datetime import date
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import front_page, listings, reading
from articles.caching import public
from articles.markdown import render as render_markdown
from articles.models.front import Arrangement
from articles.models.publication import Topic
from articles.models.standing import StandingPage
from articles.pages import a_kept_page, a_list, a_list_of, a_page_of, page, where
from articles.prepared import TEXT, Prepared
from authors.models import Author


@public
def front(request: HttpRequest) -> HttpResponse:
    """The front page as editors have arranged it, and as it arranges itself where they have not."""
    arrangement, menu, now = Arrangement.objects.current(), reading.MENU.ask(), timezone.now()
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
    found = get_object_or_404(Author.objects.with_form().select_related("photo"), slug=slug)
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
    return a_page_of(request, "articles/archive.html", context, "")


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
