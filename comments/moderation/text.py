"""Rules about what is written."""

from typing import Final

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.markdown import MAX_LENGTH, is_empty
from comments.models.reader import Trust
from comments.moderation.verdicts import Outcome, Submission, Verdict
from comments.words import Match

MANY_LINKS: Final = 2
MOST_TOLD: Final = 5
"""So many of the words that were found are told."""


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


def duplicate(given: Submission) -> Verdict | None:
    """Nobody says the same twice below one article."""
    if not given.repeated:
        return None
    words = _("You have already posted exactly this here. Thank you, once is enough.")
    return Verdict("duplicate", Outcome.REFUSE, words, {})


def elsewhere(given: Submission) -> Verdict | None:
    """What the same reader has said below other articles waits."""
    if not given.elsewhere or given.staff:
        return None
    words = _("You have lately posted exactly this below another article, so a moderator reads it first.")
    return Verdict(
        "elsewhere", Outcome.HOLD, words, {"articles": given.elsewhere}, weight=min(60, 20 * given.elsewhere)
    )


def links(given: Submission) -> Verdict | None:
    """Comments with many links wait, but for those of trusted readers."""
    if given.links <= MANY_LINKS or given.staff or given.trust == Trust.TRUSTED:
        return None
    words = ngettext(
        "Comments with more than %(count)s link are read by a moderator before they appear.",
        "Comments with more than %(count)s links are read by a moderator before they appear.",
        MANY_LINKS,
    ) % {"count": MANY_LINKS}
    return Verdict("links", Outcome.HOLD, words, {"links": given.links}, weight=min(40, 5 * given.links))


def banned_words(given: Submission) -> Verdict | None:
    """What holds a word that is not let through is refused, and its writer sees which."""
    matches = [match for match in given.found if match.word.banned]
    if not matches:
        return None
    words = ngettext(
        "This is not let through here: %(words)s. Please say it differently; your text is kept.",
        "These are not let through here: %(words)s. Please say it differently; your text is kept.",
        len(_written(matches)),
    )
    return Verdict("banned words", Outcome.REFUSE, words % {"words": _told(matches)}, _listed(matches))


def suspect_words(given: Submission) -> Verdict | None:
    """What holds a word to look out for waits, and its writer sees which."""
    matches = [match for match in given.found if not match.word.banned]
    if not matches or given.staff:
        return None
    words = ngettext(
        "A moderator reads comments in which this stands: %(words)s.",
        "A moderator reads comments in which these stand: %(words)s.",
        len(_written(matches)),
    )
    evidence = _listed(matches)
    weight = min(60, 30 + 10 * len(evidence["words"]))
    return Verdict("suspect words", Outcome.HOLD, words % {"words": _told(matches)}, evidence, weight)


def _written(matches: list[Match]) -> list[str]:
    """The words as they are written, each once."""
    return list(dict.fromkeys(match.written for match in matches))[:MOST_TOLD]


def _told(matches: list[Match]) -> str:
    return get_text_list([f"“{written}”" for written in _written(matches)], _("and"))


def _listed(matches: list[Match]) -> dict[str, list[str]]:
    """The words as they stand in the list."""
    return {"words": list(dict.fromkeys(match.word.text for match in matches))[: 2 * MOST_TOLD]}
