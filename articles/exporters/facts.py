"""What an exporter is told of an edition beside its payload: plain data."""

from dataclasses import dataclass
from datetime import UTC, datetime

from articles.payload import ImagePayload, Payload


@dataclass(frozen=True, slots=True)
class Line:
    """One edition of the same article as its history tells it."""

    number: int
    kind: str
    at: datetime
    note: str
    was_wrong: str
    is_right: str
    fingerprint: str
    redacted: bool
    changed_words: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A live edition: its payload as it may be shown, where it stands, what became of it, and all before it.

    `address` and `site` are whole web addresses; `removed` says why there is no text, '' where there is one.
    `profiles` has authors' pages by their numbers, `pictures` every picture with the address of its file.
    """

    uri: str
    article: int
    site: str
    paper: str
    address: str
    payload: Payload
    html: str
    sources_html: str
    words: int
    number: int
    kind: str
    note: str
    was_wrong: str
    is_right: str
    fingerprint: str
    first_published: datetime
    updated: datetime | None
    live_since: datetime
    retracted: bool
    redacted: bool
    picture_withdrawn: bool
    verbatim: bool
    removed: str
    profiles: dict[int, str]
    pictures: list[tuple[ImagePayload, str]]
    editions: list[Line]


def moment(at: datetime) -> str:
    """A time as every export writes it: ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
