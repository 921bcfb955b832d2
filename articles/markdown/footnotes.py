"""Footnotes: `[^name]` in the text, `[^name]: …` on a line of its own; lettered, apart from the numbers of sources."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .citations import letters

CALL: Final = re.compile(r"\[\^([^\s\[\]`\\^]{1,40})\]")
NOTE: Final = re.compile(r"\[\^([^\s\[\]`\\^]{1,40})\]:[ \t]+(\S.*)")


def call(state: StateInline, silent: bool) -> bool:
    """Inline rule: `[^name]`."""
    found = CALL.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        token = state.push("footnote", "", 0)
        token.meta["label"] = found[1]
    state.pos = found.end()
    return True


def note(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: `[^name]: words`, which go on until a blank line or the next note."""
    found = NOTE.match(_line(state, line))
    if not found or state.is_code_block(line):
        return False
    if silent:
        return True
    words, last = [found[2]], line + 1
    while last < end and not state.isEmpty(last) and not NOTE.match(_line(state, last)):
        words.append(_line(state, last))
        last += 1
    state.line = last
    state.push("note_open", "li", 1).meta["label"] = found[1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = "\n".join(words).strip(), [line, last], []
    state.push("note_close", "li", -1)
    return True


def place(tokens: Sequence[Token]) -> tuple[list[Token], list[str]]:
    """The tokens with all notes at the end, by first call; also calls without a note, and notes without a call."""
    text, notes = _apart(tokens)
    places: dict[str, list[Token]] = {}
    missing: list[str] = []
    _call(text, notes, places, missing)
    listed = list(places)
    for label in listed:  # grows, for a note may call another one
        _call([notes[label]], notes, places, missing)
        listed += islice(places, len(listed), None)
    missing += [f"[^{label}]:" for label in notes if label not in places]
    if not notes:
        return text, missing
    listed += [label for label in notes if label not in places]
    return [*text, *_list(listed, notes, places)], missing


def show(self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> SafeString:
    """Render rule: the letter, linked to its note; without one the mark, for the editor to see."""
    meta = tokens[index].meta
    if "number" not in meta:
        return format_html('<span class="dangling">[^{}]</span>', meta["label"])
    letter = letters(meta["number"] - 1)
    return format_html(
        '<sup class="cite"><a id="{}" href="#note-{}" role="doc-noteref" aria-label="{}">{}</a></sup>',
        _id(meta["number"], meta["place"]),
        meta["number"],
        _("Footnote %(letter)s") % {"letter": letter},
        letter,
    )


def way_back(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> SafeString:
    """Render rule: from a note to the places that call it."""
    number, count = tokens[index].meta["number"], tokens[index].meta["count"]
    back = _("Back to the text")
    links = [
        format_html(' <a href="#{}" role="doc-backlink" aria-label="{}">↑</a>', _id(number, place), back)
        for place in range(1, count + 1)
    ]
    return SafeString("".join(links))


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _apart(tokens: Sequence[Token]) -> tuple[list[Token], dict[str, Token]]:
    """What is text, and the notes by their names; the first of two of a name counts."""
    text: list[Token] = []
    notes: dict[str, Token] = {}
    label = ""
    for token in tokens:
        if token.type == "note_open":
            label = token.meta["label"]
        elif token.type == "note_close":
            label = ""
        elif label:
            notes.setdefault(label, token)
        else:
            text.append(token)
    return text, notes


def _call(
    tokens: Sequence[Token], notes: dict[str, Token], places: dict[str, list[Token]], missing: list[str]
) -> None:
    """Numbers the calls in these lines."""
    for token in (part for line in tokens for part in line.children or () if part.type == "footnote"):
        label = token.meta["label"]
        if label not in notes:
            missing.append(f"[^{label}]")
            continue
        first = places.setdefault(label, [])[:1]
        places[label].append(token)
        token.meta.update(number=first[0].meta["number"] if first else len(places), place=len(places[label]))


def _list(labels: Sequence[str], notes: dict[str, Token], places: dict[str, list[Token]]) -> Iterator[Token]:
    yield Token("div_open", "div", 1, attrs={"class": "footnotes", "role": "doc-endnotes"}, block=True)
    heading = Token("text", "", 0, content=_("Footnotes"))
    yield Token("heading_open", "h2", 1, block=True)
    yield Token("inline", "", 0, children=[heading])
    yield Token("heading_close", "h2", -1, block=True)
    yield Token("ordered_list_open", "ol", 1, block=True)
    for number, label in enumerate(labels, start=1):
        back = Token("way_back", "", 0, meta={"number": number, "count": len(places.get(label, ()))})
        line = notes[label]
        line.children = [*(line.children or []), back]
        yield Token("list_item_open", "li", 1, attrs={"id": f"note-{number}"}, block=True)
        yield line
        yield Token("list_item_close", "li", -1, block=True)
    yield Token("ordered_list_close", "ol", -1, block=True)
    yield Token("div_close", "div", -1, block=True)


def _id(number: int, place: int) -> str:
    return f"note-{number}-{place}"
