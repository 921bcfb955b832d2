"""The places of a text that a note can stand at, and where each of them is after the text has changed; pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from hashlib import sha256
from itertools import pairwise
from typing import Final

from articles.differences import UNSPACED
from articles.merging import paragraphs
from articles.models import Note
from articles.models.stakeholder import folded
from articles.payload import Payload

TOKEN: Final = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
MOST_TWINS: Final = 10_000
"""Above this many pairs of blocks that read the same, nobody looks which is which; the first one is taken."""
BODY: Final = "body\n"

Pairs = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Spot:
    """One place: `key` says what is the same place, `nth` which of those with the same key, `shown` what people read.

    `like` is what it is recognised by under another key; '' for what has no likeness.
    """

    place: str
    key: str
    shown: str
    like: str = ""
    nth: int = 0

    @property
    def anchor(self) -> str:
        """What a note keeps of its place; a paragraph holds no blank line, so its number can stand behind one."""
        return f"{self.key}\n\n{self.nth + 1}" if self.nth else self.key

    @property
    def name(self) -> str:
        """A short name for a form's choices."""
        if self.place == Note.Place.PARAGRAPH and not self.key.startswith(BODY):
            return self.key
        return f"{self.place}-{sha256(self.anchor.encode()).hexdigest()[:16]}"

    @cached_property
    def pairs(self) -> Pairs:
        """Its words, each with the next; a text without words has none."""
        words = TOKEN.findall(self.like.casefold())
        return frozenset(pairwise(["", *words, ""])) if words else frozenset()


def spots(payload: Payload) -> list[Spot]:
    """All places of a text, in the order in which one reads them."""
    return list(_numbered(_spots(payload)))


def paragraph(text: str) -> Spot:
    """The place of a paragraph that reads like this."""
    return Spot(Note.Place.PARAGRAPH, BODY + text, text, text)


def _spots(payload: Payload) -> Iterator[Spot]:
    yield Spot(Note.Place.PARAGRAPH, "headline", payload["headline"])
    yield Spot(Note.Place.PARAGRAPH, "summary", payload["summary"])
    for text in paragraphs(payload["body"]):
        yield paragraph(text)
    for reference in payload["references"]:
        shown = reference["title"] or reference["address"] or reference["key"]
        yield Spot(Note.Place.SOURCE, reference["key"], shown, str(reference["source"]))
    for table in payload["tables"]:
        for row in table["rows"]:
            key = f"{table['slug']}\n{folded(row['name'])}"
            cells = " ".join(item for cell in row["cells"] for item in cell)
            yield Spot(Note.Place.ROW, key, row["name"], f"{row['name']} {cells}")


def _numbered(found: Iterable[Spot]) -> Iterator[Spot]:
    seen: dict[tuple[str, str], int] = {}
    for spot in found:
        nth = seen.get((spot.place, spot.key), 0)
        seen[spot.place, spot.key] = nth + 1
        yield Spot(spot.place, spot.key, spot.shown, spot.like, nth) if nth else spot


def follow(old: Sequence[Spot], new: Sequence[Spot], anchors: Iterable[str]) -> Mapping[str, Spot]:
    """Where these anchors of one kind of place stand in the new text; those whose place is gone are left out.

    An unchanged place stays, a moved one is found again, an edited, split or joined one is known by its words, and
    one that was rewritten between two that stayed is known by where it stands.
    """
    stays, instead = _aligned([spot.key for spot in old], [spot.key for spot in new])
    taken = set(stays.values())
    fresh = [spot for at, spot in enumerate(new) if at not in taken]
    same: dict[str, Spot] = {}
    for spot in [*fresh, *new]:
        same.setdefault(spot.key, spot)
    known = {spot.anchor: at for at, spot in enumerate(old)}
    found: dict[str, Spot] = {}
    for anchor in set(anchors):
        at = known.get(anchor)
        if at in stays:
            found[anchor] = new[stays[at]]
            continue
        lost = old[at] if at is not None else _remembered(anchor)
        now = same.get(lost.key) or closest(lost, fresh)
        if now is None and at in instead and lost.place == Note.Place.PARAGRAPH:
            now = new[instead[at]]
        if now:
            found[anchor] = now
    return found


def closest(spot: Spot, among: Iterable[Spot]) -> Spot | None:
    """The one that shares most words with it, if they are enough to call it the same."""
    scored = ((_shared(spot.pairs, other.pairs), other) for other in among if spot.pairs & other.pairs)
    best = max(scored, key=lambda one: one[0], default=((0, 0.0), spot))
    return best[1] if best[0][0] else None


def _shared(one: Pairs, other: Pairs) -> tuple[int, float]:
    """How many pairs of words both have, and what part of the two that is; nothing if it is a small part."""
    shared = len(one & other)
    part = 2 * shared / (len(one) + len(other))
    held = shared / min(len(one), len(other))  # a half of a split paragraph is held by the whole
    return (shared, part) if part >= 0.3 or (held >= 0.6 and shared >= 4) else (0, 0.0)


def _remembered(anchor: str) -> Spot:
    """The place of an anchor that is not in the older text: gone since long, or never saved."""
    key = anchor.split("\n\n")[0]
    return paragraph(key.removeprefix(BODY)) if key.startswith(BODY) else Spot("", key, "")


def _aligned(old: list[str], new: list[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Which stayed, old place to new; and which single ones were replaced by a single one."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    stays = {at: at for at in range(head)}
    stays |= {len(old) - 1 - at: len(new) - 1 - at for at in range(tail)}
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    instead: dict[int, int] = {}
    times = Counter(after)
    if sum(times[key] for key in before) > MOST_TWINS:
        return stays, instead
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            stays.update(zip(range(head + i, head + j), range(head + k, head + m), strict=True))
        elif tag == "replace" and j - i == m - k == 1:
            instead[head + i] = head + k
    return stays, instead
