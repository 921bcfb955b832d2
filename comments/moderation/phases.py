"""Moderation as pure phases: each looks at a submission and gives a verdict with its evidence, or none.

Nothing here reads or writes the database; posting.py gathers the facts, and stores what was found.
"""

from collections.abc import Callable
from typing import Final

from comments.moderation import place, text, writer
from comments.moderation.verdicts import Submission, Verdict

PHASES: Final[tuple[Callable[[Submission], Verdict | None], ...]] = (
    place.closed, writer.banned, writer.unverified, text.length, place.answered, writer.flood, text.duplicate,
    text.banned_words,
    place.premoderated, writer.always_held, writer.fallen, writer.new_reader, text.elsewhere, text.links,
    text.suspect_words, writer.haste,
)  # fmt: skip


def judge(given: Submission) -> list[Verdict]:
    """All verdicts on a submission, in the order of the phases; none means that it passes."""
    return [verdict for phase in PHASES if (verdict := phase(given))]
