"""The table of moves: who may take an article from which state to which, and what each move asks for. Pure."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    """Stored states; `released` shows as scheduled or published by the clock alone."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    APPROVED = "approved", _("Approved")
    RELEASED = "released", _("Published")
    RETRACTED = "retracted", _("Retracted")
    SPIKED = "spiked", _("Spiked")


class Who(StrEnum):
    """Who may make a move; the values are permissions of the articles app."""

    WRITER = "submit_article"  # of this text; an editor may too
    EDITOR = "edit_any_article"
    PUBLISHER = "publish_article"
    REPORTER = "report_article"
    EMERGENCY = "approve_past_four_eyes"


class Needs(StrEnum):
    """What a move asks for."""

    NOTE = "note"
    REMARK = "remark"  # a note, if there is one to make
    TIME = "time"
    CHANGE = "change"  # kind and public note, from the second edition on
    EDITION = "edition"
    TEXT = "text"  # the live text, changed
    REPORT = "report"  # an entry of the live coverage


@dataclass(frozen=True, slots=True)
class Situation:
    """Where an article stands: its stored state, and what of it is public now or soon."""

    state: State
    live: bool = False
    pending: bool = False
    retracted: bool = False
    changed: bool = False  # the text is no longer the approved one
    unreviewed: bool = False  # approved past four eyes, and nobody has looked at it since

    @property
    def word(self) -> str:
        """The state as shown: scheduled or published instead of released."""
        if self.state == State.RELEASED:
            return "scheduled" if self.pending else "published"
        return str(self.state)


WORDS: Final[dict[str, Promise | str]] = {
    **{str(state): state.label for state in State},
    "scheduled": _("Scheduled"),
    "published": _("Published"),
}

OPEN: Final = (State.DRAFT, State.IN_REVIEW, State.APPROVED)


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the table; `to` is None where the state stays."""

    name: str
    label: Promise | str
    sources: tuple[State, ...]
    to: State | None
    who: Who
    needs: tuple[Needs, ...] = ()
    not_own: bool = False  # four eyes
    checked: bool = False  # the required checks must pass
    approved: bool = False  # the text must be the approved one
    live: bool | None = None  # True: only with a live edition; False: only without
    pending: bool | None = None
    retracted: bool | None = None
    changed: bool | None = None  # asked of an approved article only
    unreviewed: bool | None = None
    seen: bool = True  # made on the version that its maker saw; nobody looks at a text to report beside it
    done: Promise | str = ""  # what its maker is told; a handler says what depends on the article

    def possible(self, at: Situation) -> bool:
        """Whether the article stands where this move begins."""
        return (
            at.state in self.sources
            and self.live in (None, at.live)
            and self.pending in (None, at.pending)
            and self.retracted in (None, at.retracted)
            and self.unreviewed in (None, at.unreviewed)
            and (at.state != State.APPROVED or self.changed in (None, at.changed))
        )


_TABLE: Final = (
    Move("submit", _("Submit for review"), (State.DRAFT,), State.IN_REVIEW, Who.WRITER,
         checked=True, done=_("Submitted for review.")),
    Move("send_back", _("Send back"), (State.IN_REVIEW, State.APPROVED), State.DRAFT, Who.EDITOR, (Needs.NOTE,),
         done=_("Sent back to the writer.")),
    Move("approve", _("Approve"), (State.IN_REVIEW, State.APPROVED), State.APPROVED, Who.EDITOR,
         checked=True, not_own=True, changed=True, done=_("Approved.")),
    Move("approve_in_emergency", _("Approve past four eyes"), (State.IN_REVIEW, State.APPROVED), State.APPROVED,
         Who.EMERGENCY, (Needs.NOTE,), checked=True, changed=True,
         done=_("Approved past four eyes; it waits on the desk for a review.")),
    Move("review", _("Reviewed afterwards"), tuple(State), None, Who.EDITOR, (Needs.REMARK,),
         not_own=True, unreviewed=True, done=_("Reviewed afterwards; it no longer waits on the desk.")),
    Move("publish", _("Publish"), (State.APPROVED,), State.RELEASED, Who.PUBLISHER, (Needs.CHANGE,),
         checked=True, approved=True, done=_("Published.")),
    Move("schedule", _("Schedule"), (State.APPROVED,), State.RELEASED, Who.PUBLISHER, (Needs.TIME, Needs.CHANGE),
         checked=True, approved=True),
    Move("reschedule", _("Change the time"), (State.RELEASED,), State.RELEASED, Who.PUBLISHER, (Needs.TIME,),
         pending=True),
    Move("cancel", _("Cancel the schedule"), (State.RELEASED,), State.APPROVED, Who.PUBLISHER,
         pending=True, done=_("Cancelled; nothing of it has been public.")),
    Move("reopen", _("Work on the next edition"), (State.RELEASED, State.RETRACTED), State.DRAFT, Who.WRITER,
         live=True, pending=False, done=_("Reopened; the live edition stays until the next one is published.")),
    Move("discard", _("Discard this working copy"), OPEN, State.RELEASED, Who.EDITOR,
         live=True, done=_("Discarded; the text is the live one again, and the discarded one is kept as a version.")),
    Move("fix_live", _("Fix the live text"), OPEN, None, Who.PUBLISHER, (Needs.TEXT, Needs.CHANGE),
         live=True, retracted=False, done=_("The live text is fixed, and the change is merged into the working copy.")),
    Move("report", _("Report live"), (*OPEN, State.RELEASED), None, Who.REPORTER, (Needs.REPORT,),
         live=True, pending=False, retracted=False, seen=False),
    Move("retract", _("Retract"), (*OPEN, State.RELEASED), State.RETRACTED, Who.PUBLISHER, (Needs.NOTE,),
         live=True, retracted=False, done=_("Retracted. A notice stands at its address.")),
    Move("redact", _("Redact an edition"), tuple(State), None, Who.PUBLISHER, (Needs.EDITION, Needs.NOTE),
         live=True, done=_("Your redaction is on record.")),
    Move("spike", _("Spike"), OPEN, State.SPIKED, Who.EDITOR, (Needs.NOTE,),
         live=False, pending=False, done=_("Spiked. It can be brought back.")),
    Move("unspike", _("Bring back"), (State.SPIKED,), State.DRAFT, Who.EDITOR, (Needs.NOTE,),
         done=_("Brought back as a draft.")),
)  # fmt: skip

MOVES: Final[dict[str, Move]] = {move.name: move for move in _TABLE}
"""The table, by the moves' names, in the order in which they are offered."""
