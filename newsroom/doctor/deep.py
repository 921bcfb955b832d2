"""What has to be true of everything that is stored; each row is looked at, some at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from articles import verifying
from articles.models import Edition, Entry, EntryWords, LedgerLink
from articles.models.edition import instant
from articles.models.found import EntryWordsQuerySet
from comments.models import Comment, Recommendation, Report, Thread
from newsroom.doctor import Finding, files

BATCH: Final = 500
MOST: Final = 50
"""Findings of one look that are told one by one: where a whole table is wrong, they say no more than the first ones."""


@dataclass(frozen=True, slots=True)
class Look:
    """One thing to look through: its name, about how many rows, and how; None stands for a sound row."""

    name: str
    total: Callable[[], int]
    findings: Callable[[], Iterator[Finding | None]]


def _record(verify: Callable[[], Iterator[str | None]]) -> Callable[[], Iterator[Finding | None]]:
    """What is wrong with the record is not mended, but looked into."""

    def findings() -> Iterator[Finding | None]:
        for fault in verify():
            yield Finding("record", fault, "manage.py verify_editions") if fault else None

    return findings


def batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All rows, some at a time, in the order of their numbers."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def counted() -> QuerySet[Thread]:
    """Threads with the numbers of comments that there really are."""

    def of(status: str) -> Coalesce:
        rows = Comment.objects.filter(thread=OuterRef("pk"), status=status).order_by().values("thread")
        return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), 0)

    return Thread.objects.annotate(public=of(Comment.Status.PUBLIC), held=of(Comment.Status.HELD))


def miscounted(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the counted threads that say something else."""
    return rows.exclude(public_count=F("public"), held_count=F("held"))


def tallied() -> QuerySet[Comment]:
    """Comments with the numbers of recommendations and of open reports that they really have."""

    def of(rows: QuerySet[Any]) -> Coalesce:
        mine = rows.filter(comment=OuterRef("pk")).order_by().values("comment")
        return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)

    counted_reports = Report.objects.open().filter(counted=True)
    return Comment.objects.annotate(
        recommendations_there=of(Recommendation.objects.all()), reports_there=of(counted_reports)
    )


def mistallied(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the tallied comments that say something else."""
    return rows.exclude(recommended=F("recommendations_there"), reported=F("reports_there"))


def _threads() -> Iterator[Finding | None]:
    for batch in batches(Thread.objects.only("pk")):
        wrong = {row.pk for row in miscounted(counted().filter(pk__in=[row.pk for row in batch]))}
        for row in batch:
            told = f"The thread of article {row.pk} says another number of comments than it has."
            yield Finding("comments", told, "manage.py recount") if row.pk in wrong else None


def _comments() -> Iterator[Finding | None]:
    for batch in batches(Comment.objects.only("pk")):
        among = tallied().filter(pk__in=[row.pk for row in batch])
        wrong = set(mistallied(among).values_list("pk", flat=True))
        for row in batch:
            told = f"Comment {row.pk} says another number of recommendations or reports than it has."
            yield Finding("comments", told, "manage.py recount") if row.pk in wrong else None


def standing() -> QuerySet[Edition]:
    """Editions that are live or will be, which is what lists and search should know."""
    now = instant(None)
    return Edition.objects.filter(Q(superseded_at=None) | Q(superseded_at__gt=now), cancelled_at=None)


def untimely() -> QuerySet[Entry]:
    """Entries whose times are not those of their editions, or whose editions were cancelled."""
    same = Q(goes_live_at=F("edition__goes_live_at"), published_at=F("edition__first_published_at"))
    ends = Q(superseded_at=F("edition__superseded_at")) | Q(superseded_at=None, edition__superseded_at=None)
    return Entry.objects.exclude(same & ends & Q(edition__cancelled_at=None))


def _entries() -> Iterator[Finding | None]:
    """Both ways: each edition that stands has its entry, and each entry the times of its edition."""
    mend = "manage.py mend_entries"
    for batch in batches(standing().only("pk", "number", "article_id")):
        there = set(Entry.objects.filter(edition__in=batch).values_list("edition_id", flat=True))
        for row in batch:
            told = f"Edition {row.number} of article {row.article_id} stands in no list."
            yield Finding("lists", told, mend) if row.pk not in there else None
    for entry in untimely().only("article_id").order_by("pk").iterator(BATCH):
        told = f"Article {entry.article_id} stands in lists at another time than its edition."
        yield Finding("lists", told, mend)


def out_of_step() -> EntryWordsQuerySet:
    """Words that are found at another time than their entry stands there, or that should not be found at all."""
    ends = Q(superseded_at=F("entry__superseded_at")) | Q(superseded_at=None, entry__superseded_at=None)
    same = ends & Q(goes_live_at=F("entry__goes_live_at"), published_at=F("entry__published_at"))
    gone = Q(entry__is_retraction=True) | Q(entry__edition__redacted_at__isnull=False)
    return EntryWords.objects.filter(~same | gone)


def _words() -> Iterator[Finding | None]:
    for number in out_of_step().order_by("pk").values_list("article_id", flat=True).iterator(BATCH):
        told = f"The search finds article {number} when it should not, or not when it should."
        yield Finding("search", told, "manage.py mend_entries")


def told(among: Iterable[Finding | None]) -> Iterator[Finding]:
    """The first of these findings, and how many more there are."""
    number, last = 0, None
    for finding in among:
        if finding:
            number, last = number + 1, finding
            if number <= MOST:
                yield finding
    if last and number > MOST:
        yield replace(last, text=f"And {number - MOST} more like the {MOST} before.")


LOOKS: Final = (
    Look("Ledger", LedgerLink.objects.count, _record(verifying.verify_ledger)),
    Look("Editions", Edition.objects.count, _record(verifying.verify_editions)),
    Look("Lists", lambda: standing().count(), _entries),
    Look("Search", lambda: 0, _words),
    Look("Comments", Thread.objects.count, _threads),
    Look("Comments", Comment.objects.count, _comments),
    Look("Stored files", files.count, files.examined),
)
