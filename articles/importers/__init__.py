"""Importing: from a text, a scraped page or a file to a draft. The parser is pure; `saving` stores what it found."""

from .draft import Bio, ImportedDraft, LeftOut, Note, Source, Table, Unplaced
from .parsing import parse
from .reading import Unreadable, read, read_file

__all__ = [
    "Bio",
    "ImportedDraft",
    "LeftOut",
    "Note",
    "Source",
    "Table",
    "Unplaced",
    "Unreadable",
    "parse",
    "read",
    "read_file",
]
