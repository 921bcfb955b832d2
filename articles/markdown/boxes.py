"""Pull quotes and asides: `:::quote "who"` or `:::aside "title"`, what stands in it, and `:::` on a line of its own."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

BEGIN: Final = re.compile(r':::[ \t]*(quote|aside)(?:[ \t]+["“„«](.{1,200})["”“»])?[ \t]*')
END: Final = re.compile(r":::[ \t]*")


def box(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule; a box that nothing ends goes on to the end of the text."""
    found = BEGIN.fullmatch(_line(state, line))
    if not found or state.is_code_block(line) or state.env.get("in_box"):
        return False
    if silent:
        return True
    last = next((at for at in range(line + 1, end) if END.fullmatch(_line(state, at))), end)
    most, state.lineMax, state.env["in_box"] = state.lineMax, last, True
    opened = state.push("box_open", "aside", 1)
    opened.meta.update(kind=found[1], title=(found[2] or "").strip())
    opened.content = opened.meta["title"]
    state.md.block.tokenize(state, line + 1, last)
    state.push("box_close", "aside", -1).meta.update(opened.meta)
    state.lineMax, state.line, state.env["in_box"] = most, min(last + 1, end), False
    return True


def show_open(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> SafeString:
    """Render rule: where a box begins."""
    meta = tokens[index].meta
    if meta["kind"] == "quote":
        return SafeString('<aside class="pull">\n<blockquote>\n')
    if not meta["title"]:
        return SafeString('<aside class="box">\n')
    return format_html('<aside class="box" aria-label="{0}">\n<p class="title">{0}</p>\n', meta["title"])


def show_close(
    self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> SafeString:
    """Render rule: where a box ends; a quotation says whose it is."""
    meta = tokens[index].meta
    if meta["kind"] == "quote":
        by = format_html('<p class="by">{}</p>\n', meta["title"]) if meta["title"] else ""
        return format_html("</blockquote>\n{}</aside>\n", by)
    return SafeString("</aside>\n")


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
