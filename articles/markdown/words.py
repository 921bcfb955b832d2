"""The words of an article: its text without markup, and how many they are."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

WORD: Final = re.compile(r"(?<!\S)[^\w\s]*\w")

# Scripts without spaces, and about how many of their characters a reader takes in the time of one word.
UNSPACED: Final = (
    (re.compile("[\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), 2),
    (re.compile("[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff]"), 5),
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a body: its words, whether a source is cited in it, and its lines in the Markdown, from 0."""

    text: str
    cited: bool
    begins: int
    ends: int


def words(text: str) -> int:
    """Roughly how many words a text has, in any script."""
    count = 0
    for characters, in_a_word in UNSPACED:
        text, found = characters.subn(" ", text)
        count += -(-found // in_a_word)
    return count + len(WORD.findall(text))


def inlines(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """What stands inside each paragraph, heading and cell, in order of the page."""
    return (token.children for token in tokens if token.type == "inline" and token.children)


def inline_text(tokens: Iterable[Token] | None) -> str:
    """The words of one line, without marks; citations are none of its words."""
    return "".join(_words_of(token) for token in tokens or ())


def text(tokens: Iterable[Token]) -> str:
    """The words of a whole page, a line for each paragraph, heading, item and cell."""
    lines = (inline_text(token.children) if token.type == "inline" else token.content for token in tokens)
    return "\n".join(" ".join(line.split()) for line in lines if line.strip())


def paragraphs(tokens: Iterable[Token]) -> Iterator[Paragraph]:
    """Every paragraph, those of lists and quotations too, in order."""
    before = None
    for token in tokens:
        if token.type == "inline" and before == "paragraph_open" and token.map:
            cited = any(part.type == "citation" for part in token.children or ())
            yield Paragraph(" ".join(inline_text(token.children).split()), cited, *token.map)
        before = token.type


def links(tokens: Iterable[Token]) -> Iterator[str]:
    """Where the links of a page lead, in order."""
    for line in inlines(tokens):
        yield from (str(token.attrs["href"]) for token in line if token.type == "link_open")


def _words_of(token: Token) -> str:
    match token.type:
        case "text" | "text_special" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return " "
        case "image":
            return inline_text(token.children)
        case _:
            return ""
