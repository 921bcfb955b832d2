"""What the API gives: each resource by name, with its filters, its order and what it says of one thing."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final, TypeAlias, TypeVar

from django.conf import settings
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from articles import listings
from articles.exporters import as_json, moment
from articles.exports import facts_of
from articles.models.edition import Edition
from articles.models.entry import Entry, EntryAuthor, EntryLink, EntrySource, EntryStakeholder, EntryTopic
from articles.models.ledger import LedgerLink
from articles.models.publication import Section, Topic
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from articles.paging import Listing
from authors.models import Author

BASE: Final = "/api/v1/"
NUMBER: Final = re.compile(r"[0-9]{1,18}")
YEARS: Final = range(1000, 9000)

Thing: TypeAlias = dict[str, Any]
M = TypeVar("M", bound=Model)
Asked: TypeAlias = Mapping[str, str]
"""The filters of a request that are not empty, by their names."""


class Unknown(ValueError):
    """A filter that names nothing; the message says so to the client."""


@dataclass(frozen=True, slots=True)
class Filter:
    """One parameter of a list: what it means, and its type in the words of OpenAPI."""

    about: str
    schema: Thing = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True, slots=True)
class Resource:
    """A list of the API: by time where `rows` gives a Listing, else by number; `tell` says a whole page."""

    about: str
    rows: Callable[[Asked], Listing[Any] | QuerySet[Any]]
    tell: Callable[[Sequence[Any]], Iterable[Thing]]
    schema: str
    filters: Mapping[str, Filter] = field(default_factory=dict)


def whole(path: str) -> str:
    """A path of this site as an address from anywhere."""
    return settings.SITE_ADDRESS + path


def named(model: type[Model], asked: Asked, name: str) -> Any:
    """The section, topic or author of the slug that was asked for."""
    found = model._default_manager.filter(slug=asked[name]).first()
    if not found:
        raise Unknown(f"There is no {name} “{asked[name][:80]}”.")
    return found


def number_of(asked: Asked, name: str) -> int:
    """The number that was asked for."""
    if not NUMBER.fullmatch(asked[name]):
        raise Unknown(f"{name}: “{asked[name][:80]}” is no number.")
    return int(asked[name])


def time_of(asked: Asked, name: str) -> datetime:
    """A moment or a day, in the paper's time zone where it names none."""
    text = asked[name].replace(" ", "+")  # a plus sign that the address did not escape
    try:
        day = parse_date(text)
        at = datetime.combine(day, time()) if day else parse_datetime(text)
    except ValueError:
        at = None
    if at is None or at.year not in YEARS:
        raise Unknown(
            f"{name}: “{text[:80]}” is no day and no time; write 2026-11-23 or 2026-11-23T09:30:00Z."
        )
    return timezone.make_aware(at) if timezone.is_naive(at) else at


def editions(asked: Asked) -> Listing[Entry]:
    """Live editions, by first publication."""
    where: dict[str, object] = {}
    link = ""
    if "section" in asked:
        link, where["section_links__section"] = "section_links__", named(Section, asked, "section")
    if "author" in asked:
        link, where["author_links__author"] = "author_links__", named(Author, asked, "author")
    if "source" in asked:
        link, where["source_links__source"] = "source_links__", number_of(asked, "source")
    if "stakeholder" in asked:
        found = named(Stakeholder, asked, "stakeholder")
        link, where["stakeholder_links__stakeholder"] = (
            "stakeholder_links__",
            found.merged_into_id or found.pk,
        )
    if "topic" in asked:
        link, where["topic_links__topic"] = "topic_links__", named(Topic, asked, "topic")
    if "language" in asked:
        where["language"] = asked["language"]
    if "since" in asked:
        where[f"{link}published_at__gte"] = time_of(asked, "since")
    if "until" in asked:
        where[f"{link}published_at__lt"] = time_of(asked, "until")
    return listings.entries(link, **where)


def tell_editions(rows: Sequence[Entry]) -> list[Thing]:
    """Whole editions, by two queries: their texts, and the profiles of their authors."""
    entries = listings.with_texts([entry.pk for entry in rows])
    signed = {by["author"] for entry in entries for by in entry.edition.payload["byline"]}
    profiles = {
        author.pk: whole(author.get_absolute_url())
        for author in Author.objects.filter(pk__in=signed).only("slug")
    }
    return [as_json(facts_of(entry.edition, [], profiles)) for entry in entries]


def tell_corrections(rows: Sequence[Edition]) -> list[Thing]:
    """What was put right: what was wrong, what is right, and where to see the change."""
    return [
        {
            "article": each.article_id,
            "edition": each.number,
            "kind": each.kind,
            "at": moment(each.goes_live_at),
            "headline": each.headline,  # type: ignore[attr-defined]
            "note": each.note,
            "wasWrong": each.was_wrong,
            "isRight": each.is_right,
            "address": whole(each.address.path),
            "compared": whole(f"{each.address.path}history/{each.number - 1}..{each.number}/"),
            "fingerprint": each.fingerprint,
        }
        for each in rows
    ]


def tell_authors(rows: Sequence[Author]) -> list[Thing]:
    """Public profiles."""
    return [
        {
            "id": each.pk,
            "name": each.name,
            "slug": each.slug,
            "jobTitle": each.job_title,
            "bio": each.bio,
            "languages": each.languages,
            "expertise": each.expertise,
            "education": each.education,
            "formerPosts": each.former_posts,
            "beats": each.beats,
            "honours": each.honours,
            "interests": each.interests,
            "elsewhere": each.elsewhere,
            "contact": whole(reverse("author_contact", args=[each.slug])) if each.can_be_written_to else None,
            "address": whole(each.get_absolute_url()),
            "editions": f"{whole(BASE)}editions/?author={each.slug}",
        }
        for each in rows
    ]


