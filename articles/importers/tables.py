"""Tables in lines of text: where they begin and end, and what their cells hold."""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .draft import Note
from .lines import Line
from .plain import ends_sentence, plain, size
from .table_kinds import is_of_stakeholders

SPLITTING: Final = re.compile(r"\\.|\]\([^()\s]*\)|\|")
UNDERLINE: Final = re.compile(r":?[-–—]+:?")
BLOCK: Final = re.compile(r"\s*(?:#{1,6}\s|>|```|~~~|[-*+•]\s|\d{1,3}[.)]\s)")
STARTS_LOW: Final = re.compile(r"\W*[^\W\d_]")
MOST_JOINED: Final = 3


@dataclass(slots=True)
class Row:
    """A row's cells as Markdown, the line it begins on, and whether a pipe closes it."""

    cells: list[str]
    line: int
    closed: bool = True


@dataclass(slots=True)
class FoundTable:
    """A table as it stands in the document; texts had run into it where `before` and `after` are not empty."""

    columns: list[str]
    underlines: list[str]
    rows: list[Row]
    line: int
    closed: bool = True  # whether pipes close its lines
    before: str = ""
    after: str = ""
    after_line: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """'stakeholders' or 'plain'."""
        columns = [plain(cell) for cell in self.columns]
        return "stakeholders" if is_of_stakeholders(columns, [row.cells for row in self.rows]) else "plain"

    def markdown(self) -> str:
        """The table in its canonical form."""
        rows = [self.columns, *(row.cells for row in self.rows)]
        head, *rest = ("| " + " | ".join(cells) + " |" for cells in rows)
        return "\n".join([head, "|" + "|".join(self.underlines) + "|", *rest])


def cells_of(text: str) -> tuple[list[str], bool, bool]:
    """A line's cells, and whether a pipe opens and closes it; an escaped pipe and one in an address are text."""
    text = text.strip()
    pipes = [found.start() for found in SPLITTING.finditer(text) if found[0] == "|"]
    if not pipes:
        return [text], False, False
    bounds = [-1, *pipes, len(text)]
    cells = [text[start + 1 : end].strip() for start, end in pairwise(bounds)]
    opened, closed = pipes[0] == 0, pipes[-1] == len(text) - 1 and len(text) > 1
    return cells[opened : len(cells) - closed], opened, closed


def has_pipe(text: str) -> bool:
    """Whether a pipe splits this line."""
    return "|" in text and any(found[0] == "|" for found in SPLITTING.finditer(text))


def is_underline(text: str) -> bool:
    """Whether this is the line of dashes under a table's headings."""
    text = text.strip()
    if "|" not in text or text.strip("|:-–— \t"):
        return False
    return all(UNDERLINE.fullmatch(cell.strip()) for cell in text.strip("| \t").split("|"))


def take(lines: list[Line], index: int) -> tuple[FoundTable, int] | None:
    """The table that begins on this line, and the index of the line after it; None if none does."""
    if lines[index].code or not has_pipe(lines[index].text):
        return None
    cells, opened, closed = cells_of(lines[index].text)
    under = _next(lines, index + 1, skip_blank=opened)
    if under is not None and is_underline(lines[under].text) and not is_underline(lines[index].text):
        table = _headed(lines[index], cells, opened, lines[under].text)
        table.closed = closed
        row = _next(lines, under + 1, skip_blank=True)
        opened = opened or (row is not None and lines[row].text.strip().startswith("|"))
        end = _take_rows(table, lines, under + 1, opened)
    elif opened and closed and _is_grid(lines, index, len(cells)):
        table = FoundTable(cells, ["---"] * len(cells), [], lines[index].number)
        table.notes.append(Note(table.line, "No line of dashes stands under the headings of this table."))
        end = _take_rows(table, lines, index + 1, True)
    else:
        return None
    _fit(table)
    return table, end


def _next(lines: list[Line], index: int, *, skip_blank: bool) -> int | None:
    while skip_blank and index < len(lines) and not lines[index].text.strip():
        index += 1
    return index if index < len(lines) and lines[index].text.strip() and not lines[index].code else None


