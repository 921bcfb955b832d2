"""Figures of moderation for moderators: how long a comment waits, and how often the rules were right to hold one."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from comments.evidence import HOLDS, phases
from comments.models import Comment, ModerationDecision

Kind = ModerationDecision.Kind
DAYS: Final = 30
MOST: Final = 5_000
"""Decisions that are looked at, the latest ones."""


@dataclass
class Held:
    """What became of the comments that one phase held."""

    phase: str
    approved: int = 0
    rejected: int = 0

    @property
    def name(self) -> str:
        """What lets comments wait, in words; a phase that is known no more by its own."""
        return str(HOLDS.get(self.phase, self.phase))

    @property
    def share(self) -> int:
        """How many of a hundred holds were right: the comment was rejected then."""
        return round(100 * self.rejected / (self.approved + self.rejected))


@dataclass
class Figures:
    """What moderators did lately."""

    since: datetime
    decided: int = 0
    waited: list[timedelta] = field(default_factory=list)
    phases: list[Held] = field(default_factory=list)
    people: list[tuple[str, Counter[str]]] = field(default_factory=list)
    days: list[tuple[date, Counter[str]]] = field(default_factory=list)
    undone: int = 0

    @property
    def cut(self) -> bool:
        """Whether there were more than were looked at."""
        return self.decided >= MOST

    @property
    def median(self) -> timedelta | None:
        """Half of what waited was decided sooner."""
        return self._after(0.5)

    @property
    def p90(self) -> timedelta | None:
        """Nine of ten were decided sooner."""
        return self._after(0.9)

    def _after(self, share: float) -> timedelta | None:
        return sorted(self.waited)[int(share * (len(self.waited) - 1))] if self.waited else None


def figures(at: datetime | None = None) -> Figures:
    """The figures of the last days, from the latest decisions, in two queries."""
    since = (at or timezone.now()) - timedelta(days=DAYS)
    told = Figures(since)
    by_people = ModerationDecision.objects.filter(
        kind__in=(Kind.APPROVE, Kind.REJECT, Kind.HIDE, Kind.UNDO), at__gt=since, by__isnull=False
    )
    fields = ("pk", "kind", "comment", "from_status", "at", "by__name", "evidence")
    rows = list(by_people.order_by("-at", "-pk").values_list(*fields)[:MOST])
    undone = {verdict.get("of") for row in rows if row[1] == Kind.UNDO for verdict in row[6]}
    stands = [row for row in rows if row[1] != Kind.UNDO and row[0] not in undone]
    told.undone = len(rows) - len(stands) - len(undone & {row[0] for row in rows})
    told.decided = len(stands)
    from_queue = [row for row in stands if row[3] == Comment.Status.HELD]
    judged = _judged([row[2] for row in from_queue])
    held: dict[str, Held] = {}
    people: dict[str, Counter[str]] = defaultdict(Counter)
    days: dict[date, Counter[str]] = defaultdict(Counter)
    for _pk, kind, _comment, _status, when, name, _evidence in stands:
        people[name][kind] += 1
        days[timezone.localdate(when)][kind] += 1
    for _pk, kind, comment, _status, when, _name, _evidence in from_queue:
        hold = _last_before(judged[comment], when)
        if not hold:
            continue
        told.waited.append(when - hold[0])
        for phase in phases(hold[1]):
            one = held.setdefault(phase, Held(phase))
            if kind == Kind.APPROVE:
                one.approved += 1
            else:
                one.rejected += 1
    told.phases = sorted(held.values(), key=lambda one: -(one.approved + one.rejected))
    told.people = sorted(people.items(), key=lambda each: -each[1].total())
    told.days = sorted(days.items(), reverse=True)
    return told


def _judged(comment_ids: list[int]) -> dict[int, list[tuple[datetime, list[dict[str, Any]]]]]:
    """When the rules judged these comments and what they found, the last time first."""
    found: dict[int, list[tuple[datetime, list[dict[str, Any]]]]] = defaultdict(list)
    rows = ModerationDecision.objects.filter(
        kind=Kind.JUDGE, comment__in=comment_ids, to_status=Comment.Status.HELD
    )
    for comment, at, evidence in rows.order_by("-at", "-pk").values_list("comment", "at", "evidence"):
        found[comment].append((at, evidence))
    return found


def _last_before(
    judged: list[tuple[datetime, list[dict[str, Any]]]], at: datetime
) -> tuple[datetime, list[dict[str, Any]]] | None:
    return next((one for one in judged if one[0] <= at), None)
