"""The payload: everything of an article that is published, as plain data, and its fingerprint."""

import hashlib
import json
import unicodedata
from typing import Any, Final, NotRequired, TypedDict

SCHEMA: Final = 3
"""Number of the payload's shape; goes up when a field is added, removed or means something else.

1 had neither `images` nor `coverage`, 2 no `expertise`.
"""


class TermPayload(TypedDict):
    """A section or topic as it was called when the edition was frozen."""

    id: int
    name: str
    slug: str


class BylinePayload(TypedDict):
    """One author of the byline; `role` is '' for the writer, else what they did ('photographs').

    `expertise` says in a sentence why they write about this.
    """

    author: int
    name: str
    role: str
    expertise: NotRequired[str]  # only where there is one


class ImagePayload(TypedDict):
    """One picture; `name` is its content hash, sizes are pixels, the focal point is in per cent."""

    image: int
    name: str
    alt: str
    caption: str
    credit: str
    licence: str
    width: int
    height: int
    focal_x: int
    focal_y: int


class ReferencePayload(TypedDict):
    """One reference as shown; dates are ISO 8601 days or '', `address` and `archived` are web addresses or ''."""

    key: str
    source: int
    kind: str
    title: str
    publisher: str
    address: str
    published: str
    accessed: str
    archived: str
    quote: str
    note: str
    unnamed_reason: str
    document: NotRequired[str]  # its name; only where there is one


class RowPayload(TypedDict):
    """One stakeholder's row; `cells` follow the table's columns after the first, each a list of items."""

    stakeholder: int
    name: str
    cells: list[list[str]]


class TablePayload(TypedDict):
    """One stakeholder table; `slug` is '' for an article's only one, `columns` holds every heading, first to last."""

    slug: str
    caption: str
    columns: list[str]
    rows: list[RowPayload]


class CoverageEntryPayload(TypedDict):
    """One entry of a live coverage; times are ISO 8601 in UTC, `corrected` '' for one that never was."""

    entry: int
    at: str
    corrected: str
    text: str
    signed: str
    pinned: bool


class CoveragePayload(TypedDict):
    """A live coverage, the newest entry first; `over` is '' while it goes on."""

    begun: str
    over: str
    entries: list[CoverageEntryPayload]


class ChangePayload(TypedDict):
    """What an edition is to the one before it, in the words readers see."""

    kind: str
    note: str
    was_wrong: str
    is_right: str


class Payload(TypedDict):
    """All that is published of an article; `label`, `language` (BCP 47) and kinds are codes, the rest is text."""

    schema: int
    headline: str
    short_headline: str
    label: str
    language: str
    summary: str
    body: str
    byline: list[BylinePayload]
    section: TermPayload | None
    topics: list[TermPayload]
    lead_image: ImagePayload | None
    images: NotRequired[list[ImagePayload]]  # those in the body, in order; not in schema 1
    coverage: NotRequired[CoveragePayload | None]  # not in schema 1
    references: list[ReferencePayload]
    tables: list[TablePayload]
    change: ChangePayload


def canonical(payload: Any) -> str:
    """The one text of a payload: sorted keys, no spaces, Unicode in NFC."""
    return unicodedata.normalize(
        "NFC", json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    )


def fingerprint(payload: Any) -> str:
    """SHA-256 of the canonical payload, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(payload).encode()).hexdigest()
