"""The figures of each month: what was posted, held, taken away, reported, appealed. Numbers only, no text and no name.

Reports and appeals count in the month in which they came, with what became of them so far; everything else in the
month in which it happened. So a month is made anew until nothing of it is open any more.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any, Final

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from comments.models import Appeal, Comment, ModerationDecision, ModerationMonth, Report

Kind = ModerationDecision.Kind
SANCTIONS: Final = (Kind.WARN, Kind.SUSPEND, Kind.BAN, Kind.HOLD_ALWAYS, Kind.LIFT)
AT_A_TIME: Final = 1_000
BACK: Final = 24
"""Months that are made anew at most, or made up for where nobody has counted them."""


def keep(now: datetime) -> None:
    """Make anew the figures of the running month, of the one before, and of any with something open or none at all."""
    this = first_of(timezone.localdate(now))
    known = dict(ModerationMonth.objects.order_by("-month").values_list("month", "figures")[:BACK])
    begun = ModerationDecision.objects.order_by("at", "pk").values_list("at", flat=True).first()
    begin = first_of(timezone.localdate(begun)) if begun else this
    recent = (this, before(this))
    for month in months_back(this, max(begin, earliest(this))):
        if month in recent or month not in known or known[month].get("open"):
            made = {"figures": figures(month)}
            ModerationMonth.objects.update_or_create(month=month, defaults=made)


def figures(month: date) -> dict[str, Any]:
    """What happened in a month, in the paper's time zone."""
    begin, end = midnight(month), midnight(after(month))
    log = ModerationDecision.objects.filter(at__gte=begin, at__lt=end)
    reports = Report.objects.filter(made_at__gte=begin, made_at__lt=end)
    appeals = Appeal.objects.filter(made_at__gte=begin, made_at__lt=end)
    told: dict[str, Any] = {
        **_posted(log.filter(kind=Kind.JUDGE)),
        **_decided(log.exclude(kind=Kind.JUDGE)),
        "reports": _outcomes(reports.filter(illegal=False), Report.Status.UPHELD, Report.Status.DISMISSED),
        "notices": _outcomes(reports.filter(illegal=True), Report.Status.UPHELD, Report.Status.DISMISSED),
        "appeals": _outcomes(appeals, Appeal.Status.KEPT, Appeal.Status.OVERTURNED),
    }
    told["open"] = sum(told[name]["open"] for name in ("reports", "notices", "appeals"))
    return told


def _posted(judged: QuerySet[ModerationDecision]) -> dict[str, Any]:
    """What came in, and what the rules said to it."""
    new = dict(judged.filter(from_status="").values_list("to_status").annotate(Count("pk")).order_by())
    held = judged.filter(to_status=Comment.Status.HELD).order_by().values_list("evidence", flat=True)
    phases: Counter[str] = Counter()
    for evidence in held.iterator(chunk_size=AT_A_TIME):
        phases.update({verdict["phase"] for verdict in evidence if verdict.get("outcome") == "hold"})
    return {
        "posted": sum(new.values()),
        "at_once": new.get(Comment.Status.PUBLIC, 0),
        "held": new.get(Comment.Status.HELD, 0),
        "held_by": dict(phases.most_common()),
    }


def _decided(log: QuerySet[ModerationDecision]) -> dict[str, Any]:
    """What was decided about comments and readers, on which grounds, and by whom."""
    kinds: Counter[str] = Counter()
    grounds: Counter[str] = Counter()
    alone = 0
    for kind, ground, every, people in (
        log.order_by().values_list("kind", "ground").annotate(Count("pk"), Count("by"))
    ):
        kinds[kind] += every
        if kind in (Kind.REJECT, Kind.HIDE):
            grounds[ground or "none"] += every
            alone += every - people
    waited = log.filter(
        kind__in=(Kind.APPROVE, Kind.REJECT), from_status=Comment.Status.HELD, by__isnull=False
    )
    return {
        "approved": kinds[Kind.APPROVE],
        "rejected": kinds[Kind.REJECT],
        "hidden": kinds[Kind.HIDE],
        "undone": kinds[Kind.UNDO],
        "grounds": dict(grounds.most_common()),
        "taken_away_by_rules_alone": alone,
        "trust_changed": kinds[Kind.TRUST],
        "sanctions": {kind.value: kinds[kind] for kind in SANCTIONS},
        "hours_waiting": _hours(waited.order_by().values_list(F("comment__created_at"), "at")),
    }


def _outcomes(rows: QuerySet[Any], *ends: str) -> dict[str, Any]:
    """How many came, what became of them, and after how many hours half of those decided were decided."""
    found = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    told = {
        "received": sum(found.values()),
        **{end: found.get(end, 0) for end in ends},
        "open": found.get("open", 0),
    }
    if rows.model is Report:
        told["grounds"] = dict(rows.order_by().values_list("ground").annotate(Count("pk")))
    decided = rows.exclude(decided_at=None).order_by().values_list("made_at", "decided_at")
    return {**told, "hours": _hours(decided)}


def _hours(times: Iterable[tuple[datetime, datetime]]) -> float | None:
    """The median time between two moments, in hours; None if there are none."""
    waits = [(end - begin).total_seconds() / 3600 for begin, end in times]
    return round(median(waits), 1) if waits else None


def first_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def before(month: date) -> date:
    """The month before."""
    return first_of(month - timedelta(days=1))


def after(month: date) -> date:
    """The month after."""
    return first_of(month + timedelta(days=31))


def earliest(month: date) -> date:
    """The first of so many months as are looked back on."""
    for _step in range(BACK - 1):
        month = before(month)
    return month


def months_back(last: date, first: date) -> Iterable[date]:
    """The months from the last to the first."""
    while last >= first:
        yield last
        last = before(last)


def midnight(day: date) -> datetime:
    """When a day begins where the paper is."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001 (made aware here)
