"""Exporters: a published edition as data, each a pure function to a text or to plain data."""

from .document import FORMAT, MARK, appendix, as_markdown
from .facts import Facts, Line, moment
from .ninjs import as_json, as_line
from .spreadsheet import as_csv

__all__ = [
    "FORMAT",
    "MARK",
    "Facts",
    "Line",
    "appendix",
    "as_csv",
    "as_json",
    "as_line",
    "as_markdown",
    "moment",
]
