"""What readers report, what becomes of it, and the figures of months before the demonstration began."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from comments import appealing, reporting, transparency
from comments.models import Comment, ModerationMonth, Report
from comments.statements import last_about

from .cast import Cast
from .content import moment


def report(cast: Cast, known: dict[str, Any], readers: dict[str, Any], now: datetime) -> None:
    """One report, and what became of it."""
    comment = Comment.objects.get(text__startswith=known["comment"])
    user = cast.users[readers[known["by"]]["email"]] if "by" in known else None
    text = known.get("text", "")
    if known.get("illegal"):
        place = comment.thread.article.editions.live().select_related("address").get().get_absolute_url()
        address = f"{place}comments/{comment.pk}/{comment.anchor}"
        name = {"name": known["name"], "email": known["email"]}
        made = reporting.notify(address, comment.pk, known["ground"], text, key=uuid4(), **name)
    else:
        made = reporting.report(comment.pk, known["ground"], text, key=uuid4(), user=user)
    Report.objects.filter(pk=made.pk).update(made_at=moment(known["sent"], now))
    for end in ("upheld", "dismissed"):
        if answer := known.get(end):
            reason = known.get("reason", "")
            by = cast.of_role("moderator")
            reporting.decide(made.pk, by, uphold=end == "upheld", answer=answer, reason=reason)


def appeal(known: dict[str, Any]) -> None:
    """What the writer of a hidden comment says against that."""
    decision = last_about(Comment.objects.get(text__startswith=known["comment"]))
    if decision:
        appealing.appeal(decision, known["text"])


def count(months: list[dict[str, Any]]) -> None:
    """The figures of the months in which somebody has commented, and before them invented ones."""
    transparency.keep(timezone.now())
    oldest = ModerationMonth.objects.order_by("month").values_list("month", flat=True)[0]
    for known in months:
        oldest = transparency.before(oldest)
        ModerationMonth.objects.create(month=oldest, figures=figures(known))


def figures(known: dict[str, Any]) -> dict[str, Any]:
    """The figures of a month from what the file says of it."""
    names = ("posted", "held", "approved", "rejected", "hidden", "undone", "trust_changed")
    return {
        **{name: known.get(name, 0) for name in names},
        **{name: known[name] for name in ("held_by", "grounds", "hours_waiting")},
        "at_once": known["posted"] - known["held"],
        "taken_away_by_rules_alone": 0,
        "sanctions": {kind.value: known.get(kind.value, 0) for kind in transparency.SANCTIONS},
        "reports": outcomes(known, "reports", "upheld", "dismissed") | {"grounds": {}},
        "notices": outcomes(known, "notices", "upheld", "dismissed") | {"grounds": {}},
        "appeals": outcomes(known, "appeals", "kept", "overturned"),
        "open": 0,
    }


def outcomes(known: dict[str, Any], name: str, *ends: str) -> dict[str, Any]:
    """How many came, what became of them, and how long that took."""
    received, first, second, hours = known.get(name, (0, 0, 0, None))
    return {"received": received, **dict(zip(ends, (first, second), strict=True)), "open": 0, "hours": hours}
