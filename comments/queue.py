"""The moderators' queue: what waits or is reported, in an order, with all one needs to know to decide about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final, Self
from urllib.parse import urlencode

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.converters import number_in
from articles.models.entry import Entry, EntrySection
from articles.models.publication import Section
from authors.models import User
from comments.claiming import claim
from comments.deciding import BESIDE, UNDOABLE
from comments.evidence import marked, told, words_in
from comments.models import Comment, ModerationDecision, Reader, ReaderNote, Report, Revision
from comments.moderation import STEPS, Step
from comments.sanctions import KINDS as SANCTIONS
from comments.statements import UNDO_FOR

Kind = ModerationDecision.Kind
PAGE: Final = 10
"""Comments that one moderator has before them."""
COUNTED: Final = 1_000
"""As far as it is counted how many wait."""
WITHIN: Final = 1_000
"""Of what waits, so many from the front are looked at for one section."""
LATELY: Final = timedelta(days=90)
RECENT: Final = 5
"""Own decisions that are offered to be undone."""
REPORTS: Final = 5
"""Open reports that are shown of one comment, however many there are."""
PILES: Final = ("held", "reported")
ORDERS: Final = ("oldest", "riskiest")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which comments a moderator wants to see, and in which order; kept in the address."""

    pile: str = "held"
    order: str = "oldest"
    section: int | None = None

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Self:
        """As the address says; what it names and nobody knows is left out."""
        return cls(
            data.get("pile", "") if data.get("pile") in PILES else "held",
            data.get("order", "") if data.get("order") in ORDERS else "oldest",
            number_in(data.get("section"), 9) or None,
        )

    @property
    def query(self) -> str:
        """What the address keeps, '' for what is shown anyway."""
        known = {"pile": self.pile, "order": self.order, "section": self.section}
        usual = {"pile": "held", "order": "oldest", "section": None}
        kept = {name: value for name, value in known.items() if value != usual[name]}
        return f"?{urlencode(kept)}" if kept else ""

    def rows(self, user: User) -> QuerySet[Comment]:
        """These comments in this order, each order served by an index; never the moderator's own."""
        if self.pile == "reported":
            rows = Comment.objects.filter(reported__gt=0).order_by("-reported", "pk")
            rows = rows.filter(status__in=(Comment.Status.PUBLIC, Comment.Status.HELD))
        else:
            fields = ("-risk", "pk") if self.order == "riskiest" else ("pk",)
            rows = Comment.objects.waiting().order_by(*fields)
        own = Reader.objects.filter(user=user).values_list("pk", flat=True).first()
        rows = rows.exclude(reader=own) if own else rows
        if self.section:
            links = EntrySection.objects.filter(section=self.section, entry__article=OuterRef("thread_id"))
            front = rows.values("pk")[:WITHIN]
            rows = rows.filter(pk__in=front).filter(Exists(links))
        return rows

    def is_cut(self, user: User) -> bool:
        """Whether one section was looked for in a part only of what waits."""
        return bool(self.section) and replace(self, section=None).rows(user)[:WITHIN].count() == WITHIN


@dataclass(frozen=True, slots=True)
class Standing:
    """How much there is of what was asked for, and what of it colleagues have before them."""

    count: int
    with_others: dict[str, int]

    @property
    def more(self) -> bool:
        """Whether there are more than were counted."""
        return self.count >= COUNTED

    @classmethod
    def of(cls, rows: QuerySet[Comment], user: User) -> Self:
        """As far as it is counted, in one query."""
        now = timezone.now()
        found = list(rows.values_list("claimed_by", "claimed_until", "claimed_by__name")[:COUNTED])
        others: dict[str, int] = defaultdict(int)
        for claimed_by, until, name in found:
            if until and until > now and claimed_by != user.pk:
                others[name or _("A colleague")] += 1
        return cls(len(found), dict(others))


@dataclass
class Known:
    """What is known about a reader beside the comment one is looking at."""

    reader: Reader
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[ReaderNote] = field(default_factory=list)
    sanctions: list[ModerationDecision] = field(default_factory=list)