def _headed(line: Line, cells: list[str], opened: bool, underline: str) -> FoundTable:
    underlines = [cell.strip() for cell in underline.strip().strip("|").split("|")]
    table = FoundTable(cells, underlines, [], line.number)
    width = len(underlines)
    if not opened and len(cells) == width + 1 and underline.strip().startswith("|"):
        table.before, table.columns = cells[0], cells[1:]
        table.notes.append(
            Note(line.number, "Text had run into the headings of this table; it stands above it now.")
        )
    elif len(cells) != width:
        table.notes.append(
            Note(
                line.number,
                f"This table has {len(cells)} headings over {width} columns of dashes; the headings count.",
            )
        )
    table.underlines = (underlines + ["---"] * len(cells))[: len(table.columns)]
    return table


def _is_grid(lines: list[Line], index: int, width: int) -> bool:
    """Whether lines that pipes open and close make a table though nothing underlines its headings."""
    if width < 2:
        return False
    columns = [plain(cell) for cell in cells_of(lines[index].text)[0]]
    needed = 1 if is_of_stakeholders(columns, []) else 2
    position: int | None = index
    for _row in range(needed):
        position = _next(lines, (position or 0) + 1, skip_blank=True)
        if position is None:
            return False
        cells, opened, _closed = cells_of(lines[position].text)
        if not opened or len(cells) != width:
            return False
    return True


def _take_rows(table: FoundTable, lines: list[Line], index: int, opened: bool) -> int:
    """Add the rows that follow; returns the index of the first line that is none."""
    while True:
        at = _next(lines, index, skip_blank=opened)
        if at is None:
            return index
        text = lines[at].text
        if is_underline(text):
            index = at + 1
            continue
        after = _next(lines, at + 1, skip_blank=opened)
        if after is not None and is_underline(lines[after].text):
            return index  # the headings of another table
        if _is_row(table, text, opened):
            cells, _opened, closed = cells_of(text)
            table.rows.append(Row(cells, lines[at].number, closed))
            index = at + 1
            continue
        joined = _join(table, lines, at) if at == index else 0
        if not joined:
            return index
        index = at + joined


def _is_row(table: FoundTable, text: str, opened: bool) -> bool:
    if opened:
        return text.lstrip().startswith("|")
    if not has_pipe(text) or BLOCK.match(text):
        return False
    cells, _opened, _closed = cells_of(text)
    return len(cells) >= len(table.columns) or not ends_sentence(text)


def _join(table: FoundTable, lines: list[Line], index: int) -> int:
    """How many lines from this one belong to the last row, which a line end had broken; they are added to it."""
    if not table.rows or table.rows[-1].closed:
        return 0
    row, width = table.rows[-1], len(table.columns)
    text = " | ".join(row.cells)
    for count in range(1, MOST_JOINED + 1):
        if index + count > len(lines):
            return 0
        line = lines[index + count - 1]
        if line.code or not line.text.strip() or BLOCK.match(line.text):
            return 0
        text += " " + line.text.strip()
        cells, _opened, closed = cells_of("| " + text)
        if has_pipe(line.text) and len(cells) == width:
            if len(row.cells) == width and not _goes_on(lines[index].text):
                return 0
            row.cells, row.closed = cells, closed
            table.notes.append(Note(row.line, "A line end had broken this row of the table; it was joined."))
            return count
    return 0


def _goes_on(text: str) -> bool:
    """Whether a line reads like the rest of a short cell."""
    first = STARTS_LOW.match(text)
    return size(text) <= 12 and (first is None or first[0][-1] == first[0][-1].lower())


def _fit(table: FoundTable) -> None:
    """Give every row as many cells as there are headings, each change with a note."""
    width = len(table.columns)
    for row in table.rows:
        if len(row.cells) < width:
            missing = width - len(row.cells)
            row.cells += [""] * missing
            table.notes.append(
                Note(
                    row.line, f"This row of the table lacks {missing} of {width} cells; they were left empty."
                )
            )
        elif len(row.cells) > width:
            _shorten(table, row, width)


def _shorten(table: FoundTable, row: Row, width: int) -> None:
    extra = [cell for cell in row.cells[width:] if cell]
    row.cells = row.cells[:width]
    if not extra:
        return
    if row is table.rows[-1] and not row.closed and (size(extra[-1]) > 8 or ends_sentence(extra[-1])):
        table.after, table.after_line = " ".join(extra), row.line
        return
    row.cells[-1] = " \\| ".join([row.cells[-1], *extra])
    table.notes.append(
        Note(
            row.line,
            f"This row of the table has {width + len(extra)} cells under {width} headings; the last ones were joined.",
        )
    )