def tell_terms(name: str) -> Callable[[Sequence[Any]], list[Thing]]:
    """Sections or topics."""

    def tell(rows: Sequence[Section | Topic]) -> list[Thing]:
        return [
            {
                "id": each.pk,
                "name": each.name,
                "slug": each.slug,
                "description": each.description,
                "address": whole(each.get_absolute_url()),
                "editions": f"{whole(BASE)}editions/?{name}={each.slug}",
            }
            for each in rows
        ]

    return tell


def sources(_asked: Asked) -> QuerySet[Source]:
    """Sources that live editions rest on, each with the newest of these."""
    newest = EntrySource.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.listed())
    entry = newest.order_by("-published_at", "-article_id").values("entry")[:1]
    rows = Source.objects.annotate(entry=Subquery(entry)).filter(entry__isnull=False)
    return rows.only("archived_address", "gone_since")


def tell_sources(rows: Sequence[Any]) -> list[Thing]:
    """Sources as readers were last shown them: what is only for the desk is not even read."""
    found = (
        Entry.objects.select_related("edition").only("edition__payload").in_bulk([row.entry for row in rows])
    )
    told = []
    for row in rows:
        references = found[row.entry].edition.payload["references"]
        shown = next((one for one in references if one["source"] == row.pk), None)
        if shown is None:
            continue  # it stands for another one, which that text names
        told.append(
            {
                "id": row.pk,
                "kind": shown["kind"],
                "title": shown["title"],
                "publisher": shown["publisher"],
                "url": shown["address"] or None,
                "published": shown["published"] or None,
                "accessed": shown["accessed"] or None,
                "archived": row.archived_address or shown["archived"] or None,
                "goneSince": moment(row.gone_since) if row.gone_since else None,
                "unnamedReason": shown["unnamed_reason"],
                "address": whole(row.get_absolute_url()),
                "editions": f"{whole(BASE)}editions/?source={row.pk}",
            }
        )
    return told


def listed_under(model: type[M], link: type[EntryLink], name: str) -> Callable[[Asked], QuerySet[M]]:
    """Those that a live edition stands under: what only drafts know of is nobody's business yet."""

    def rows(_asked: Asked) -> QuerySet[M]:
        return model._default_manager.filter(listings.is_listed(link, name))

    return rows


def tell_stakeholders(rows: Sequence[Stakeholder]) -> list[Thing]:
    """Who has an interest; what each wants stands in the tables of the editions."""
    return [
        {
            "id": each.pk,
            "name": each.name,
            "slug": each.slug,
            "kind": each.kind,
            "description": each.description,
            "sameAs": each.same_as.split(),
            "address": whole(each.get_absolute_url()),
            "editions": f"{whole(BASE)}editions/?stakeholder={each.slug}",
        }
        for each in rows
    ]


def tell_links(rows: Sequence[LedgerLink]) -> list[Thing]:
    """Lines of the ledger: all that their hash covers, as far as the edition was ever public."""
    public = set(
        Edition.objects.once_live()
        .filter(pk__in=[link.edition_id for link in rows])
        .values_list("pk", flat=True)
    )
    return [
        {
            "number": link.number,
            "hash": link.hash,
            "previous": link.previous,
            "covers": link.covered() if link.edition_id in public else None,
        }
        for link in rows
    ]


DAY: Final = {"type": "string", "examples": ["2026-11-23", "2026-11-23T09:30:00Z"]}
RESOURCES: Final[dict[str, Resource]] = {
    "editions": Resource(
        "Live editions with their full text, the newest first by first publication; retracted ones are not listed.",
        editions,
        tell_editions,
        "Article",
        {
            "section": Filter("Slug of a section."),
            "topic": Filter("Slug of a topic."),
            "author": Filter("Slug of an author."),
            "source": Filter("Number of a source.", {"type": "integer"}),
            "stakeholder": Filter("Slug of a stakeholder."),
            "language": Filter("Language of the text, as BCP 47 writes it."),
            "since": Filter("First published at this time or later.", DAY),
            "until": Filter("First published before this time.", DAY),
        },
    ),
    "corrections": Resource(
        "Corrections and retractions, the newest first.",
        lambda _asked: listings.put_right(),
        tell_corrections,
        "Correction",
    ),
    "authors": Resource(
        "Profiles of those who signed a live edition.",
        lambda _asked: Author.objects.with_form().filter(listings.is_listed(EntryAuthor, "author")),
        tell_authors,
        "Author",
    ),
    "sections": Resource(
        "The parts of the paper.", lambda _asked: Section.objects.all(), tell_terms("section"), "Term"
    ),
    "topics": Resource(
        "What live editions are about.", listed_under(Topic, EntryTopic, "topic"), tell_terms("topic"), "Term"
    ),
    "sources": Resource(
        "What live editions rest on, as readers were last shown it.", sources, tell_sources, "Source"
    ),
    "stakeholders": Resource(
        "Whom the stakeholder tables of live editions name.",
        listed_under(Stakeholder, EntryStakeholder, "stakeholder"),
        tell_stakeholders,
        "Stakeholder",
    ),
    "ledger": Resource(
        "The ledger of all that was published, line by line from the first; each line covers the one before it. What "
        "a line covers is told once its edition is public.",
        lambda _asked: LedgerLink.objects.select_related("edition").defer(
            "edition__payload", "edition__html", "edition__sources_html", "edition__record"
        ),
        tell_links,
        "Link",
    ),
}
