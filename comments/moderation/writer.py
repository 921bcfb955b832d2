"""Rules about who writes, and how fast."""

from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments.models.reader import Trust
from comments.moderation.verdicts import Outcome, Submission, Verdict

FLOOD_COMMENTS: Final = 5
FLOOD_SECONDS: Final = 60
TYPED_A_SECOND: Final = 20
"""Characters that nobody types in a second."""


def banned(given: Submission) -> Verdict | None:
    """Who is banned or suspended posts nothing, and is told until when, why, and what can be done about it."""
    if given.banned:
        words = _("You have been banned from commenting.")
    elif given.suspended_until:
        until = date_format(localtime(given.suspended_until), "DATETIME_FORMAT")
        words = _("You cannot comment until %(time)s.") % {"time": until}
    else:
        return None
    if given.why_banned:
        words = f"{words} {_('The reason: %(reason)s.') % {'reason': given.why_banned.rstrip('.')}}"
    words = f"{words} {_('You can appeal against this. Your text is still here, so that you can copy it.')}"
    return Verdict("banned", Outcome.REFUSE, words, {"for_ever": given.banned})


def unverified(given: Submission) -> Verdict | None:
    """Only who has confirmed an e-mail address may comment."""
    if given.verified:
        return None
    words = _("Please confirm your e-mail address first. Your text is still here.")
    return Verdict("unverified", Outcome.REFUSE, words, {})


def flood(given: Submission) -> Verdict | None:
    """Nobody posts faster than people write."""
    if given.recent < FLOOD_COMMENTS:
        return None
    words = _("You have posted %(count)s comments within a minute. Please wait a moment; your text is kept.")
    return Verdict("flood", Outcome.REFUSE, words % {"count": given.recent}, {"recent": given.recent})


def always_held(given: Submission) -> Verdict | None:
    """Where a moderator has decided so, a reader's comments wait."""
    if not given.always_held or given.staff:
        return None
    words = _("A moderator has decided to read each of your comments before it appears.")
    return Verdict("always held", Outcome.HOLD, words, {}, weight=30)


def fallen(given: Submission) -> Verdict | None:
    """After comments were taken away, a reader's comments wait."""
    if given.staff or (given.trust != Trust.WATCHED and not given.fallen):
        return None
    if given.trust == Trust.WATCHED:
        words = _(
            "Several of your comments were taken away, so a moderator reads yours before they appear. "
            "Once some have been approved, they appear at once again."
        )
    else:
        words = _(
            "A comment of yours was taken away lately, so a moderator reads this one first. "
            "Once one has been approved, yours appear at once again."
        )
    weight = 40 if given.trust == Trust.WATCHED else 25
    return Verdict("trust", Outcome.HOLD, words, {"trust": int(given.trust)}, weight)


def new_reader(given: Submission) -> Verdict | None:
    """A reader's comments wait until one of them has been approved."""
    if given.trust != Trust.NEW or given.fallen or given.staff:
        return None
    words = _("A moderator reads first comments before they appear. Afterwards yours appear at once.")
    return Verdict("new reader", Outcome.HOLD, words, {}, weight=10)


def haste(given: Submission) -> Verdict | None:
    """A long text in a form just opened was pasted, by a person or a program: it passes, and moderators see it."""
    if given.seconds is None or given.staff or len(given.text) <= TYPED_A_SECOND * (given.seconds + 1):
        return None
    evidence = {"seconds": given.seconds, "characters": len(given.text)}
    return Verdict("haste", Outcome.PASS, "", evidence, weight=10)
