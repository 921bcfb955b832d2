"""What the public side asks the database: what stands at an address, and lists by place, a page at a time."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, Generic, Self, TypeVar

from django.db.models import Count, Exists, F, Max, Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone, translation

from articles import alternates
from articles.languages import spoken
from articles.markdown import without
from articles.models.edition import Edition
from articles.models.entry import (
    Entry,
    EntryAuthor,
    EntryQuerySet,
    EntrySource,
    EntryStakeholder,
    EntryTopic,
)
from articles.models.publication import PageVersion, Section, Topic
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from authors.models import Author
from images.models import Image

PAGE: Final = 20
CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

PICTURE_WITHDRAWN: Final = Exists(Image.objects.filter(name=OuterRef("picture"), withdrawn_at__isnull=False))
"""Whether the rights to an edition's lead image are gone; then its words go with it."""

_WITHDRAWN_UNDER_ENTRY: Final = Exists(
    Image.objects.filter(name=OuterRef("edition__picture"), withdrawn_at__isnull=False)
)


def in_body_withdrawn(edition: str = "pk") -> dict[str, Subquery]:
    """To annotate with: how many pictures in an edition's text are withdrawn, and when the last of them was.

    Both together change whenever another set of them is withdrawn.
    """
    shown = Edition.body_pictures.through.objects.filter(
        edition=OuterRef(edition), image__withdrawn_at__isnull=False
    )
    gone: Any = shown.order_by().values("edition").annotate(n=Count("pk"), last=Max("image__withdrawn_at"))
    return {"in_body_gone": Subquery(gone.values("n")), "in_body_gone_last": Subquery(gone.values("last"))}


def without_withdrawn(editions: Sequence[Any]) -> None:
    """Takes the withdrawn pictures out of the texts of these annotated editions; one query, if there are any."""
    of_them = [edition for edition in editions if edition.in_body_gone]
    if not of_them:
        return
    names = {image["name"] for edition in of_them for image in edition.payload.get("images", [])}
    withdrawn = Image.objects.filter(name__in=names, withdrawn_at__isnull=False).values_list(
        "name", flat=True
    )
    gone = set(withdrawn)
    for edition in of_them:
        images = edition.payload.get("images", [])
        with translation.override(spoken(edition.payload["language"])):
            edition.html = without(edition.html, gone)
        edition.payload = {**edition.payload, "images": [one for one in images if one["name"] not in gone]}


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Standing:
    """The live edition at an address, the state of its surroundings, its first topic's slug, and its sections."""

    edition: Edition
    version: str
    topic: str
    sections: list[int]


def standing_at(path: str) -> Standing | None:
    """What stands at an address now; one query."""
    version = PageVersion.objects.filter(article=OuterRef("article")).values("number")
    topic = EntryTopic.objects.filter(entry__edition=OuterRef("pk")).order_by("pk").values("topic__slug")
    section = Entry.objects.filter(edition=OuterRef("pk")).values("section__parent")
    live = Edition.objects.live().filter(address__path=path).select_related("address")
    authors = EntryAuthor.objects.filter(entry__edition=OuterRef("pk")).order_by("-author__changed_at")
    gone = "author__photo__withdrawn_at"
    portraits = authors.filter(**{f"{gone}__isnull": False}).order_by(f"-{gone}").values(gone)
    found: Any = live.annotate(
        version=Subquery(version[:1]),
        topic=Subquery(topic[:1]),
        within=Subquery(section[:1]),
        authors_changed=Subquery(authors.values("author__changed_at")[:1]),
        portrait_withdrawn=Subquery(portraits[:1]),
        picture_withdrawn=PICTURE_WITHDRAWN,
        translated=alternates.standing(),
        **in_body_withdrawn(),
    ).first()
    if not found:
        return None
    without_withdrawn([found])
    pictures = (
        found.portrait_withdrawn,
        found.picture_withdrawn,
        found.in_body_gone,
        found.in_body_gone_last,
    )
    around = (found.version or 0, found.authors_changed, found.translated, *pictures)
    section = found.payload["section"]
    sections = [pk for pk in (section and section["id"], found.within) if pk]
    return Standing(found, " ".join(map(str, around)), found.topic or "", sections)


