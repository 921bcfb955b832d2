"""Citations: marks in a body that point to references, numbered by first appearance on the page."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from string import ascii_lowercase
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.helpers import parseLinkDestination
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..addresses import normalise
from ..payload import ReferencePayload
from .words import inlines

# Without backticks and backslashes, so that code and escapes keep their meaning.
MARK: Final = re.compile(r"\[\[([^\[\]`\\]+)\]\]")
END_OF_LINK: Final = re.compile(r"""\s*(?:(?<=\s)(?:"[^"]*"|'[^']*')\s*)?\)""")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mark in a body: it names its source by web address or by a reference's key, the other is ''."""

    label: str
    address: str
    key: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A reference with its number on the page and the ids of the places that cite it, if any do."""

    number: int
    reference: ReferencePayload
    places: tuple[str, ...]


def mark(state: StateInline, silent: bool) -> bool:
    """Inline rule: `[[label]](https://…)` and `[[key]]`."""
    found = MARK.match(state.src, state.pos, state.posMax)
    label = " ".join(found[1].split()) if found else ""
    if not found or not label:
        return False
    end, address = found.end(), ""
    if state.src.startswith("(", end, state.posMax):
        end, address = _destination(state, end + 1)
        if not address:
            return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta["citation"] = Citation(label, address, key="" if address else label)
    state.pos = end
    return True


def marks(tokens: Iterable[Token]) -> list[Citation]:
    """The citations of a parsed text, in order."""
    return [token.meta["citation"] for line in inlines(tokens) for token in line if token.type == "citation"]


def number(
    tokens: Iterable[Token], references: Sequence[ReferencePayload]
) -> tuple[list[Numbered], list[str]]:
    """Numbers every citation; returns all references by number, uncited ones last, and what dangles."""
    known = _index(references)
    cited: dict[int, list[Token]] = {}
    dangling: list[str] = []
    for line in inlines(tokens):
        for before, token in pairwise([Token("start", "", 0), *line]):
            if token.type != "citation":
                continue
            citation: Citation = token.meta["citation"]
            index = known.get(_target(citation))
            if index is None:
                dangling.append(citation.address or citation.key)
                continue
            cited.setdefault(index, []).append(token)
            if before.type == "text" and before.content.strip():
                before.content = before.content.rstrip()  # the number never stands alone on the next line
    numbered = [
        _placed(n, references[index], places) for n, (index, places) in enumerate(cited.items(), start=1)
    ]
    uncited = [reference for index, reference in enumerate(references) if index not in cited]
    numbered += [Numbered(n, reference, ()) for n, reference in enumerate(uncited, start=len(cited) + 1)]
    return numbered, list(dict.fromkeys(dangling))


def show(self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> SafeString:
    """Render rule: the number, linked to its source; without one the label, for the editor to see."""
    meta = tokens[index].meta
    if "number" not in meta:
        return format_html('<span class="dangling">[{}]</span>', meta["citation"].label)
    return format_html(
        '<sup class="cite"><a id="{id}" href="#source-{number}" aria-label="{label}">{number}</a></sup>',
        id=meta["id"],
        number=meta["number"],
        label=_("Source %(number)s") % {"number": meta["number"]},
    )


def letters(place: int) -> str:
    """a for 0, z for 25, aa for 26, as columns of a spreadsheet count."""
    before, last = divmod(place, 26)
    return (letters(before - 1) if before else "") + ascii_lowercase[last]


def _destination(state: StateInline, start: int) -> tuple[int, str]:
    """Where a link that opened before `start` ends, and its web address; '' where it is none."""
    while start < state.posMax and state.src[start].isspace():
        start += 1
    found = parseLinkDestination(state.src, start, state.posMax)
    end = END_OF_LINK.match(state.src, found.pos, state.posMax) if found.ok else None
    if not end or any(character.isspace() for character in found.str):
        return start, ""
    try:
        normalise(found.str)
    except ValueError:
        return start, ""
    return end.end(), found.str


def _target(citation: Citation) -> str:
    return normalise(citation.address) if citation.address else f"[{citation.key}]"


def _index(references: Sequence[ReferencePayload]) -> dict[str, int]:
    """Where in `references` each `[key]` and each address is; the first of two wins."""
    known: dict[str, int] = {}
    for index, reference in enumerate(references):
        known.setdefault(f"[{reference['key']}]", index)
        try:
            known.setdefault(normalise(reference["address"]), index)
        except ValueError:
            continue
    return known


def _placed(number: int, reference: ReferencePayload, tokens: list[Token]) -> Numbered:
    for place, token in enumerate(tokens):
        letter = letters(place) if len(tokens) > 1 else ""
        token.meta.update(number=number, id=f"cite-{number}{letter}")
    return Numbered(number, reference, tuple(token.meta["id"] for token in tokens))
