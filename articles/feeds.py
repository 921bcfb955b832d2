"""Feeds of full texts in three formats: of everything, of a section, a topic or an author, and of corrections."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc3339_date
from django.utils.http import http_date
from django.utils.translation import gettext as _

from articles import listings, paging
from articles.caching import public
from articles.models.edition import Edition
from articles.models.entry import Entry
from articles.models.publication import Section, Topic
from articles.pages import a_kept_page
from authors.models import Author

MOST: Final = 30
"""Items of a feed, the newest first."""
LOCAL: Final = re.compile(r' (href|src)="([#/])')
SIZES: Final = re.compile(r' srcset="([^"]*)"')
UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `id` stays the same whatever becomes of address and headline; `html` is the full text."""

    id: str
    title: str
    address: str
    summary: str
    html: str
    language: str
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    published: datetime
    updated: datetime


@dataclass(frozen=True, slots=True)
class Channel:
    """What a feed is about, the page it belongs to, and its items."""

    title: str
    about: str
    path: str
    items: list[Item]

    @property
    def updated(self) -> datetime:
        """When anything in it changed last; when the first edition ever could have, if it is empty."""
        return max((item.updated for item in self.items), default=paging.EPOCH)


def permanent(at: datetime, what: str) -> str:
    """A name for ever, as RFC 4151 makes them: who gave it, in which year, to what."""
    host = urlsplit(settings.SITE_ADDRESS).hostname
    return f"tag:{host},{timezone.localtime(at):%Y}:{what}"


def clean(text: str) -> str:
    """The text without the characters that no feed can hold."""
    return UNFIT.sub("", text)


def absolute(html: str, path: str) -> str:
    """HTML that means the same anywhere: addresses within the page or the site become whole ones."""
    begin = {"#": f"{settings.SITE_ADDRESS}{path}#", "/": f"{settings.SITE_ADDRESS}/"}
    html = SIZES.sub(lambda found: f' srcset="{_absolute_sizes(found[1])}"', html)
    return LOCAL.sub(lambda found: f' {found[1]}="{begin[found[2]]}', html)


def _absolute_sizes(sizes: str) -> str:
    """The several addresses of a picture, whole."""
    each = (size.strip() for size in sizes.split(","))
    return ", ".join(f"{settings.SITE_ADDRESS}{size}" if size.startswith("/") else size for size in each)


def item_of(entry: Entry) -> Item:
    """An entry with the full text of its edition."""
    edition, payload = entry.edition, entry.edition.payload
    language = entry.language
    with translation.override(language):
        withdrawn = getattr(edition, "picture_withdrawn", False)
        words = {"edition": edition, "payload": payload, "picture": not withdrawn and payload["lead_image"]}
        html = render_to_string("articles/feed_item.html", words)
    byline = [by["name"] for by in payload["byline"] if not by["role"]]
    tags = [term["name"] for term in [payload["section"], *payload["topics"]] if term]
    return Item(
        id=permanent(entry.published_at, f"article/{entry.article_id}"),
        title=clean(entry.headline or _("Removed for a legal reason")),
        address=settings.SITE_ADDRESS + entry.path,
        summary=clean(entry.summary),
        html=clean(absolute(html, entry.path)),
        language=language,
        authors=tuple(map(clean, byline)),
        tags=tuple(map(clean, tags)),
        published=entry.published_at,
        updated=entry.updated_at or entry.published_at,
    )


def correction_of(edition: Edition) -> Item:
    """A correction or retraction as an item of its own: what was wrong, what is right, where to see the change."""
    words = {"edition": edition, "site_address": settings.SITE_ADDRESS}
    return Item(
        id=permanent(edition.first_published_at, f"article/{edition.article_id}/edition/{edition.number}"),
        title=clean(f"{edition.get_kind_display()}: {edition.headline}"),  # type: ignore[attr-defined]
        address=f"{settings.SITE_ADDRESS}{edition.get_absolute_url()}",
        summary=clean(" ".join(filter(None, [edition.was_wrong, edition.is_right or edition.note]))),
        html=clean(render_to_string("articles/feed_correction.html", words)),
        language="",
        authors=(),
        tags=(),
        published=edition.goes_live_at,
        updated=edition.goes_live_at,
    )


class Atom(Atom1Feed):
    """Atom with full texts, all authors and the feed's own address."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """What Django writes, and what it has no place for."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        language = {"xml:lang": item["language"]} if item["language"] else {}
        handler.addQuickElement("content", item["html"], {"type": "html", **language})


class Rss(Rss201rev2Feed):
    """RSS with full texts and all authors."""

    def rss_attributes(self) -> dict[str, str]:
        """The names of the two modules that everybody reads."""
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """What Django writes, and what it has no place for."""
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name)
        handler.addQuickElement("content:encoded", item["html"])


