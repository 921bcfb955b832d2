"""Three-way merge of texts by paragraphs; pure."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text, and for each place that both sides changed, what the two of them wrote."""

    text: str
    clashes: tuple[tuple[str, str], ...]


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a Markdown text, without the blank lines between them."""
    return [part for part in re.split(r"\n[ \t]*\n+", text.replace("\r\n", "\n").strip("\n")) if part.strip()]


def _changes(base: list[str], side: list[str]) -> list[tuple[int, int, list[str]]]:
    """What a side did to the base: (from, to, new paragraphs) over the base's paragraphs."""
    opcodes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [(i, j, side[k:m]) for tag, i, j, k, m in opcodes if tag != "equal"]


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Both sides' changes to the base; where both changed one place differently, mine stands and the clash is told."""
    old = paragraphs(base)
    left, right = _changes(old, paragraphs(mine)), _changes(old, paragraphs(theirs))
    out: list[str] = []
    clashes: list[tuple[str, str]] = []
    at = 0
    while left or right:
        start = min(changes[0][0] for changes in (left, right) if changes)
        stop = start
        taken: tuple[list[tuple[int, int, list[str]]], ...] = ([], [])
        grown = True
        while grown:  # changes that overlap or touch the same gap belong to one place
            grown = False
            for side, mark in ((left, 0), (right, 1)):
                while side and (side[0][0] < stop or side[0][0] == start):
                    change = side.pop(0)
                    taken[mark].append(change)
                    stop = max(stop, change[1])
                    grown = True
        out += old[at:start]
        versions = [_replayed(old, start, stop, changes) for changes in taken]
        if not taken[1] or versions[0] == versions[1]:
            out += versions[0]
        elif not taken[0]:
            out += versions[1]
        else:
            out += versions[0]
            clashes.append(("\n\n".join(versions[0]), "\n\n".join(versions[1])))
        at = stop
    return Merged("\n\n".join(out + old[at:]), tuple(clashes))


def _replayed(old: list[str], start: int, stop: int, changes: list[tuple[int, int, list[str]]]) -> list[str]:
    """The base's paragraphs from start to stop with one side's changes made."""
    out: list[str] = []
    at = start
    for begin, end, new in changes:
        out += old[at:begin] + new
        at = end
    return out + old[at:stop]
