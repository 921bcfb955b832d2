"""What the rules judge, and what they say. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from comments.models.reader import Trust
from comments.words import Match

MOST_RISK: Final = 100


class Outcome(IntEnum):
    """What becomes of a submission; the gravest verdict decides."""

    PASS = 0
    HOLD = 1
    REFUSE = 2


@dataclass(frozen=True, slots=True)
class Submission:
    """A comment on its way in, and the facts that the phases judge by."""

    text: str
    links: int = 0
    closed: bool = False
    retracted: bool = False
    premoderated: bool = False
    verified: bool = True
    staff: bool = False
    trust: int = Trust.NEW
    fallen: bool = False
    always_held: bool = False
    suspended_until: datetime | None = None
    banned: bool = False
    why_banned: str = ""
    recent: int = 0
    repeated: bool = False
    elsewhere: int = 0
    parent_missing: bool = False
    found: tuple[Match, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one phase found: `words` tell the writer, `evidence` and `weight` are kept for moderators.

    The evidence holds nothing that the writer wrote, so that it can be forgotten.
    """

    phase: str
    outcome: Outcome
    words: str
    evidence: dict[str, Any]
    weight: int = 0

    def as_data(self) -> dict[str, Any]:
        """For the log."""
        weight = {"weight": self.weight} if self.weight else {}
        return {"phase": self.phase, "outcome": self.outcome.name.lower(), **self.evidence, **weight}


def risk(verdicts: Iterable[Verdict]) -> int:
    """How urgently a moderator should look, from 0 to 100."""
    return min(MOST_RISK, sum(verdict.weight for verdict in verdicts))
