"""What is listed, and where: by section, topic, author, source, stakeholder and time, and what was put right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.db.models.lookups import IsNull
from django.utils import timezone

from articles.models.edition import Edition
from articles.models.entry import (
    Entry,
    EntryLink,
    EntryQuerySet,
    EntrySource,
    EntryStakeholder,
)
from articles.models.publication import Section, Topic
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from articles.paging import PAGE, Listing, Place
from articles.prepared import AMONG, AT, BESIDE, NUMBER, Prepared, Row
from articles.withdrawn import PICTURE_WITHDRAWN_UNDER_ENTRY, in_body_withdrawn, without_withdrawn
from authors.models import Author

LAST: Final = 3
"""So many of what was put right stand on the front page."""


def _place(entry: Entry) -> Place:
    return Place(entry.published_at, entry.article_id)


def entries(link: str = "", **where: object) -> Listing[Entry]:
    """Listed entries, by themselves or through the rows that list them under something."""
    return Listing(
        Entry.objects.listed(),
        _place,
        f"{link}published_at",
        f"{link}article_id",
        where,
    )


def of_everything() -> Listing[Entry]:
    """All that is listed anywhere."""
    return entries()


def newest_of(listing: Listing[Entry], most: int) -> tuple[list[int], list[str]]:
    """The newest entries of a list by their numbers, and what changes when any of them does; one query."""
    found = listing.beyond(None, "lt").annotate(
        gone=PICTURE_WITHDRAWN_UNDER_ENTRY,
        in_body_gone=in_body_withdrawn("edition"),
        number=F("edition__number"),
    )
    told = ("pk", "number", "edition__redacted_at", "gone", "path", "in_body_gone")
    said = list(found.values_list(*told)[:most])
    return [one[0] for one in said], [" ".join(map(str, one)) for one in said]


def with_texts(numbers: list[int]) -> list[Entry]:
    """These entries in their order, with their editions' payloads and HTML; one query."""
    rows = Entry.objects.filter(pk__in=numbers).select_related("edition__address")
    rows = rows.annotate(gone=PICTURE_WITHDRAWN_UNDER_ENTRY, in_body_gone=in_body_withdrawn("edition"))
    found: dict[int, Any] = {entry.pk: entry for entry in rows}
    for entry in found.values():
        entry.edition.picture_withdrawn = entry.gone
        entry.edition.in_body_gone = entry.in_body_gone
    without_withdrawn([entry.edition for entry in found.values()])
    return [found[number] for number in numbers if number in found]


def of_time(first: date, last: date) -> EntryQuerySet:
    """What was first published from one day to another, both whole, in the paper's time zone."""
    begin, end = (
        timezone.make_aware(datetime.combine(day, time())) for day in (first, last + timedelta(days=1))
    )
    return Entry.objects.listed().filter(published_at__gte=begin, published_at__lt=end)


def of_month(month: date) -> EntryQuerySet:
    """What was first published in the month that begins on this day."""
    return of_time(month, last_of(month))


