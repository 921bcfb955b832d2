"""The page that tags and texts are written to: it makes lines of Markdown of them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from .draft import LeftOut, Note, Unplaced
from .front_matter import Stated
from .html_table import HtmlTable
from .lines import Line
from .tags import BREAKING, FLOWING, FURNITURE, HEADINGS, MARKS, read_entities

SUPERSCRIPT: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LINKED: Final = re.compile(r"(https?://|/(?!/))\S*", re.I)
DEEPEST: Final = 12  # lists in lists, tables in tables


@dataclass(slots=True)
class Sink:
    """Where lines go: the page, a cell, a caption, a menu; `tag` is the element that closes it."""

    tag: str
    lines: list[Line] = field(default_factory=list)
    table: HtmlTable | None = None


@dataclass(slots=True)
class Opened:
    """An inline element that waits for its end: where its text begins, and after how many flushed lines."""

    tag: str
    start: int
    flushed: int
    address: str = ""


class Page:
    """Reads tags and text one after the other and writes Markdown lines."""

    def __init__(self, stated: Stated) -> None:
        self.stated = stated
        self.sinks = [Sink("")]
        self.left_out: list[LeftOut] = []
        self.unplaced: list[Unplaced] = []
        self.notes: list[Note] = []
        self.buffer: list[str] = []
        self.line = self.started = 1
        self.flushed = 0
        self.prefix = ""
        self.lists: list[int | None] = []
        self.quotes = 0
        self.flowing: list[str] = []
        self.opened: list[Opened] = []

    # Writing

    def text(self, text: str) -> None:
        """Add text to the line at hand."""
        if text.strip() and not "".join(self.buffer).strip():
            self.started = self.line
        self.buffer.append(read_entities(text))

    def flush(self, *, blank: bool = False) -> None:
        """End the line at hand; an empty one is kept only if `blank`."""
        text = "".join(self.buffer)
        self.buffer.clear()
        self.flushed += 1
        lines = self.sinks[-1].lines
        if text.strip():
            if self.flowing or self.prefix:
                text = " ".join(text.split())
            lines.append(Line("> " * self.quotes + self.prefix + text, self.started))
            self.prefix = " " * len(self.prefix) if self.lists else ""
        elif blank:
            lines.append(Line("", self.line))

    def part(self) -> None:
        """End the paragraph at hand."""
        self.flush()
        lines = self.sinks[-1].lines
        if lines and lines[-1].text:
            lines.append(Line("", self.line))

    def newline(self, blank_follows: bool) -> None:
        """A line end of the document; inside a paragraph it is a space, unless an empty line follows."""
        if blank_follows:
            self.flowing.clear()
        if self.flowing:
            self.buffer.append(" ")
        else:
            self.flush(blank=True)
        self.line += 1

    # Reading tags

    def open(self, tag: str, values: dict[str, str]) -> None:
        """Begin an element."""
        if tag in BREAKING:
            self.part() if tag not in ("li", "tr", "td", "th") else self.flush()
        if tag in FLOWING and tag not in self.flowing:
            self.flowing.append(tag)
        if tag in MARKS or tag in ("a", "sup", "code"):
            self.opened.append(Opened(tag, len(self.buffer), self.flushed, values.get("href", "")))
        if opening := OPENING.get(tag):
            opening(self, tag, values)

    def close(self, tag: str) -> None:
        """End an element."""
        if tag in MARKS or tag in ("a", "sup", "code"):
            self.close_inline(tag)
        if tag in BREAKING:
            self.part() if tag not in ("li", "tr", "td", "th") else self.flush()
        if tag in self.flowing:
            self.flowing.remove(tag)
        if tag in HEADINGS or tag == "li":
            self.prefix = ""
        if closing := CLOSING.get(tag):
            closing(self, tag)

    def close_inline(self, tag: str) -> None:
        """Wrap what the element held in its Markdown, if it held something and stands within one line."""
        index = next((i for i in range(len(self.opened) - 1, -1, -1) if self.opened[i].tag == tag), None)
        if index is None:
            return
        opened = self.opened[index]
        del self.opened[index:]
        if opened.flushed != self.flushed:
            return
        held = "".join(self.buffer[opened.start :])
        core = held.strip()
        if not core:
            return
        before, _core, after = held.partition(core)
        self.buffer[opened.start :] = [before, _wrapped(tag, core, opened.address), after]

    # Elements of their own

    def heading(self, tag: str, _values: dict[str, str]) -> None:
        """A heading's line begins with its hashes."""
        self.prefix = "#" * HEADINGS[tag] + " "

    def begin_list(self, tag: str, _values: dict[str, str]) -> None:
        """Count the items of an ordered list."""
        self.lists.append(1 if tag == "ol" else None)

    def end_list(self, _tag: str) -> None:
        """Back to the list around this one."""
        if self.lists:
            self.lists.pop()
        self.prefix = ""

    def item(self, _tag: str, _values: dict[str, str]) -> None:
        """An item's line begins with its bullet or number."""
        if not self.lists:
            self.lists.append(None)
        number = self.lists[-1]
        bullet = "- " if number is None else f"{number}. "
        if number is not None:
            self.lists[-1] = number + 1
        self.prefix = "  " * min(len(self.lists) - 1, DEEPEST) + bullet

    def quote(self, _tag: str, _values: dict[str, str]) -> None:
        """Lines of a quotation begin with '>'."""
        self.quotes += 1

    def end_quote(self, _tag: str) -> None:
        """Back out of the quotation."""
        self.quotes = max(0, self.quotes - 1)

    def rule(self, _tag: str, _values: dict[str, str]) -> None:
        """A thematic break."""
        self.sinks[-1].lines += [Line("---", self.line), Line("", self.line)]

    def line_break(self, _tag: str, _values: dict[str, str]) -> None:
        """A line of its own, but only a space in a heading or a cell."""
        if self.prefix.startswith("#") or self.sinks[-1].tag in ("td", "th"):
            self.buffer.append(" ")
        else:
            self.flush()

    def picture(self, _tag: str, values: dict[str, str]) -> None:
        """A picture goes in through the library: its description and address are kept aside."""
        alt = " ".join(values.get("alt", "").split())
        if alt:
            self.aside(f"![{alt}]({values.get('src', '')})", "a picture", self.line)
        elif values.get("src"):
            self.left_out.append(LeftOut(self.line, values["src"], "picture without description"))

    def aside(self, text: str, what: str, line: int) -> None:
        """Something that belongs to the article but has no place in its text."""
        self.unplaced.append(Unplaced(line, text))
        self.notes.append(Note(line, f"Here stands {what}; pictures go in through the picture library."))

    def link(self, _tag: str, values: dict[str, str]) -> None:
        """`<link rel="canonical">` states the page's address."""
        if "canonical" in values.get("rel", "").lower().split():
            self.stated.address = self.stated.address or values.get("href", "")

    def meta(self, _tag: str, values: dict[str, str]) -> None:
        """What a page states in its head."""
        stated, content = self.stated, values.get("content", "")
        match values.get("property", values.get("name", "")).lower():
            case "og:title":
                stated.headline = stated.headline or content
            case "og:url":
                stated.address = stated.address or content
            case "article:published_time":
                stated.published = stated.published or content
            case "author" if not stated.byline and content and "://" not in content:
                stated.byline = [content]

    def html(self, _tag: str, values: dict[str, str]) -> None:
        """The language of the whole page."""
        self.stated.language = self.stated.language or values.get("lang", values.get("xml:lang", ""))

    # Elements with lines of their own

    def sink(self, tag: str, _values: dict[str, str]) -> None:
        """Lines go elsewhere until the element ends; what is nested too deep stays where it is."""
        if len(self.sinks) > DEEPEST:
            return
        self.sinks.append(Sink(tag, table=HtmlTable(self.line) if tag == "table" else None))

    def cell(self, tag: str, _values: dict[str, str]) -> None:
        """The next cell of the innermost table."""
        if self.sinks[-1].tag in ("td", "th"):
            self.end_sink(self.sinks[-1].tag)
        if self.sinks[-1].tag == "table":
            self.sinks.append(Sink(tag))

    def row(self, _tag: str, _values: dict[str, str] | None = None) -> None:
        """The next row of the innermost table."""
        if self.sinks[-1].tag in ("td", "th"):
            self.end_sink(self.sinks[-1].tag)
        if table := self.sinks[-1].table:
            table.rows.append((self.line, []))

    def end_sink(self, tag: str) -> None:
        """Put the lines of an element where they belong."""
        if tag == "table" and self.sinks[-1].tag in ("td", "th"):
            self.end_sink(self.sinks[-1].tag)
        if self.sinks[-1].tag != tag or len(self.sinks) == 1:
            return
        self.flush()
        sink = self.sinks.pop()
        text = " ".join(" ".join(line.text for line in sink.lines).split())
        line = sink.lines[0].number if sink.lines else self.line
        if sink.table:
            self.sinks[-1].lines += [*sink.lines, *sink.table.lines()]
        elif tag in ("td", "th") and (table := self.sinks[-1].table):
            table.add(sink.lines, self.line)
        elif not text:
            return
        elif tag == "title":
            if not self.stated.headline:
                self.stated.headline, self.stated.headline_line = text, line
            self.left_out.append(LeftOut(line, text, "page title"))
        elif tag == "figcaption":
            self.aside(text, "the caption of a picture", line)
        else:
            self.left_out.append(LeftOut(line, text, "menu or form"))


