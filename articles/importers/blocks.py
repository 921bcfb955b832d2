"""Lines become blocks: headings, paragraphs, lists, quotations, code, rules and tables."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Literal

from . import tables
from .chrome import is_chrome
from .draft import Note
from .lines import Line
from .plain import ends_sentence, is_unspaced, size
from .tables import FoundTable

Kind = Literal["paragraph", "heading", "list", "quote", "code", "rule", "table"]

HEADING: Final = re.compile(r"\s{0,3}(#{1,6})\s+(\S.*?)\s*#*\s*")
SETEXT: Final = re.compile(r"\s{0,3}(={3,}|-{3,})\s*")
RULE: Final = re.compile(r"\s{0,3}([-*_=–—•~])(?:\s*\1){2,}\s*")
ITEM: Final = re.compile(
    r"(\s*)(?:([-*+◦■□➢►▶✓✔⁃∙·○](?=\s)|[•‣▪●・](?=[^\W\d_]|\s))\s*|([0-9٠-٩۰-۹]{1,3})[.)]\s+)(?=\S)"
)
QUOTE: Final = re.compile(r"\s{0,3}>\s?")
INDENTED: Final = re.compile(r"(?: {4}|\t)\s*\S")
CODE_LIKE: Final = re.compile(
    r"[{}=;<>]|\w\(|\w\[\w+\]|^\s*(?:def|class|import|from|return|for|if|#include)\b|:$"
)
LAST_FIRST_WORD: Final = re.compile(r"\S+")


@dataclass(slots=True, eq=False)
class Block:
    """A piece of a document: its lines as Markdown, each with its number; a table has itself instead."""

    kind: Kind
    lines: list[Line]
    level: int = 0
    table: FoundTable | None = None

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    @property
    def text(self) -> str:
        """Its text; lines that were broken for their width are one again."""
        if self.kind != "paragraph":
            return "\n".join(line.text for line in self.lines)
        text = ""
        for line in self.lines:
            together = text and is_unspaced(text[-1]) and is_unspaced(line.text[0])
            text += line.text if together or not text else " " + line.text
        return text

    def line_at(self, offset: int) -> int:
        """The number of the line on which this offset of the text lies."""
        position = 0
        for line in self.lines:
            position += len(line.text) + 1
            if offset < position:
                return line.number
        return self.lines[-1].number


def paragraph(text: str, line: int) -> Block:
    """A paragraph of one line."""
    return Block("paragraph", [Line(text.strip(), line)])


@dataclass(slots=True)
class Split:
    """The blocks of a document and what is to be said about them."""

    blocks: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def split(lines: list[Line]) -> Split:
    """The blocks of these lines."""
    result = Split()
    indented = _is_indented(lines)
    if indented:
        margin = min(_indent(line.text) for line in lines if line.text.strip() and not line.code)
        lines = [
            line if line.code else line._replace(text=line.text.expandtabs(4)[margin:]) for line in lines
        ]
    index = 0
    while index < len(lines):
        line = lines[index]
        if line.code:
            index = _code(result.blocks, lines, index)
        elif not line.text.strip():
            index += 1
        elif found := tables.take(lines, index):
            table, index = found
            _place_table(result, table)
        elif not indented and (end := _indented_code(lines, index)) > index:
            fenced = [Line("```", line.number), *(_outdented(each) for each in lines[index:end])]
            result.blocks.append(Block("code", [*fenced, Line("```", lines[end - 1].number)]))
            index = end
        else:
            index = _text(result.blocks, lines, index)
    return result


def _is_indented(lines: list[Line]) -> bool:
    """Whether most lines stand away from the margin, as on a page that was copied with its layout."""
    written = [line for line in lines if line.text.strip() and not line.code]
    return sum(bool(INDENTED.match(line.text)) for line in written) * 2 > len(written)


def _code(blocks: list[Block], lines: list[Line], index: int) -> int:
    end = index
    while end < len(lines) and lines[end].code:
        end += 1
    blocks.append(Block("code", lines[index:end]))
    return end


def _indented_code(lines: list[Line], index: int) -> int:
    """Where indented code that begins here ends; its begin if this is none."""
    if index > 0 and lines[index - 1].text.strip():
        return index
    end = index
    while end < len(lines) and INDENTED.match(lines[end].text) and not lines[end].code:
        end += 1
    like = sum(bool(CODE_LIKE.search(line.text)) for line in lines[index:end])
    items = any(ITEM.match(line.text) for line in lines[index:end])
    return end if like * 2 > end - index and not items else index


def _outdented(line: Line) -> Line:
    return line._replace(text=re.sub(r"^(?: {4}|\t)", "", line.text), code=True)


def _place_table(result: Split, table: FoundTable) -> None:
    blocks = result.blocks
    if table.before:
        item = ITEM.match(table.before)
        if item and blocks and blocks[-1].kind == "list":
            blocks[-1].lines.append(Line(_item(table.before), table.line))
        else:
            blocks.append(Block("list" if item else "paragraph", [Line(table.before, table.line)]))
    blocks.append(Block("table", [Line("", table.line)], table=table))
    result.notes += table.notes
    if table.after:
        blocks.append(paragraph(table.after, table.after_line))
        result.notes.append(
            Note(table.after_line, "Text stood behind the last row of the table; it follows it now.")
        )


def _text(blocks: list[Block], lines: list[Line], index: int) -> int:
    """Add the block that begins here and is neither code nor table."""
    line = lines[index]
    if heading := HEADING.fullmatch(line.text):
        hashes, words = heading[1], heading[2]
        blocks.append(Block("heading", [line._replace(text=f"{hashes} {words}")], level=len(hashes)))
        return index + 1
    if RULE.fullmatch(line.text):
        blocks.append(Block("rule", [line._replace(text="---")]))
        return index + 1
    if QUOTE.match(line.text):
        return _quote(blocks, lines, index)
    if ITEM.match(line.text):
        return _list(blocks, lines, index)
    return _paragraphs(blocks, lines, index)


def _quote(blocks: list[Block], lines: list[Line], index: int) -> int:
    quoted: list[Line] = []
    while index < len(lines) and QUOTE.match(lines[index].text) and not lines[index].code:
        text = QUOTE.sub("", lines[index].text, count=1)
        quoted.append(lines[index]._replace(text=f"> {text}".rstrip()))
        index += 1
    blocks.append(Block("quote", quoted))
    return index


def _list(blocks: list[Block], lines: list[Line], index: int) -> int:
    """A list: items, lines indented under them, and empty lines between two items."""
    items: list[Line] = []
    ordered = _is_ordered(lines[index].text)
    base = _indent(lines[index].text)
    while index < len(lines) and not lines[index].code:
        text = lines[index].text
        if items and tables.take(lines, index) is not None:
            break
        if ITEM.match(text) and not RULE.fullmatch(text):
            if _is_ordered(text) != ordered and not text[0].isspace():
                break
            items.append(lines[index]._replace(text=_item(text, base)))
        elif text.strip() and text.startswith(("  ", "\t")) and not tables.has_pipe(text):
            items[-1] = items[-1]._replace(text=items[-1].text + " " + text.strip())
        elif text.strip() or not _item_follows(lines, index, ordered):
            break
        index += 1
    blocks.append(Block("list", items))
    return index


def _item_follows(lines: list[Line], index: int, ordered: bool) -> bool:
    while index < len(lines) and not lines[index].text.strip():
        index += 1
    return (
        index < len(lines)
        and bool(ITEM.match(lines[index].text))
        and _is_ordered(lines[index].text) == ordered
    )


def _is_ordered(text: str) -> bool:
    item = ITEM.match(text)
    return bool(item and item[3])


def _indent(text: str) -> int:
    text = text.expandtabs(4)
    return len(text) - len(text.lstrip())


def _item(text: str, base: int = 0) -> str:
    """An item with Markdown's own bullet or number, indented as far as it is beyond the list's first."""
    found = ITEM.match(text)
    if not found:
        return text.strip()
    indent = "  " * min(4, max(0, _indent(text) - base) // 2)
    bullet = f"{int(found[3])}." if found[3] else "-"
    return f"{indent}{bullet} {text[found.end() :].strip()}"


def _paragraphs(blocks: list[Block], lines: list[Line], index: int) -> int:
    """The plain lines from here on, each a paragraph unless they were broken for their width."""
    run: list[Line] = []
    while index < len(lines) and _is_plain(lines, index, bool(run)):
        run.append(lines[index]._replace(text=lines[index].text.strip()))
        index += 1
    underlined = index < len(lines) and not lines[index].code and SETEXT.fullmatch(lines[index].text)
    if underlined and size(run[-1].text) <= 25 and not ends_sentence(run[-1].text):
        title = run.pop()
        blocks += [Block("paragraph", part) for part in unwrapped(run)]
        level = 1 if underlined[1].startswith("=") else 2
        blocks.append(Block("heading", [title._replace(text=f"{'#' * level} {title.text}")], level=level))
        return index + 1
    blocks += [Block("paragraph", part) for part in unwrapped(run)]
    return index


def _is_plain(lines: list[Line], index: int, inside: bool) -> bool:
    text = lines[index].text
    if lines[index].code or not text.strip():
        return False
    if not inside:
        return True
    block = HEADING.fullmatch(text) or RULE.fullmatch(text) or QUOTE.match(text) or ITEM.match(text)
    return not block and tables.take(lines, index) is None


def unwrapped(run: list[Line]) -> list[list[Line]]:
    """Lines grouped to paragraphs: together where the next word would not have fitted on the line before."""
    if not run:
        return []
    width = max(len(line.text) for line in run)
    pairs = [(line.text, after.text) for line, after in pairwise(run)]
    joins = [_is_broken(before, after, width) for before, after in pairs]
    broken = [pair for pair, join in zip(pairs, joins, strict=True) if join]
    low = sum(
        after[0].isalpha() and not after[0].isupper() and not is_unspaced(after[0])
        for _before, after in broken
    )
    mid = sum(not ends_sentence(before) for before, _after in broken)
    enough = len(broken) >= 2 or (len(broken) == 1 and low == 1)
    like_prose = mid * 2 >= len(broken) and (low * 4 >= len(broken) or len(broken) > 3)
    if not (40 <= width <= 130 and enough and like_prose):
        return [[line] for line in run]
    parts = [[run[0]]]
    for line, join in zip(run[1:], joins, strict=True):
        if join:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _is_broken(text: str, after: str, width: int) -> bool:
    first = LAST_FIRST_WORD.match(after)
    fits = len(text) + 1 + (len(first[0]) if first and not is_unspaced(after[0]) else 1) <= width * 0.9
    listed = "://" in after and ends_sentence(text)
    return not fits and not listed and not is_chrome(text) and not is_chrome(after)
