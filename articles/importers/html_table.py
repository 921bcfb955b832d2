"""A table of HTML: as Markdown where it holds data, as its texts one after the other where it only lays a page out."""

import re
from dataclasses import dataclass, field
from typing import Final

from .lines import Line
from .plain import size

BARE_PIPE: Final = re.compile(r"(?<!\\)\|")
BULLET: Final = re.compile(r"(?:[-*]|\d+\.)\s+")
LONGEST_CELL: Final = 80  # words; whoever lays out a page with a table has more in a cell
MOST_LINES: Final = 8


@dataclass(slots=True)
class HtmlTable:
    """Rows of cells, each cell a list of lines; a row has the line number of its begin."""

    line: int
    rows: list[tuple[int, list[list[Line]]]] = field(default_factory=list)

    def add(self, cell: list[Line], line: int) -> None:
        """Add a cell to the last row."""
        if not self.rows:
            self.rows.append((line, []))
        self.rows[-1][1].append(cell)

    def lines(self) -> list[Line]:
        """The table as lines of Markdown."""
        rows = [(line, cells) for line, cells in self.rows if cells]
        if not self._holds_data(rows):
            texts = [[*cell, Line("", line)] for line, cells in rows for cell in cells]
            return [line for text in texts for line in text]
        written = [Line("", self.line)]
        for index, (line, cells) in enumerate(rows):
            written.append(Line("| " + " | ".join(_cell(cell) for cell in cells) + " |", line))
            if index == 0:
                written.append(Line("|" + "---|" * len(cells), line))
        return [*written, Line("", self.line)]

    def _holds_data(self, rows: list[tuple[int, list[list[Line]]]]) -> bool:
        if len(rows) < 2 or len(rows[0][1]) < 2:
            return False
        cells = [cell for _line, row in rows for cell in row][:-1]  # text may have run into the last one
        return all(
            len(cell) <= MOST_LINES
            and not any(line.code or line.text.startswith(("|", "#")) for line in cell)
            and size(" ".join(line.text for line in cell)) <= LONGEST_CELL
            for cell in cells
        )


def _cell(lines: list[Line]) -> str:
    """A cell in one line; the items of a list in it are separated by semicolons."""
    texts = [line.text.strip() for line in lines if line.text.strip()]
    items = [BULLET.sub("", text, count=1) for text in texts]
    separator = "; " if len(texts) > 1 and all(BULLET.match(text) for text in texts) else " "
    return BARE_PIPE.sub(r"\\|", separator.join(items))