def moved_to(path: str) -> str:
    """Where the article that once stood at an address stands now; '' where none ever did."""
    once = Edition.objects.once_live().filter(address__path=path).values("article")
    now = Edition.objects.live().filter(article__in=once).values_list("address__path", flat=True)
    return now.first() or ""


def history(edition: Edition) -> QuerySet[Edition]:
    """Every edition of the same article that was ever live, newest first, without the texts."""
    lines = Edition.objects.once_live().filter(article=edition.article_id)
    return lines.defer("payload", "html", "sources_html", "record")


def numbered(edition: Edition, *numbers: int) -> dict[int, Edition]:
    """The editions of the same article with these numbers, whole, as far as they were ever live."""
    found = Edition.objects.once_live().filter(article=edition.article_id, number__in=numbers)
    found = found.annotate(picture_withdrawn=PICTURE_WITHDRAWN, **in_body_withdrawn())
    editions = {each.number: each for each in found.select_related("address")}
    without_withdrawn(list(editions.values()))
    return editions


@dataclass(frozen=True, slots=True)
class Line:
    """One edition as the record of its article tells it; `compared` names it and the one before: `2..3`."""

    number: int
    kind: str
    note: str
    was_wrong: str
    is_right: str
    at: datetime

    @property
    def kind_name(self) -> str:
        return str(Edition.Kind(self.kind).label)

    @property
    def compared(self) -> str:
        return f"{self.number - 1}..{self.number}"


def record(edition: Edition) -> list[Line]:
    """This edition and all before it, newest first; no query."""
    earlier = [Line(**{**line, "at": datetime.fromisoformat(line["at"])}) for line in edition.record]
    own = Line(
        edition.number,
        edition.kind,
        edition.note,
        edition.was_wrong,
        edition.is_right,
        edition.dated,
    )
    return [own, *reversed(earlier)]


@dataclass(frozen=True, slots=True)
class Signature:
    """One name of a byline as it was frozen, with the profile as it is now."""

    name: str
    role: str
    author: Author | None


def signatures(edition: Edition) -> list[Signature]:
    """The byline in its order; one query."""
    byline = edition.payload["byline"]
    ids = [by["author"] for by in byline]
    known = {author.pk: author for author in Author.objects.filter(pk__in=ids).select_related("photo")}
    return [Signature(by["name"], by["role"], known.get(by["author"])) for by in byline]


def sections() -> list[Section]:
    """All sections in their order; the menu shows those that stand in no other."""
    return list(Section.objects.all())


