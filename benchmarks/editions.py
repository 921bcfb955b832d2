"""What stands in public of one made-up article: editions, links of the ledger, the entry and all that lists it."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Model

from articles.models import (
    Address,
    Article,
    DeskWords,
    Edition,
    Entry,
    EntryAuthor,
    EntrySection,
    EntrySource,
    EntryStakeholder,
    EntryTopic,
    EntryWords,
    LedgerLink,
    PutRightBy,
    PutRightIn,
    Translation,
)
from articles.models.found import filed_under
from articles.payload import Payload, fingerprint

PUT_RIGHT: Final = {
    "kind": "correction",
    "note": "A figure was wrong.",
    "was_wrong": "It said that twelve ships had sunk.",
    "is_right": "Eleven ships had sunk.",
}
UPDATED: Final = {"kind": "update", "note": "More is known.", "was_wrong": "", "is_right": ""}


def editions(
    article: Article, payload: Payload, begun: datetime, *, coming: datetime | None, words: DeskWords
) -> Iterator[Model]:
    """One edition, of every third article two, of which every other one corrects; or one that is still to come."""
    n, path, first = article.pk, f"/{begun:%Y/%m/%d}/story-{article.pk}/", coming or begun
    yield Address(pk=n, path=path, article_id=n)
    html = "".join(f"<p>{text}</p>" for text in payload["body"].split("\n\n"))
    again: Any = PUT_RIGHT if n % 2 else UPDATED
    changes = [payload["change"], again] if n % 3 == 0 and not coming else [payload["change"]]
    record: list[dict[str, Any]] = []
    for number, change in enumerate(changes, 1):
        live = first + timedelta(hours=number - 1)
        said: Any = {**payload, "change": change}
        digest = fingerprint(said)
        edition = Edition(
            pk=2 * n + number, article_id=n, number=number, **change, payload=said, fingerprint=digest, address_id=n,
            first_published_at=first, updated_at=live if number > 1 else None, frozen_at=begun, goes_live_at=live,
            superseded_at=None if number == len(changes) else first + timedelta(hours=1), html=html, words=400,
            record=list(record),
        )  # fmt: skip
        record.append({"number": number, **change, "at": live.isoformat()})
        yield edition
        link = hashlib.sha256(f"{n} {number}".encode()).hexdigest()
        yield LedgerLink(number=edition.pk, event="freeze", edition=edition, fingerprint=digest, at=begun,
                         goes_live_at=live, hash=link)  # fmt: skip
    if 2 <= n % 50 <= 4:
        yield Translation(article_id=n, original_id=n - n % 50 + 2)
    yield from entry(edition, words)


def entry(edition: Edition, words: DeskWords) -> Iterator[Model]:
    """The entry of an edition, the rows that list it, and its words."""
    payload, n, first = edition.payload, edition.article_id, edition.first_published_at
    section, named = payload["section"]["id"], [by["name"] for by in payload["byline"]]
    yield Entry(
        pk=n, article_id=n, edition=edition, published_at=first, goes_live_at=edition.goes_live_at,
        kind=edition.kind, updated_at=edition.updated_at, path=f"/{edition.frozen_at:%Y/%m/%d}/story-{n}/",
        headline=payload["headline"], short_headline=payload["short_headline"], summary=payload["summary"],
        label=payload["label"], language=payload["language"], section_id=section,
        kicker=payload["topics"][0]["name"], byline=", ".join(named)[:500], image=payload["lead_image"],
    )  # fmt: skip
    listed: Any = {"entry_id": n, "published_at": first, "article_id": n}
    yield EntrySection(pk=n, section_id=section, **listed)
    for place, by in enumerate(payload["byline"]):
        yield EntryAuthor(pk=2 * n + place, author_id=by["author"], **listed)
    for place, topic in enumerate(payload["topics"]):
        yield EntryTopic(pk=2 * n + place, topic_id=topic["id"], **listed)
    sources = dict.fromkeys(ref["source"] for ref in payload["references"])
    for place, source in enumerate(sources):
        yield EntrySource(pk=4 * n + place, source_id=source, **listed)
    stakeholders = dict.fromkeys(row["stakeholder"] for row in payload["tables"][0]["rows"])
    for place, stakeholder in enumerate(stakeholders):
        yield EntryStakeholder(pk=4 * n + place, stakeholder_id=stakeholder, **listed)
    filed = [
        filed_under("language", payload["language"]),
        filed_under("label", payload["label"]),
        filed_under("section", section),
        *(filed_under("author", by["author"]) for by in payload["byline"]),
        *(filed_under("stakeholder", stakeholder) for stakeholder in stakeholders),
    ]
    if edition.kind == "correction":
        put_right: Any = {"entry_id": n, "edition_id": edition.pk, "goes_live_at": edition.goes_live_at}
        yield PutRightIn(pk=n, section_id=section, **put_right)
        for place, by in enumerate(payload["byline"]):
            yield PutRightBy(pk=2 * n + place, author_id=by["author"], **put_right)
    yield EntryWords(
        entry_id=n, article_id=n, published_at=first, goes_live_at=edition.goes_live_at, title=words.title,
        about=words.about, text=words.text, filed=" ".join(dict.fromkeys(filed)), plain=payload["body"],
    )  # fmt: skip