def _wrapped(tag: str, text: str, address: str) -> str:
    if tag == "a":
        if not LINKED.fullmatch(address):
            return text
        return f"[{text}]({address.replace(' ', '%20').replace('(', '%28').replace(')', '%29')})"
    if tag == "sup":
        return text.translate(SUPERSCRIPT) if text.isdecimal() and text.isascii() else text
    if tag == "code":
        return f"`{text}`"
    mark = MARKS[tag]
    return text if text.startswith(mark) else f"{mark}{text}{mark}"


Opening = Callable[[Page, str, dict[str, str]], None]
OPENING: Final[dict[str, Opening]] = {
    **dict.fromkeys(HEADINGS, Page.heading),
    **dict.fromkeys(("ul", "ol"), Page.begin_list),
    **dict.fromkeys((*FURNITURE, "table", "title", "figcaption"), Page.sink),
    **dict.fromkeys(("td", "th"), Page.cell),
    "tr": Page.row,
    "li": Page.item,
    "blockquote": Page.quote,
    "hr": Page.rule,
    "br": Page.line_break,
    "img": Page.picture,
    "link": Page.link,
    "meta": Page.meta,
    "html": Page.html,
}
CLOSING: Final[dict[str, Callable[[Page, str], None]]] = {
    **dict.fromkeys(("ul", "ol"), Page.end_list),
    **dict.fromkeys((*FURNITURE, "table", "title", "figcaption", "td", "th"), Page.end_sink),
    "blockquote": Page.end_quote,
}