def last_of(month: date) -> date:
    """The last day of the month that begins on this day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def listed_at(entries: EntryQuerySet) -> Listing[Entry]:
    """These entries as a list."""
    return Listing(entries, _place, "published_at", "article_id", {})


def days_of(month: date) -> list[date]:
    """The days of a month on which anything was published."""
    days = (
        of_month(month).annotate(day=TruncDate("published_at")).order_by("day").values_list("day", flat=True)
    )
    return list(days.distinct())


def months() -> list[date]:
    """The months from the first article to the last, newest first, by their first days; two queries."""
    times = Entry.objects.listed().newest_first().values_list("published_at", flat=True)
    newest, oldest = times.first(), times.reverse().first()
    if not (newest and oldest):
        return []
    found, begin = [timezone.localdate(newest).replace(day=1)], timezone.localdate(oldest).replace(day=1)
    while found[-1] > begin:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def of_section(section: Section | int) -> Listing[Entry]:
    """The entries of a section and of those within it."""
    return entries("section_links__", section_links__section=section)


def of_topic(topic: Topic | int) -> Listing[Entry]:
    """The entries about a topic."""
    return entries("topic_links__", topic_links__topic=topic)


SHOWN: Final = ("pk", "headline", Cast("published_at", CharField()))
"""All of an entry that can change while it is live: a redaction takes its words, a mending gives it its time."""


_THESE: Final = Prepared(Entry, lambda: Entry.objects.filter(pk__in=AMONG).values_list(*SHOWN))


def shown(numbers: list[int]) -> list[Row]:
    """What lists show of these entries now, in plain rows, as many as a page has at most; one query."""
    return sorted(_THESE.ask(dict(zip_longest(AMONG, numbers)))) if numbers else []


class Kind:
    """A kind of list, whose pages are always asked for in the same words; `of` gives the list of one thing."""

    def __init__(self, of: Callable[[int], Listing[Entry]]) -> None:
        self.of = of
        somewhere = Place(AT, BESIDE)
        self.newest = Prepared(Entry, lambda: self._shown(None, "lt"))
        self.older = Prepared(Entry, lambda: self._shown(somewhere, "lt"))
        self.newer = Prepared(Entry, lambda: self._shown(somewhere, "gt"))

    def _shown(self, place: Place | None, side: str) -> QuerySet[Any, Any]:
        return self.of(NUMBER).beyond(place, side).values_list(*SHOWN)[: PAGE + 1]

    def state(self, about: int, before: str = "", after: str = "") -> list[Row]:
        """What a page of this list shows now, in plain rows; one query, at its newer end two.

        Raises BadCursor for a place that nobody was ever given.
        """
        if after:
            if len(rows := self.newer.ask(_about(about, Place.parse(after)))) > PAGE:
                return rows
        elif before:
            return self.older.ask(_about(about, Place.parse(before)))
        return self.newest.ask({NUMBER: about})


def _about(number: int, place: Place) -> dict[Any, Any]:
    return {NUMBER: number, AT: place.at, BESIDE: place.number}


SECTIONS: Final = Kind(of_section)
TOPICS: Final = Kind(of_topic)


def of_author(author: Author) -> Listing[Entry]:
    """The entries an author signed."""
    return entries("author_links__", author_links__author=author)


def of_source(source: Source) -> Listing[Entry]:
    """The entries that rest on a source, with their references."""
    return _with("references", entries("source_links__", source_links__source=source))


def of_stakeholder(stakeholder: Stakeholder) -> Listing[Entry]:
    """The entries whose tables name a stakeholder, with these tables."""
    return _with("tables", entries("stakeholder_links__", stakeholder_links__stakeholder=stakeholder))


def _with(part: str, listing: Listing[Entry]) -> Listing[Entry]:
    """With this part of their editions' payloads, which are long otherwise."""
    return replace(listing, rows=listing.rows.annotate(**{part: F(f"edition__payload__{part}")}))


def has_source_page() -> Exists:
    """Of a source: whether a page of its own tells of it."""
    return Exists(EntrySource.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.listed()))


def is_listed(links: type[EntryLink], name: str, which: Any = None) -> IsNull:
    """Of an author, section, topic, source or stakeholder: whether anything that is listed stands under it.

    It is asked for each one alone: for Exists PostgreSQL would join, and sort, all of an archive. And it is the newest
    that is asked for, or it would look for any from the table's beginning, where what is new does not stand.
    """
    those = {name: which or OuterRef("pk"), "entry__in": Entry.objects.listed()}
    found = links._default_manager.filter(**those).order_by("-published_at", "-article_id")
    return IsNull(Subquery(found.values("pk")[:1]), False)


def has_page() -> IsNull:
    """Of a stakeholder: whether a page of its own, or of whom it was merged into, tells of it."""
    return is_listed(EntryStakeholder, "stakeholder", Coalesce(OuterRef("merged_into"), OuterRef("pk")))


def put_right_by(author: Author) -> Listing[Edition]:
    """What was put right in articles that an author signed."""
    return _put_right_under("put_right_by", author=author)


def put_right_in(section: Section) -> Listing[Edition]:
    """What was put right in articles of a section and of those within it."""
    return _put_right_under("put_right_in", section=section)


def _put_right_under(links: str, **which: object) -> Listing[Edition]:
    """What was put right in articles that stand under something now."""
    where = {f"{links}__{name}": value for name, value in which.items()}
    where[f"{links}__entry__in"] = Entry.objects.live()
    return replace(put_right(), time=f"{links}__goes_live_at", number=f"{links}__edition_id", where=where)


def put_right() -> Listing[Edition]:
    """Corrections and retractions, without the texts."""
    rows = (
        Edition.objects.once_live()
        .filter(kind__in=Edition.PUT_RIGHT, redacted_at=None)
        .select_related("address")
    )
    return Listing(
        rows.annotate(headline=KT("payload__headline"), language=KT("payload__language")).defer(
            "payload", "html", "sources_html", "record"
        ),
        lambda edition: Place(edition.goes_live_at, edition.pk),
        "goes_live_at",
        "pk",
        {},
    )


def _last() -> QuerySet[Edition]:
    return put_right().beyond(None, "lt")[:LAST]


PUT_RIGHT: Final = Prepared(Edition, lambda: _last().values_list("pk", "redacted_at"))


def last_put_right() -> list[Edition]:
    """The newest corrections of the last month."""
    since = timezone.now() - timedelta(days=30)
    return [edition for edition in _last() if edition.goes_live_at >= since]
