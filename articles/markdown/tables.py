"""Tables: those of stakeholders, placed by a line of their own, and those written in Markdown."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final, Literal, TypeAlias

from django.utils.translation import gettext as _
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from ..payload import TablePayload
from .words import inline_text

MARKER: Final = re.compile(r"\{stakeholders(?::([^{}]*))?\}")
ALIGNED: Final = {"text-align:right": "end", "text-align:center": "center"}

Attributes: TypeAlias = dict[str, str | int | float]
"""Attributes of a token, in the type that the library gives them."""


def marker(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: `{stakeholders}` or `{stakeholders:slug}` alone on a line."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    found = MARKER.fullmatch(text.strip())
    if not found or state.is_code_block(line):
        return False
    if not silent:
        token = state.push("stakeholders", "", 0)
        token.meta.update(slug=(found[1] or "").strip(), marker=found[0])
    state.line = line + 1
    return True


def frame(tokens: Iterable[Token]) -> Iterator[Token]:
    """Puts a board around every table written in Markdown, and its columns' names on its cells."""
    labels: list[str] = []
    column = 0
    before = None
    for token in tokens:
        match token.type:
            case "table_open":
                labels = []
                yield _tag("div", 1, {"class": "board"})
            case "tr_open":
                column = 0
            case "th_open":
                token.attrs = {"scope": "col", **_alignment(token)}
            case "inline" if before == "th_open":
                labels.append(inline_text(token.children))
            case "td_open":
                token.attrs = {**_labelled(labels[column]), **_alignment(token)}
                column += 1
        yield token
        if token.type == "table_close":
            yield _tag("div", -1)
        before = token.type


def place(
    tokens: Iterable[Token], tables: Sequence[TablePayload], inline: Callable[[str], Token]
) -> tuple[list[Token], list[str]]:
    """Sets each table where its marker stands, the others at the end; also returns markers without a table.

    `inline` parses the Markdown of a caption or an item.
    """
    waiting = list(tables)
    placed: list[Token] = []
    missing: list[str] = []

    def board(table: TablePayload) -> Iterator[Token]:
        waiting.remove(table)
        rank = len(tables) - len(waiting)
        name = "stakeholders" if rank == 1 else f"stakeholders-{table['slug'] or rank}"
        return _element("div", _table(table, inline), {"class": "board", "id": name})

    for token in tokens:
        if token.type != "stakeholders":
            placed.append(token)
        elif table := _wanted(token.meta["slug"], waiting, tables):
            placed += board(table)
        else:
            missing.append(token.meta["marker"])
    for table in list(waiting):
        placed += board(table)
    return placed, missing


def _wanted(
    slug: str, waiting: Sequence[TablePayload], tables: Sequence[TablePayload]
) -> TablePayload | None:
    """The table a marker means: the one of that slug, and without a slug also an article's only one."""
    if not slug and len(tables) == 1:
        return waiting[0] if waiting else None
    return next((table for table in waiting if table["slug"] == slug), None)


def _table(table: TablePayload, inline: Callable[[str], Token]) -> Iterator[Token]:
    labels = table["columns"][1:]
    yield _tag("table", 1)
    yield from _element("caption", [inline(table["caption"] or _("Who wants what"))])
    headings = [_element("th", [_plain(name)], {"scope": "col"}) for name in table["columns"]]
    yield from _element("thead", _element("tr", _flat(headings)))
    yield _tag("tbody", 1)
    for row in table["rows"]:
        cells = [
            _cell(label, items, inline) for label, items in zip_longest(labels, row["cells"], fillvalue="")
        ]
        yield from _element("tr", [*_element("th", [_plain(row["name"])], {"scope": "row"}), *_flat(cells)])
    yield _tag("tbody", -1)
    yield _tag("table", -1)


def _cell(label: str, items: Sequence[str], inline: Callable[[str], Token]) -> Iterator[Token]:
    lines = _flat(_element("li", [inline(item)]) for item in items)
    return _element("td", _element("ul", lines) if items else (), _labelled(label))


def _element(tag: str, content: Iterable[Token], attributes: Attributes | None = None) -> Iterator[Token]:
    yield _tag(tag, 1, attributes)
    yield from content
    yield _tag(tag, -1)


def _tag(tag: str, nesting: Literal[1, -1], attributes: Attributes | None = None) -> Token:
    return Token(
        f"{tag}_{'open' if nesting == 1 else 'close'}", tag, nesting, attrs=attributes or {}, block=True
    )


def _plain(text: str) -> Token:
    return Token("inline", "", 0, children=[Token("text", "", 0, content=text)])


def _flat(parts: Iterable[Iterable[Token]]) -> Iterator[Token]:
    return chain.from_iterable(parts)


def _labelled(label: str) -> Attributes:
    return {"data-label": label} if label else {}


def _alignment(token: Token) -> Attributes:
    """The class for a cell's alignment, since the page allows no style."""
    name = ALIGNED.get(str(token.attrs.get("style")))
    return {"class": name} if name else {}
