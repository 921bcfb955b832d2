"""What crawlers are told: which pages there are, which are news, and what they may fetch."""

from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles import listings
from articles.caching import public
from articles.models.entry import Entry, EntryAuthor, EntrySection, EntryTopic
from articles.models.publication import Section, Topic
from articles.models.stakeholder import Stakeholder
from articles.models.standing import StandingPage
from authors.models import Author

MOST: Final = 50_000
"""Addresses of one file, by the protocol."""
NEWS_FOR: Final = timedelta(days=2)
MOST_NEWS: Final = 1_000

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


@public
def index(request: HttpRequest) -> HttpResponse:
    """A file for each month since the first article, and one for the pages that list them."""
    return xml(request, "articles/sitemap_index.xml", months=listings.months())


@public
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The articles first published in a month."""
    try:
        begin = date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    rows = listings.of_month(begin).newest_first().values_list("path", "updated_at", "published_at")[:MOST]
    pages = [
        (path, (updated or published).isoformat(timespec="seconds")) for path, updated, published in rows
    ]
    return xml(request, "articles/sitemap.xml", pages=pages)


@public
def lists(request: HttpRequest) -> HttpResponse:
    """The pages that list articles, as far as there are any on them, and those on the paper itself."""
    pages = [reverse("front"), reverse("corrections"), reverse("record"), reverse("moderation")]
    pages += [told.get_absolute_url() for told in StandingPage.objects.all()]
    listed: dict[str, QuerySet[Any]] = {
        "section": Section.objects.filter(listings.is_listed(EntrySection, "section")),
        "topic": Topic.objects.filter(listings.is_listed(EntryTopic, "topic")),
        "author": Author.objects.filter(listings.is_listed(EntryAuthor, "author")),
        "stakeholder": Stakeholder.objects.filter(listings.has_page(), merged_into=None),
    }
    for name, rows in listed.items():
        # One address of each kind is asked for, for asking for thousands takes longer than all else.
        begin, end = reverse(name, args=["-"]).split("-")
        slugs = rows.order_by("pk").values_list("slug", flat=True)[: MOST // len(listed) - 1]
        pages += [f"{begin}{slug}{end}" for slug in slugs]
    return xml(request, "articles/sitemap.xml", pages=[(page, None) for page in pages])


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
