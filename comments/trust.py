"""Trust: how far a reader's comments are let through, moved up and down by what became of the latest ones."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from comments.models import Comment, ModerationDecision, Reader, Trust

Kind = ModerationDecision.Kind

LATEST: Final = 30
"""So many comments that something became of count."""
LINES: Final = 4 * LATEST
"""So many lines of the log are read for them."""
STOOD: Final = timedelta(days=1)
"""What nobody took away for so long counts as approved."""
UP: Final = {Trust.WATCHED: 3, Trust.NEW: 1, Trust.KNOWN: 10}
"""So many comments approved one after the other lead up from a rung."""
SEVERAL: Final = 3
"""So many comments taken away, among the latest, lead to the lowest rung."""

TAKEN_BACK: Final = (Kind.UNDO, Kind.OVERTURN)
TELLING: Final = (Kind.JUDGE, Kind.APPROVE, Kind.REJECT, Kind.HIDE, Kind.UNDO, Kind.UPHOLD, Kind.OVERTURN)


def adjust(reader: Reader, at: datetime | None = None) -> None:
    """Move the reader to the rung that the latest comments earn, with a line in the log if that is another one.

    Called after each decision; the caller has locked the reader, before a thread or a comment.
    """
    latest = latest_of(reader, at or timezone.now())
    before, after = Trust(reader.trust), rung(latest)
    if before == after:
        return
    reader.trust = after
    reader.save(update_fields=["trust"])
    evidence = {
        "phase": "trust moved",
        "from": before.name.lower(),
        "to": after.name.lower(),
        "approved": sum(latest),
        "taken_away": len(latest) - sum(latest),
    }
    ModerationDecision.objects.create(kind=Kind.TRUST, reader=reader, evidence=[evidence])


def rung(latest: Iterable[bool]) -> Trust:
    """The rung to which comments lead, oldest first, each approved or taken away."""
    at, approved, taken_away = Trust.NEW, 0, 0
    for good in latest:
        if good:
            approved += 1
            if approved >= UP.get(at, LATEST + 1):
                at, approved = Trust(at + 1), 0
            continue
        approved, taken_away = 0, taken_away + 1
        if at > Trust.NEW:
            at = Trust(at - 1)
        elif taken_away >= SEVERAL:
            at = Trust.WATCHED
    return at


def latest_of(reader: Reader, now: datetime) -> list[bool]:
    """What became of the reader's latest comments, oldest first; what was taken back does not count."""
    lines = (
        ModerationDecision.objects.filter(reader=reader, comment__isnull=False, kind__in=TELLING)
        .order_by("-at", "-pk")
        .values_list("comment", "kind", "to_status", "at")
    )
    told: list[tuple[int | None, bool]] = []
    for comment, kind, status, at in reversed(lines[:LINES]):
        last = next((event for event in reversed(told) if event[0] == comment), None)
        if kind in TAKEN_BACK and last:
            del told[-1 - told[::-1].index(last)]
            last = None
        if kind == Kind.JUDGE and (status != Comment.Status.PUBLIC or at > now - STOOD):
            continue  # it waits, or nobody has had the time to report it
        good = kind in (Kind.JUDGE, Kind.APPROVE, Kind.OVERTURN)
        if kind != Kind.UNDO and last != (comment, good):
            told.append((comment, good))
    return [good for _comment, good in told[-LATEST:]]
