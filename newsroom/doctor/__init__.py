"""The doctor: what is wrong with a newsroom, in a sentence each, and the command that mends it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, what, and what to do about it."""

    about: str
    text: str
    mend: str
    level: str = "wrong"
    """`wrong` where something does not work; `warning` where somebody should look."""
