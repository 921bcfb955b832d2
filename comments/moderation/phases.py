"""Moderation as pure phases: each looks at a submission and gives a verdict with its evidence, or none.

Nothing here reads or writes the database; posting.py gathers the facts, and stores what was found.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.markdown import MAX_LENGTH, is_empty

FLOOD_COMMENTS: Final = 5
FLOOD_SECONDS: Final = 60
MANY_LINKS: Final = 2


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
    approved_before: bool = False
    recent: int = 0
    repeated: bool = False
    parent_missing: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one phase found: `words` tell the writer, `evidence` is kept for moderators."""

    phase: str
    outcome: Outcome
    words: str
    evidence: dict[str, Any]

    def as_data(self) -> dict[str, Any]:
        """For the log."""
        return {"phase": self.phase, "outcome": self.outcome.name.lower(), **self.evidence}


def closed(given: Submission) -> Verdict | None:
    """Nobody posts to a closed thread or below a retracted article."""
    if given.retracted:
        words = _("This article has been retracted, so comments on it are closed. Your text is still here.")
    elif given.closed:
        words = _(
            "Comments on this article have been closed. Your text is still here, so that you can copy it."
        )
    else:
        return None
    return Verdict("closed", Outcome.REFUSE, words, {"retracted": given.retracted})


def unverified(given: Submission) -> Verdict | None:
    """Only who has confirmed an e-mail address may comment."""
    if given.verified:
        return None
    words = _("Please confirm your e-mail address first. Your text is still here.")
    return Verdict("unverified", Outcome.REFUSE, words, {})


def length(given: Submission) -> Verdict | None:
    """Something can be read, and not more than fits."""
    if len(given.text) > MAX_LENGTH:
        words = _(
            "Your comment has %(have)s characters, and %(most)s fit. Please shorten it; nothing was lost."
        ) % {"have": len(given.text), "most": MAX_LENGTH}
    elif is_empty(given.text):
        words = _("There is nothing in your comment yet. Please write something.")
    else:
        return None
    return Verdict("length", Outcome.REFUSE, words, {"characters": len(given.text)})


def answered(given: Submission) -> Verdict | None:
    """What is answered can be read below the same article."""
    if not given.parent_missing:
        return None
    words = _(
        "The comment you are answering is no longer here. "
        "Your text is kept: post it again, and it stands as a comment of its own."
    )
    return Verdict("answered", Outcome.REFUSE, words, {})


def flood(given: Submission) -> Verdict | None:
    """Nobody posts faster than people write."""
    if given.recent < FLOOD_COMMENTS:
        return None
    words = _("You have posted %(count)s comments within a minute. Please wait a moment; your text is kept.")
    return Verdict("flood", Outcome.REFUSE, words % {"count": given.recent}, {"recent": given.recent})


def duplicate(given: Submission) -> Verdict | None:
    """Nobody says the same twice below one article."""
    if not given.repeated:
        return None
    words = _("You have already posted exactly this here. Thank you, once is enough.")
    return Verdict("duplicate", Outcome.REFUSE, words, {})


def premoderated(given: Submission) -> Verdict | None:
    """Where each comment waits, this one does."""
    if not given.premoderated or given.staff:
        return None
    words = _("Every comment on this article is read by a moderator before it appears.")
    return Verdict("premoderated", Outcome.HOLD, words, {})


def new_reader(given: Submission) -> Verdict | None:
    """A reader's comments wait until one of them has been approved."""
    if given.approved_before or given.staff:
        return None
    words = _("A moderator reads first comments before they appear. Afterwards yours appear at once.")
    return Verdict("new reader", Outcome.HOLD, words, {})


def links(given: Submission) -> Verdict | None:
    """Comments with many links wait."""
    if given.links <= MANY_LINKS or given.staff:
        return None
    words = ngettext(
        "Comments with more than %(count)s link are read by a moderator before they appear.",
        "Comments with more than %(count)s links are read by a moderator before they appear.",
        MANY_LINKS,
    ) % {"count": MANY_LINKS}
    return Verdict("links", Outcome.HOLD, words, {"links": given.links})


PHASES: Final[tuple[Callable[[Submission], Verdict | None], ...]] = (
    closed, unverified, length, answered, flood, duplicate, premoderated, new_reader, links,
)  # fmt: skip


def judge(given: Submission) -> list[Verdict]:
    """All verdicts on a submission, in the order of the phases; none means that it passes."""
    return [verdict for phase in PHASES if (verdict := phase(given))]
