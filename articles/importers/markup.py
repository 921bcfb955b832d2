"""From lines that may hold HTML to lines of Markdown, each with the number it had."""

import re
from bisect import bisect_right
from typing import Final

from .draft import LeftOut
from .front_matter import Stated
from .lines import Line
from .page import Page
from .plain import code_spans, outside_code
from .tags import FURNITURE, KNOWN, TAG, UNREAD, attributes, read_entities

TOKEN: Final = re.compile(
    rf"(?P<newline>\n)|(?P<comment><!--)|(?P<declaration><[!?][A-Za-z\[][^<>]*>)|{TAG.pattern}"
)
ENDS_PARAGRAPH: Final = re.compile(r"\n[ \t]*\n")


def convert(lines: list[Line], stated: Stated) -> Page:
    """The page of these lines; its first sink holds Markdown, and `stated` learns what the HTML head says."""
    page = Page(stated)
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and lines[end].code == lines[index].code:
            end += 1
        if lines[index].code:
            page.flush()
            page.sinks[-1].lines += lines[index:end]
        else:
            _convert_text(page, lines[index:end])
        index = end
    while len(page.sinks) > 1:
        page.end_sink(page.sinks[-1].tag)
    page.flush()
    return page


def _convert_text(page: Page, lines: list[Line]) -> None:
    """Convert lines that are not code; without a tag in them only their entities are read."""
    text = "\n".join(line.text for line in lines)
    if not any(found["newline"] is None for found in TOKEN.finditer(text)):
        page.flush()
        page.sinks[-1].lines += [line._replace(text=_entities(line.text)) for line in lines]
        return
    page.line = lines[0].number
    _Walk(page, text).run()
    page.flush()


def _entities(text: str) -> str:
    if "&" not in text:
        return text
    return "".join(piece if code else read_entities(piece) for code, piece in outside_code(text))


class _Walk:
    """One pass over a text with tags."""

    def __init__(self, page: Page, text: str) -> None:
        self.page, self.text = page, text
        self.lower = text.lower()
        self.position = 0
        self.spans: list[tuple[int, int]] = []
        offset = 0
        for line in text.split("\n"):
            self.spans += [(offset + start, offset + end) for start, end in code_spans(line)]
            offset += len(line) + 1
        self.starts = [start for start, _end in self.spans]
        self.last: dict[str, int] = {}

    def run(self) -> None:
        """Hand every tag and every piece of text to the page."""
        while found := TOKEN.search(self.text, self.position):
            code = bisect_right(self.starts, found.start()) - 1
            if code >= 0 and found.start() < self.spans[code][1]:
                end = self.spans[code][1]
                self.page.text(self.text[self.position : self.spans[code][0]])
                self.page.buffer.append(self.text[max(self.position, self.spans[code][0]) : end])
                self.position = end
                continue
            self.page.text(self.text[self.position : found.start()])
            self.position = found.end()
            self.token(found)
        self.page.text(self.text[self.position :])

    def token(self, found: re.Match[str]) -> None:
        """One line end, comment, declaration or tag."""
        page = self.page
        name = (found["name"] or "").lower()
        if found["newline"]:
            page.newline(bool(ENDS_PARAGRAPH.match(self.text, found.start())))
        elif found["comment"]:
            self.skip("-->", found, "hidden comment")
        elif name and name not in KNOWN:
            page.text(found[0])
        elif name in UNREAD:
            if not found["close"]:
                self.skip(f"</{name}", found, "script or style")
        elif name == "pre" and not found["close"]:
            self.preformatted(found)
        elif (
            name in (*FURNITURE, "title", "figcaption") and not found["close"] and not self.ends(f"</{name}")
        ):
            page.part()
        elif name:
            page.close(name) if found["close"] else page.open(name, attributes(found["attributes"]))
            page.line += found[0].count("\n")

    def ends(self, mark: str) -> bool:
        """Whether this mark comes later."""
        if mark not in self.last:
            self.last[mark] = self.lower.rfind(mark)
        return self.last[mark] >= self.position

    def skip(self, mark: str, found: re.Match[str], reason: str) -> None:
        """Leave out everything up to the mark; where it never comes, the opening alone."""
        if not self.ends(mark):
            self.page.line += found[0].count("\n")
            return
        end = self.lower.index(mark, self.position)
        skipped = self.text[self.position : end]
        if any(character.isalnum() for character in skipped):
            self.page.left_out.append(LeftOut(self.page.line, skipped.strip(), reason))
        closing = self.text.find(">", end)
        self.position = closing + 1 if closing >= 0 else end + len(mark)
        self.page.line += self.text.count("\n", found.start(), self.position)

    def preformatted(self, found: re.Match[str]) -> None:
        """`<pre>` becomes fenced code."""
        page = self.page
        page.part()
        if not self.ends("</pre"):
            return
        end = self.lower.index("</pre", self.position)
        code = read_entities(TAG.sub("", self.text[self.position : end])).replace("\\|", "|").strip("\n")
        lines = ["```", *code.split("\n"), "```"]
        page.sinks[-1].lines += [Line(text, page.line + at, code=True) for at, text in enumerate(lines)]
        self.position = end
        page.line += self.text.count("\n", found.start(), end)
