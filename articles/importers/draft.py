"""What an importer finds in a text: plain data, nothing stored."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .plain import plain


class Note(NamedTuple):
    """Something uncertain, as a sentence, with the line of the document it is about."""

    line: int
    text: str


class LeftOut(NamedTuple):
    """Text that does not belong to the article, word for word, and what it was taken for."""

    line: int
    text: str
    reason: str


class Unplaced(NamedTuple):
    """Text that may belong to the article but has no place in it, word for word."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table; columns and cells hold Markdown, `slug` is '' except from the second stakeholder table on.

    An export of ours gives it a caption, and its columns and names as they are.
    """

    kind: str
    columns: list[str]
    rows: list[list[str]]
    line: int
    slug: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A cited web page: its address as first given, its title where a list of references names one.

    An export of ours says the rest of it, has sources of other kinds too, and dates as ISO 8601 days.
    """

    address: str
    title: str = ""
    key: str = ""
    kind: str = "web"
    publisher: str = ""
    published: str = ""
    accessed: str = ""
    archived: str = ""
    quote: str = ""
    note: str = ""
    unnamed_reason: str = ""


@dataclass(frozen=True, slots=True)
class Bio:
    """A biography, whole, and the facts that patterns found in it; `languages` are BCP 47 codes."""

    name: str
    text: str
    languages: list[str] = field(default_factory=list)
    education: list[str] = field(default_factory=list)
    birthplace: str = ""
    former_posts: list[str] = field(default_factory=list)
    expertise: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """An article as found in a text; '' and empty lists stand for what was not there.

    `roles` and `expertise` say of some of the byline what they did, and why they write about this; an `exact` draft is
    an export of ours, read word for word.
    """

    headline: str = ""
    short_headline: str = ""
    summary: str = ""
    body: str = ""
    tables: list[Table] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    byline: list[str] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    expertise: dict[str, str] = field(default_factory=dict)
    bios: list[Bio] = field(default_factory=list)
    language: str = ""
    address: str = ""
    section: str = ""
    topics: list[str] = field(default_factory=list)
    label: str = ""
    published: str = ""
    exact: bool = False
    notes: list[Note] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def as_json(self, file: str) -> dict[str, Any]:
        """The draft as `import_article --json` prints it; cells are text without markup."""
        return {
            "file": file,
            "headline": self.headline,
            "summary": self.summary,
            "body": self.body,
            "tables": [
                {
                    "kind": table.kind,
                    "columns": [plain(cell) for cell in table.columns],
                    "rows": [[plain(cell) for cell in row] for row in table.rows],
                }
                for table in self.tables
            ],
            "sources": [source.address for source in self.sources],
            "byline": self.byline,
            "bios": {bio.name: bio.text for bio in self.bios},
            "language": self.language,
            "notes": [{"line": note.line, "text": note.text} for note in self.notes],
            "left_out": [left.text for left in self.left_out],
            "unplaced": [item.text for item in self.unplaced],
            "address": self.address,
        }
