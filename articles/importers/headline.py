"""Which line is the headline: marked, stated, or told by its looks and its place."""

import re
from dataclasses import dataclass, field
from typing import Final

from .blocks import Block
from .chrome import is_line_of_chrome
from .draft import Note
from .front_matter import Stated
from .plain import ends_sentence, is_cased, is_unspaced, key, plain, size, without_marks

LAST_MARK: Final = ".:;,…。；：،؛、-–—("
SITE: Final = re.compile(r"\s+[|•·–—-]\s+|\s*[｜]\s*")
BOLD: Final = re.compile(r"(\*\*|__).+\1")
WORD: Final = re.compile(r"[^\W\d_]+")
BARE_MARKS: Final = re.compile(r"(?:\s?\[\d{1,3}\]){1,9}$")
LONGEST: Final = 200  # characters
MOST_WORDS: Final = 26
ENOUGH: Final = 3.5


@dataclass(slots=True)
class Headline:
    """The headline, '' if there is none; how many paragraphs stood before it; what is to be said about it."""

    text: str = ""
    paragraphs_before: int = 0
    line: int = 0
    notes: list[Note] = field(default_factory=list)


def is_prose(block: Block) -> bool:
    """Whether a block is running text, not a title, a kicker or a caption."""
    if block.kind != "paragraph":
        return False
    words = size(block.text)
    return words >= 12 if not ends_sentence(block.text) else words >= 5


def take(blocks: list[Block], stated: Stated) -> Headline:
    """Choose the headline and take it out of the blocks, wherever and however often it stands there."""
    if stated.explicit and stated.headline:
        found = Headline(stated.headline)
        found.paragraphs_before = _prose_before(blocks, _index_of(blocks, stated.headline))
        _remove(blocks, found.text)
        return found
    first = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    if first is not None:
        found = Headline(_title(first), _prose_before(blocks, blocks.index(first)), first.line)
        _remove(blocks, found.text)
        return found
    scored = sorted(
        ((score(blocks, index, stated.headline), index) for index in range(min(len(blocks), 40))),
        key=lambda pair: (-pair[0], pair[1]),
    )
    if scored and scored[0][0] >= ENOUGH:
        return _chosen(blocks, scored)
    if title := _without_site(stated.headline):
        return Headline(
            title, notes=[Note(stated.headline_line, "The headline was taken from the title of the page.")]
        )
    return Headline(notes=[Note(1, "No headline was found.")])


def _chosen(blocks: list[Block], scored: list[tuple[float, int]]) -> Headline:
    best, index = scored[0]
    block = blocks[index]
    found = Headline(_title(block), _prose_before(blocks, index), block.line)
    rivals = [
        other
        for points, other in scored[1:]
        if points >= ENOUGH and points > best - 1 and key(blocks[other].text) != key(block.text)
    ]
    if rivals:
        found.notes.append(
            Note(
                block.line,
                f"Nothing marks the headline; “{_title(blocks[rivals[0]])[:100]}” could be it too.",
            )
        )
    _remove(blocks, found.text)
    return found


def score(blocks: list[Block], index: int, stated: str) -> float:
    """How much a block looks like the headline of this document; negative if it cannot be it."""
    block = blocks[index]
    if not _may_be_title(block):
        return -10.0
    text = _title(block)
    words = size(text)
    before = _prose_before(blocks, index)
    points = {0: 3.0, 1: 2.5, 2: 2.0, 3: 0.0}.get(before, -4.0)
    after = _following(blocks, index)
    if after is not None and is_prose(after):
        points += 2.0
    elif after is not None and after.kind in ("list", "table"):
        points -= 1.0
    points += 1.0 if 4 <= words <= 18 else -2.0 if words <= 2 else 0.0
    points += 2.0 * _shared(text, blocks)
    points += 1.0 * _has_capitals(text) + 1.0 * bool(BOLD.fullmatch(block.text.strip()))
    points -= 0.5 * text.endswith(("?", "!", "？", "！")) + 3.0 * (text.count("|") > 1)
    if stated and len(key(text)) > 8 and key(text) in key(stated):
        points += 4.0
    if block.kind == "heading":
        siblings = sum(other.kind == "heading" and other.level == block.level for other in blocks)
        points += 2.0 if before == 0 else -2.0 * (siblings > 1)
    return points


def _following(blocks: list[Block], index: int) -> Block | None:
    """What a title would stand over: the next block that is neither the same line nor, at the top, a short one."""
    for each in blocks[index + 1 : index + 4]:
        short = each.kind == "paragraph" and not is_prose(each) and not _prose_before(blocks, index)
        if key(each.text) != key(blocks[index].text) and not short:
            return each
    return None


def _may_be_title(block: Block) -> bool:
    if block.kind not in ("paragraph", "heading") or len(block.lines) > 2 or len(block.text) > 2 * LONGEST:
        return False
    text = _title(block)
    if not text or len(text) > LONGEST or size(text) > MOST_WORDS or is_line_of_chrome(text):
        return False
    last = text.rstrip("\"'”’»)」』").rstrip()[-1:]
    if last in LAST_MARK or not any(character.isalpha() for character in text) or "://" in text:
        return False
    first = next(character for character in text if character.isalnum())
    return not first.islower()


def _title(block: Block) -> str:
    text = block.text.lstrip("# ") if block.kind == "heading" else block.text
    words = BARE_MARKS.sub("", plain(without_marks(text))).split()
    half = len(words) // 2
    return " ".join(words[:half] if half > 1 and words[:half] == words[half:] else words)


def _prose_before(blocks: list[Block], index: int) -> int:
    return sum(is_prose(block) for block in blocks[:index])


def _index_of(blocks: list[Block], title: str) -> int:
    return next((index for index, block in enumerate(blocks) if key(block.text) == key(title)), 0)


def _remove(blocks: list[Block], title: str) -> None:
    """Take every block that says only the headline away."""
    name = key(title)
    blocks[:] = [
        block for block in blocks if block.kind not in ("paragraph", "heading") or key(block.text) != name
    ]


def _shared(text: str, blocks: list[Block]) -> float:
    """Which part of a line's words the first paragraphs say too."""
    words = _content(text)
    prose = [block.text for block in blocks[:60] if is_prose(block)][:4]
    said = _content(" ".join(prose)[:6000])
    return len(words & said) / len(words) if words else 0.0


def _content(text: str) -> set[str]:
    low = text.casefold()
    words = {word for word in WORD.findall(low) if len(word) > 3}
    pairs = {
        low[at : at + 2] for at in range(len(low) - 1) if is_unspaced(low[at]) and is_unspaced(low[at + 1])
    }
    return {word for word in words if not is_unspaced(word[0])} | pairs


def _has_capitals(text: str) -> bool:
    words = WORD.findall(text)
    return len(words) > 2 and is_cased(text) and sum(word[0].isupper() for word in words) >= 0.6 * len(words)


def _without_site(title: str) -> str:
    """A page's title without the name of the site behind it."""
    parts = [part for part in SITE.split(title) if part.strip()]
    return max(parts[:2], key=size).strip() if len(parts) > 1 else title.strip()