class BadCursor(ValueError):
    """A place in a list that nobody was ever given."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list that is ordered by time; `text` is how an address names it."""

    at: datetime
    number: int

    @property
    def text(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = CURSOR.fullmatch(text)
        if not match:
            raise BadCursor(text)
        return cls(EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, newest first, and the places where the older and the newer ones begin, '' for none."""

    rows: list[Row]
    older: str
    newer: str

    @property
    def is_first(self) -> bool:
        return not self.newer


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list by time, newest first; `where` stands beside the place in one filter, so that one index serves both."""

    rows: QuerySet[Row]
    place: Callable[[Row], Place]
    time: str
    number: str
    where: Mapping[str, object]

    def page(self, before: str = "", after: str = "") -> Page[Row]:
        """What is older than one place, or newer than another, or newest: as fast at any depth."""
        if after and len(newer := self._first(self.beyond(Place.parse(after), "gt"))) > PAGE:
            rows = newer[PAGE - 1 :: -1]
            return Page(rows, self.place(rows[-1]).text, self.place(rows[0]).text)
        rows = self._first(self.beyond(Place.parse(before) if before and not after else None, "lt"))
        older = self.place(rows[PAGE - 1]).text if len(rows) > PAGE else ""
        newer_than = self.place(rows[0]).text if rows and before and not after else ""
        return Page(rows[:PAGE], older, newer_than)

    def beyond(self, place: Place | None, side: str) -> QuerySet[Row]:
        """What lies on one side of a place, the nearest first."""
        sign = "-" if side == "lt" else ""
        rows = self.rows.order_by(f"{sign}{self.time}", f"{sign}{self.number}")
        if not place:
            return rows.filter(**self.where)
        same_moment = Q(**{self.time: place.at, f"{self.number}__{side}": place.number})
        bound = {f"{self.time}__{side}e": place.at}
        beyond = Q(**{f"{self.time}__{side}": place.at}) | same_moment
        return rows.filter(beyond, **bound, **self.where)

    def _first(self, rows: QuerySet[Row]) -> list[Row]:
        """A page of these and one more."""
        return list(rows[: PAGE + 1])


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
    rows = listing.rows.order_by(f"-{listing.time}", f"-{listing.number}").filter(**listing.where)
    gone = in_body_withdrawn("edition")
    found = rows.annotate(gone=_WITHDRAWN_UNDER_ENTRY, number=F("edition__number"), **gone)
    said = list(found.values_list("pk", "number", "edition__redacted_at", "gone", "path", *gone)[:most])
    return [one[0] for one in said], [" ".join(map(str, one)) for one in said]


def with_texts(numbers: list[int]) -> list[Entry]:
    """These entries in their order, with their editions' payloads and HTML; one query."""
    rows = Entry.objects.filter(pk__in=numbers).select_related("edition__address")
    rows = rows.annotate(gone=_WITHDRAWN_UNDER_ENTRY, **in_body_withdrawn("edition"))
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


def of_section(section: Section) -> Listing[Entry]:
    """The entries of a section and of those within it."""
    return entries("section_links__", section_links__section=section)


def of_topic(topic: Topic) -> Listing[Entry]:
    """The entries about a topic."""
    return entries("topic_links__", topic_links__topic=topic)


def of_author(author: Author) -> Listing[Entry]:
    """The entries an author signed."""
    return entries("author_links__", author_links__author=author)


def of_source(source: Source) -> Listing[Entry]:
    """The entries that rest on a source, with their payloads."""
    return _with_payloads(entries("source_links__", source_links__source=source))


def of_stakeholder(stakeholder: Stakeholder) -> Listing[Entry]:
    """The entries whose tables name a stakeholder, with their payloads."""
    return _with_payloads(entries("stakeholder_links__", stakeholder_links__stakeholder=stakeholder))


def _with_payloads(listing: Listing[Entry]) -> Listing[Entry]:
    rows = listing.rows.select_related("edition").defer("edition__html", "edition__sources_html")
    return replace(listing, rows=rows)


def has_source_page() -> Exists:
    """Of a source: whether a page of its own tells of it."""
    return Exists(EntrySource.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.listed()))


def has_page() -> Exists:
    """Of a stakeholder: whether a page of its own, or of whom it was merged into, tells of it."""
    standing = Coalesce(OuterRef("merged_into"), OuterRef("pk"))
    return Exists(EntryStakeholder.objects.filter(stakeholder=standing, entry__in=Entry.objects.listed()))


def put_right_by(author: Author) -> Listing[Edition]:
    """What was put right in articles that an author signed."""
    signed = EntryAuthor.objects.filter(author=author, article_id=OuterRef("article"))
    listing = put_right()
    return replace(listing, rows=listing.rows.filter(Exists(signed.filter(entry__in=Entry.objects.live()))))


def put_right_in(section: Section) -> Listing[Edition]:
    """What was put right in articles of a section."""
    standing = Entry.objects.live().filter(section=section, article=OuterRef("article"))
    listing = put_right()
    return replace(listing, rows=listing.rows.filter(Exists(standing)))


def put_right() -> Listing[Edition]:
    """Corrections and retractions, without the texts."""
    kinds = (Edition.Kind.CORRECTION, Edition.Kind.RETRACTION)
    rows = Edition.objects.once_live().filter(kind__in=kinds, redacted_at=None).select_related("address")
    return Listing(
        rows.annotate(headline=KT("payload__headline")).defer("payload", "html", "sources_html", "record"),
        lambda edition: Place(edition.goes_live_at, edition.pk),
        "goes_live_at",
        "pk",
        {},
    )


def last_put_right() -> list[Edition]:
    """The newest corrections of the last month."""
    since = timezone.now() - timedelta(days=30)
    return list(put_right().rows.filter(goes_live_at__gte=since).order_by("-goes_live_at", "-pk")[:3])
