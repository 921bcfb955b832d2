"""An article's stakeholder tables as one file for spreadsheets: always rectangular, and nothing in it runs."""

import csv
import io
from typing import Final

from articles.markdown import line_text

from .facts import Facts

BOM: Final = "\ufeff"
"""Without it, the most common spreadsheet takes UTF-8 for something else."""
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula."""

Column = tuple[str, int]
"""A heading, and the how many-th of this name it is in its table."""


def as_csv(facts: Facts) -> str:
    """Every row of every table under the headings of all; an apostrophe keeps a text from being a formula."""
    if facts.removed:
        return _written([["Notice"], [facts.removed]])
    tables = facts.payload["tables"]
    first = tables[0]["columns"][0] if tables and tables[0]["columns"] else "Stakeholder"
    columns = list(dict.fromkeys(column for table in tables for column in _columns(table["columns"])))
    lines = [["Table", first, *(name for name, _place in columns)]]
    for place, table in enumerate(tables, start=1):
        title = table["caption"] or table["slug"] or str(place)
        for row in table["rows"]:
            cells = dict(zip(_columns(table["columns"]), row["cells"], strict=False))
            texts = ("; ".join(map(line_text, cells.get(column, []))) for column in columns)
            lines.append([title, row["name"], *texts])
    return _written(lines)


def _columns(headings: list[str]) -> list[Column]:
    """The headings after the first, told apart where a table uses one twice."""
    return [(name, headings[1:place].count(name)) for place, name in enumerate(headings[1:], start=1)]


def _written(lines: list[list[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerows([_harmless(cell) for cell in line] for line in lines)
    return BOM + text.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(DANGEROUS) else cell
