"""What crawlers are told: which pages there are, which are news, and what they may fetch."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import starmap
from typing import Any, Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import Count, DurationField, ExpressionWrapper, F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from articles import listings
from articles.caching import public
from articles.models.entry import Entry, EntryAuthor, EntrySection, EntryTopic
from articles.models.found import NameWords, filed_under
from articles.models.publication import Section, Topic
from articles.models.stakeholder import Stakeholder
from articles.models.standing import StandingPage
from articles.pages import a_kept_page
from articles.paging import EPOCH
from authors.models import Author

MOST: Final = 50_000
"""Addresses of one file, by the protocol."""
AT_A_TIME: Final = 250
"""Stakeholders of one file, each of whom is looked up."""
NEWS_FOR: Final = timedelta(days=2)
MOST_NEWS: Final = 1_000

SINCE: Final = ExpressionWrapper(F("changed") - Value(EPOCH), DurationField())
"""A time as it can be summed up: how many entries there are, their numbers and their times tell one state of thousands
from another, as every edition has an entry of its own, and nothing else of it changes."""

AI_CRAWLERS: Final = (
    "AI2Bot", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ChatGPT-User", "Claude-Web",
    "ClaudeBot", "cohere-ai", "cohere-training-data-crawler", "Diffbot", "FacebookBot", "Google-Extended", "GPTBot",
    "img2dataset", "meta-externalagent", "OAI-SearchBot", "omgili", "omgilibot", "PanguBot", "PerplexityBot",
    "Timpibot", "YouBot",
)  # fmt: skip
"""Programs that say by these names that they collect texts for language models."""


def xml(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    """A file for crawlers."""
    return render(request, template, context, content_type="application/xml; charset=utf-8")


def _pages(request: HttpRequest, lines: Iterable[str]) -> HttpResponse:
    """A file of pages; thousands of lines are too many for a template."""
    return xml(request, "articles/sitemap.xml", pages=SafeString("\n".join(lines)))


def _line(path: str, changed: datetime | None = None) -> str:
    since = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
    return f"<url><loc>{settings.SITE_ADDRESS}{escape(path)}</loc>{since}</url>"


@public
def index(request: HttpRequest) -> HttpResponse:
    """A file for each month since the first article, and some for the pages that list them."""
    files = {"months": listings.months(), "stakeholders": range(1, _files_of_stakeholders() + 1)}
    return a_kept_page(request, files, lambda: xml(request, "articles/sitemap_index.xml", **files))


@public
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The articles first published in a month."""
    try:
        begin = date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    rows = listings.of_month(begin).annotate(changed=Coalesce("updated_at", "published_at"))
    state = rows.aggregate(Count("pk"), Sum("pk"), times=Sum(SINCE))
    lines = rows.newest_first().values_list("path", "changed")[:MOST]
    return a_kept_page(request, state, lambda: _pages(request, starmap(_line, lines)))


@public
def lists(request: HttpRequest) -> HttpResponse:
    """The pages that list articles, as far as there are any on them, and those on the paper itself."""
    pages = [reverse("front"), reverse("corrections"), reverse("record"), reverse("moderation")]
    pages += [told.get_absolute_url() for told in StandingPage.objects.all()]
    listed: dict[str, QuerySet[Any]] = {
        "section": Section.objects.filter(listings.is_listed(EntrySection, "section")),
        "topic": Topic.objects.filter(listings.is_listed(EntryTopic, "topic")),
        "author": Author.objects.filter(listings.is_listed(EntryAuthor, "author")),
    }
    for name, rows in listed.items():
        pages += _addresses(name, rows.order_by("pk")[: MOST // len(listed) - 1])
    return _pages(request, map(_line, pages))


@public
def stakeholders(request: HttpRequest, number: int) -> HttpResponse:
    """The pages of stakeholders with so many numbers, as far as articles name them; none is no mistake."""
    if number > _files_of_stakeholders():
        raise Http404
    last = AT_A_TIME * number
    rows = Stakeholder.objects.filter(listings.has_page(), merged_into=None)
    rows = rows.filter(pk__gt=last - AT_A_TIME, pk__lte=last).order_by("pk")
    return _pages(request, map(_line, _addresses("stakeholder", rows)))


def _files_of_stakeholders() -> int:
    """So many files reach up to the last stakeholder that any article has named."""
    named = NameWords.objects.filter(filed=filed_under("stakeholder")).order_by("-number")
    return -(-(named.values_list("number", flat=True).first() or 0) // AT_A_TIME)


def _addresses(name: str, rows: QuerySet[Any]) -> Iterator[str]:
    """One address of each kind is asked for, for asking for thousands takes longer than all else."""
    begin, end = reverse(name, args=["-"]).split("-")
    return (f"{begin}{slug}{end}" for slug in rows.values_list("slug", flat=True))


@public
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, as news search engines want them; none is no mistake."""
    since = timezone.now() - NEWS_FOR
    rows = Entry.objects.listed().filter(published_at__gte=since).exclude(label="sponsored").newest_first()
    return xml(request, "articles/news_sitemap.xml", entries=rows.exclude(headline="")[:MOST_NEWS])


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may fetch; those that feed language models nothing, where the paper wants it so."""
    crawlers = AI_CRAWLERS if settings.REFUSE_AI_CRAWLERS else ()
    response = render(request, "robots.txt", {"crawlers": crawlers}, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "public, max-age=3600"
    return response
