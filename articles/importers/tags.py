"""HTML's vocabulary as far as the importer reads it, and how a tag is told from a mere '<'."""

import re
from html import unescape
from typing import Final

from . import vocabulary

KNOWN: Final = vocabulary.load("html")
UNREAD: Final = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "audio", "video")
)
FURNITURE: Final = frozenset(("nav", "form", "button", "select", "textarea", "dialog", "menu"))
BREAKING: Final = vocabulary.load("html_blocks")
# Inside these a line end is only a space.
FLOWING: Final = frozenset(
    (
        "p",
        "li",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "dd",
        "caption",
        "figcaption",
        "a",
        "summary",
    )
)
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
MARKS: Final = {"b": "**", "strong": "**", "i": "*", "em": "*"}

TAG: Final = re.compile(
    r"""<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])"""
    r"""(?P<attributes>(?>(?:=\s*+"[^"<]*+"|=\s*+'[^'<]*+'|[^<>])*+))>"""
)
ATTRIBUTE: Final = re.compile(r"""([a-zA-Z][a-zA-Z:-]{0,40})\s{0,9}=\s{0,9}("[^"]*"|'[^']*'|[^\s"'>]+)""")
ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def attributes(text: str) -> dict[str, str]:
    """A tag's attributes by their lower-cased names, entities read."""
    return {name.lower(): unescape(value.strip("\"'")).strip() for name, value in ATTRIBUTE.findall(text)}


def read_entities(text: str) -> str:
    """The text with its entities as characters; a pipe that was hidden as one stays an escaped pipe."""
    return ENTITY.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    character = unescape(found[0])
    if character == "|":
        return "\\|"
    return " " if character in "\n\r\t\0" else character
