"""What every part of the parser asks of a piece of text: its words, its size, how it ends."""

import re
from collections.abc import Iterator
from typing import Final

from articles.markdown import words

TERMINATORS: Final = ".!?…。！？؟۔।"
CLOSERS: Final = "\"'”’»)]）］」』*_›"
COMBINING_SCRIPTS: Final = re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
BACKTICKS: Final = re.compile("`+")
LINK: Final = re.compile(r"!?\[((?:[^\[\]\\]|\\.)*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"]*\")?\)")
CITATION: Final = re.compile(r"\s?\[\[[^\[\]]*\]\]\(<?https?://(?:[^()\s]|\([^()\s]*\))*\)", re.I)
EMPHASIS: Final = re.compile(
    r"(\*{1,3}|~~|(?<!\w)_{1,3})(?=\S)([^*~\n]{0,200}?\S)\1(?!\w)|\*\*(?=\S)([^*\n]{1,200})\*\*"
)
ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
SPACE: Final = re.compile(r"\s+")


def plain(markdown: str) -> str:
    """One line of Markdown as text: no citations, emphasis, link addresses or escapes."""
    text = CITATION.sub("", markdown)
    text = LINK.sub(r"\1", text)
    for _depth in range(3):
        text = EMPHASIS.sub(lambda found: found[2] or found[3], text)
    return SPACE.sub(" ", ESCAPE.sub(r"\1", text)).strip()


def size(text: str) -> int:
    """About how many words; scripts without spaces count too."""
    return words(text)


def key(text: str) -> str:
    """The form under which two lines say the same: letters and digits only, whatever the case."""
    line = plain(text.lstrip("# ")) if len(text) < 2000 else text
    return "".join(character for character in line.casefold() if character.isalnum())


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, quotes and brackets after it not counting."""
    return text.rstrip().rstrip(CLOSERS).rstrip()[-1:] in TERMINATORS and bool(text.strip())


def without_marks(text: str) -> str:
    """The text without citations at its end, bold around it and spaces."""
    return CITATION.sub("", text).strip().strip("*_ ").strip()


def is_unspaced(character: str) -> bool:
    """Whether this is a character of Chinese or Japanese, which are written without spaces."""
    return bool(COMBINING_SCRIPTS.match(character))


def is_cased(text: str) -> bool:
    """Whether most letters of this text have capitals."""
    letters = [character for character in text[:2000] if character.isalpha()]
    cased = sum(character.lower() != character.upper() for character in letters)
    return cased * 2 > len(letters)


def code_spans(text: str) -> list[tuple[int, int]]:
    """Where inline code stands: runs of backticks that find their like, each with what is between."""
    runs = [(found.start(), found.end()) for found in BACKTICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for index in range(len(runs) - 1, -1, -1):
        later.setdefault(runs[index][1] - runs[index][0], []).append(index)
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(runs):
        start, end = runs[index]
        same = later[end - start]
        while same and same[-1] <= index:
            same.pop()
        if not same:
            index += 1
            continue
        closing = same.pop()
        spans.append((start, runs[closing][1]))
        index = closing + 1
    return spans


def outside_code(text: str) -> Iterator[tuple[bool, str]]:
    """The text in pieces, each with whether it is inline code."""
    position = 0
    for start, end in code_spans(text):
        yield False, text[position:start]
        yield True, text[start:end]
        position = end
    yield False, text[position:]