@dataclass
class Card:
    """One comment with what a moderator needs to know."""

    comment: Comment
    known: Known
    entry: Entry | None = None
    decisions: list[ModerationDecision] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)

    @property
    def token(self) -> str:
        """Which comment is meant, and in which state it was read."""
        return f"{self.comment.pk}|{self.comment.status}|{self.comment.written}"

    @cached_property
    def evidence(self) -> list[dict[str, Any]]:
        """What the rules found last."""
        judged = [one for one in self.decisions if one.kind == Kind.JUDGE]
        return list(judged[0].evidence) if judged else []

    @property
    def why(self) -> list[str]:
        """The same in words, each once."""
        held = self.comment.status == Comment.Status.HELD
        return list(dict.fromkeys(told(verdict) for verdict in self.evidence)) if held else []

    @property
    def text(self) -> SafeString:
        """What it says, with the words marked that the rules found."""
        return marked(self.comment.text, words_in(self.evidence))

    @property
    def before(self) -> list[ModerationDecision]:
        """What people have decided about it."""
        return [one for one in self.decisions if one.by_id and one.kind not in BESIDE]

    @property
    def steps(self) -> list[Step]:
        """What can be done with it."""
        return [step for step in STEPS.values() if self.comment.status in step.before]

    @property
    def takes_away(self) -> Step | None:
        """The step that keeps it from readers."""
        return next((step for step in self.steps if step.name != "approve"), None)


def take(asked: Asked, user: User, most: int = PAGE, without: Iterable[int] = ()) -> list[Card]:
    """The first comments that nobody else is looking at, claimed for this moderator."""
    rows = asked.rows(user)
    return cards(claim(rows.exclude(pk__in=list(without)) if without else rows, user, most))


def cards(comment_ids: list[int]) -> list[Card]:
    """These comments with all that is known about them, in a fixed number of queries."""
    about = ("reader__user", "parent__reader", "thread")
    found = Comment.objects.select_related(*about).in_bulk(comment_ids)
    comments = [found[pk] for pk in comment_ids if pk in found]
    readers = known({comment.reader.pk: comment.reader for comment in comments})
    live = Entry.objects.live().filter(article__in={comment.thread_id for comment in comments})
    entries = {entry.article_id: entry for entry in live.select_related("section")}
    decisions, revisions, reports = (
        _by(rows, "comment_id")
        for rows in (
            ModerationDecision.objects.filter(comment__in=comment_ids).select_related("by"),
            Revision.objects.filter(comment__in=comment_ids),
            _first_reports(comment_ids),
        )
    )
    return [
        Card(
            comment,
            readers[comment.reader_id],
            entries.get(comment.thread_id),
            decisions[comment.pk],
            revisions[comment.pk],
            reports[comment.pk],
        )
        for comment in comments
    ]


def _first_reports(comment_ids: list[int]) -> QuerySet[Report]:
    """A few open reports of each comment: what is illegal before all, then the oldest."""
    order = ("-illegal", "made_at", "pk")
    nth = Window(RowNumber(), partition_by=F("comment"), order_by=order)
    rows = Report.objects.open().filter(comment__in=comment_ids).annotate(nth=nth)
    return rows.filter(nth__lte=REPORTS).order_by(*order)


def known(readers: dict[int, Reader]) -> dict[int, Known]:
    """What is known about each of these readers, in three queries."""
    since = timezone.now() - LATELY
    lately = Comment.objects.filter(reader__in=readers, created_at__gt=since).order_by()
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for reader_id, status, count in lately.values_list("reader", "status").annotate(Count("pk")):
        counts[reader_id][status] = count
    notes = _by(ReaderNote.objects.filter(reader__in=readers).select_related("by"), "reader_id")
    sanctions = _by(
        ModerationDecision.objects.filter(reader__in=readers, kind__in=SANCTIONS).select_related("by"),
        "reader_id",
    )
    return {pk: Known(reader, counts[pk], notes[pk], sanctions[pk]) for pk, reader in readers.items()}


def recent(user: User, at: datetime | None = None) -> list[ModerationDecision]:
    """One's own last decisions that can still be undone, the last one first."""
    since = (at or timezone.now()) - UNDO_FOR
    lately = ModerationDecision.objects.filter(at__gt=since, by=user, kind__in=(*UNDOABLE, Kind.UNDO))
    found = list(lately.select_related("comment__reader")[: 10 * RECENT])
    undone = {verdict.get("of") for one in found if one.kind == Kind.UNDO for verdict in one.evidence}
    return [one for one in found if one.kind in UNDOABLE and one.pk not in undone][:RECENT]


def sections() -> list[Section]:
    """What one can narrow it to."""
    return list(Section.objects.only("name")[:100])


def _by(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found
