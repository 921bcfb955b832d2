"""Rules about the place where a comment is to stand."""

from django.utils.translation import gettext as _

from comments.moderation.verdicts import Outcome, Submission, Verdict


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


def answered(given: Submission) -> Verdict | None:
    """What is answered can be read below the same article."""
    if not given.parent_missing:
        return None
    words = _(
        "The comment you are answering is no longer here. "
        "Your text is kept: post it again, and it stands as a comment of its own."
    )
    return Verdict("answered", Outcome.REFUSE, words, {})


def premoderated(given: Submission) -> Verdict | None:
    """Where each comment waits, this one does."""
    if not given.premoderated or given.staff:
        return None
    words = _("Every comment on this article is read by a moderator before it appears.")
    return Verdict("premoderated", Outcome.HOLD, words, {})
