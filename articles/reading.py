"""What stands at an address: an edition with its record and its signatures, and the editions before it."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Aggregate, CharField, Count, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.http import Http404
from django.utils.translation import gettext as _

from articles import alternates
from articles.alternates import Alternate
from articles.models.edition import Edition
from articles.models.entry import EntryAuthor, EntryTopic
from articles.models.publication import PageVersion, Section
from articles.prepared import TEXT, Prepared
from articles.withdrawn import PICTURE_WITHDRAWN, in_body_withdrawn, without_withdrawn
from authors.models import Author

AROUND: Final = (
    "fingerprint", "version", "topic", "signed", "picture_withdrawn", "in_body_gone", "menu",
)  # fmt: skip
"""What tells one state of an article's surroundings from another; its thread and translations apart."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The live edition at an address, the slug of its first topic, its sections, and what is around it by now."""

    edition: Edition
    topic: str
    sections: list[int]
    around: tuple[Any, ...]


def _standing_at(path: str) -> QuerySet[Any, Any]:
    """What stands at an address now, with all that tells one state of its surroundings from another."""
    version = PageVersion.objects.filter(article=OuterRef("article"))
    topic = EntryTopic.objects.filter(entry=OuterRef("entry")).order_by("pk").values("topic__slug")
    authors: Any = EntryAuthor.objects.filter(entry=OuterRef("entry")).order_by().values("entry")
    gone = "author__photo__withdrawn_at"
    menu: Any = Section.objects.order_by().annotate(paper=Value(1)).values("paper")
    return (
        Edition.objects.live()
        .filter(address__path=path)
        .annotate(
            version=Subquery(version.values("number")),
            thread=Subquery(version.values("thread")),
            topic=Subquery(topic[:1]),
            signed=_said(authors, Max("author__changed_at"), Count(gone), Max(gone)),
            picture_withdrawn=PICTURE_WITHDRAWN,
            in_body_gone=in_body_withdrawn(),
            menu=_said(menu, Count("pk"), Max("changed_at")),
        )
    )


def _said(rows: Any, *figures: Aggregate) -> Subquery:
    """These figures of a group of rows as one text."""
    parts = [part for figure in figures for part in (figure, Value(" "))]
    return Subquery(rows.annotate(said=Concat(*parts, output_field=CharField())).values("said"))


def standing_at(path: str) -> Standing | None:
    """What stands at an address now; one query."""
    for found in _STANDING.found({TEXT: path}):
        without_withdrawn([found])
        section = found.payload["section"]
        sections = [pk for pk in (section and section["id"], found.within) if pk]
        return Standing(found, found.topic or "", sections, tuple(getattr(found, name) for name in AROUND))
    return None


_WITHIN: Final = F("entry__section__parent")
_STANDING: Final = Prepared(
    Edition, lambda: _standing_at(TEXT).annotate(within=_WITHIN).select_related("address")[:1]
)
_TOLD: Final = ("pk", "article_id", "thread", "original", *AROUND)
STATE: Final = Prepared(
    Edition, lambda: _standing_at(TEXT).annotate(original=alternates.ORIGINAL).values_list(*_TOLD)[:1]
)


@dataclass(frozen=True)
class State:
    """What there is to know about the page at an address before it is made: which state of it is the one now."""

    path: str
    edition: int
    article: int
    thread: int
    around: tuple[Any, ...]
    alternates: list[Alternate]

    @cached_property
    def standing(self) -> Standing:
        """What stands there, read when the page has to be made."""
        found = standing_at(self.path)
        if not found:
            raise Http404(_("No article stands at this address."))  # since a moment ago
        return found


def state_at(path: str) -> State | None:
    """The state of the page at an address; one query, and one more where there are translations."""
    for edition, article, thread, original, *around in STATE.ask({TEXT: path}):
        return State(path, edition, article, thread or 0, tuple(around), alternates.alternates(original))
    return None


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
    found = found.annotate(picture_withdrawn=PICTURE_WITHDRAWN, in_body_gone=in_body_withdrawn())
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
    """One name of a byline and why they write about this, as it was frozen, with the profile as it is now."""

    name: str
    role: str
    expertise: str
    author: Author | None


def signatures(edition: Edition) -> list[Signature]:
    """The byline in its order; one query."""
    byline = edition.payload["byline"]
    ids = [by["author"] for by in byline]
    known = {author.pk: author for author in Author.objects.filter(pk__in=ids).select_related("photo")}
    return [
        Signature(by["name"], by["role"], by.get("expertise", ""), known.get(by["author"])) for by in byline
    ]


MENU: Final = Prepared(
    Section, lambda: Section.objects.values_list("pk", "slug", "name", "parent", "description")
)
"""All that pages show of sections, in plain rows."""
_SECTIONS: Final = Prepared(Section, lambda: Section.objects.all())


def sections() -> list[Section]:
    """All sections in their order; the menu shows those that stand in no other."""
    return _SECTIONS.found()