def as_xml(kind: type[Atom | Rss], channel: Channel, address: str) -> str:
    """Atom or RSS."""
    feed = kind(
        title=channel.title,
        link=settings.SITE_ADDRESS + channel.path,
        description=channel.about or channel.title,
        language=settings.LANGUAGE_CODE,
        subtitle=channel.about or None,
        feed_url=address,
        feed_guid=permanent(paging.EPOCH, f"feed{channel.path}"),
        author_name=settings.PAPER_NAME if kind is Atom else None,
    )
    for item in channel.items:
        feed.add_item(
            title=item.title,
            link=item.address,
            description=item.summary,
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.published,
            updateddate=item.updated,
            categories=item.tags,
            html=item.html,
            authors=item.authors,
            language=item.language,
        )
    feed.latest_post_date = lambda: channel.updated  # type: ignore[method-assign]
    text: str = feed.writeString("utf-8")
    return text


def as_json(channel: Channel, address: str) -> str:
    """JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": settings.SITE_ADDRESS + channel.path,
        "feed_url": address,
        "description": channel.about,
        "language": settings.LANGUAGE_CODE,
        "items": [_json_item(item) for item in channel.items],
    }
    return json.dumps({name: value for name, value in feed.items() if value != ""}, ensure_ascii=False)


def _json_item(item: Item) -> dict[str, object]:
    told = {
        "id": item.id,
        "url": item.address,
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": rfc3339_date(item.published),
        "date_modified": rfc3339_date(item.updated),
        "authors": [{"name": name} for name in item.authors],
        "tags": list(item.tags),
        "language": item.language,
    }
    return {name: value for name, value in told.items() if value}


FORMATS: Final[dict[str, tuple[str, Callable[[Channel, str], str]]]] = {
    "atom.xml": ("application/atom+xml; charset=utf-8", lambda channel, at: as_xml(Atom, channel, at)),
    "rss.xml": ("application/rss+xml; charset=utf-8", lambda channel, at: as_xml(Rss, channel, at)),
    "feed.json": ("application/feed+json; charset=utf-8", as_json),
}
"""A feed's formats: the end of its address, its content type, and its writer."""


def answer(
    request: HttpRequest,
    form: str,
    title: str,
    about: str,
    path: str,
    items: Callable[[], Iterable[Item]],
    *tag: object,
) -> HttpResponse:
    """The feed in one format, kept for as long as the tag of its items."""
    content_type, write = FORMATS[form]

    def make() -> HttpResponse:
        channel = Channel(clean(title), clean(about), path, list(items()))
        text = write(channel, settings.SITE_ADDRESS + request.path)
        updated = http_date(channel.updated.timestamp())
        return HttpResponse(text, content_type=content_type, headers={"Last-Modified": updated})

    return a_kept_page(request, (title, about, *tag), make)


def of_entries(
    request: HttpRequest, form: str, listing: paging.Listing[Entry], title: str, about: str, path: str
) -> HttpResponse:
    """The newest entries of a list, as a feed."""
    newest, frozen = listings.newest_of(listing, MOST)
    return answer(
        request, form, title, about, path, lambda: map(item_of, listings.with_texts(newest)), *frozen
    )


@public
def everything(request: HttpRequest, form: str) -> HttpResponse:
    """All that is published."""
    return of_entries(request, form, listings.of_everything(), settings.PAPER_NAME, settings.PAPER_MOTTO, "/")


@public
def section(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What is published in a section."""
    found = get_object_or_404(Section, slug=slug)
    return of_entries(request, form, listings.of_section(found), *about(found.name, found))


@public
def topic(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What is published on a topic."""
    found = get_object_or_404(Topic, slug=slug)
    return of_entries(request, form, listings.of_topic(found), *about(found.name, found))


@public
def author(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """What an author publishes."""
    found = get_object_or_404(Author, slug=slug)
    return of_entries(request, form, listings.of_author(found), *about(found.name, found))


def about(name: str, found: Section | Topic | Author) -> tuple[str, str, str]:
    """A feed's title, what it is about, and the page it belongs to."""
    said = found.job_title if isinstance(found, Author) else found.description
    return f"{settings.PAPER_NAME}: {name}", said, found.get_absolute_url()


@public
def corrections(request: HttpRequest, form: str) -> HttpResponse:
    """What was put right."""
    rows = list(listings.put_right().rows.order_by("-goes_live_at", "-pk")[:MOST])
    title = f"{settings.PAPER_NAME}: {_('Corrections')}"
    said = _("Everything that was put right: what was wrong, and what is right.")
    return answer(
        request,
        form,
        title,
        said,
        "/corrections/",
        lambda: map(correction_of, rows),
        *(row.pk for row in rows),
    )
