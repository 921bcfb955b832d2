"""What readers find entries by: the words of what was frozen, and the names that stand in it."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from django.db import models, transaction

from articles.folding import folded
from articles.markdown import render_payload
from articles.models import (
    Entry,
    EntryAuthor,
    EntryStakeholder,
    EntryTopic,
    EntryWords,
    NameWords,
    Source,
    Stakeholder,
    StakeholderName,
    Topic,
)
from articles.models.found import filed_under
from articles.payload import Payload
from authors.models import Author

MOST: Final = 400_000
"""Bytes of one text that are indexed, some 60,000 words; PostgreSQL takes no more than 1 MB."""
MOST_ABOUT: Final = 100_000
BATCH: Final = 200

NAMED: Final[tuple[tuple[type[models.Model], type[models.Model], str], ...]] = (
    (Author, EntryAuthor, "author"),
    (Topic, EntryTopic, "topic"),
    (Stakeholder, EntryStakeholder, "stakeholder"),
)
"""What has a name that readers look for, and the rows by which entries carry it."""


def words_of(entry: Entry, payload: Payload, text: str) -> EntryWords:
    """The words of an entry's edition, whose text without markup is given."""
    section, topics = payload["section"], payload["topics"]
    rows = [row for table in payload["tables"] for row in table["rows"]]
    named = [one for one in payload["references"] if one["kind"] != Source.Kind.UNNAMED]
    about = (
        payload["summary"],
        *(by["name"] for by in payload["byline"]),
        *([section["name"]] if section else []),
        *(topic["name"] for topic in topics),
        *(row["name"] for row in rows),
        *(said for one in named for said in (one["title"], one["publisher"])),
    )
    filed = [
        filed_under("language", payload["language"]),
        filed_under("label", payload["label"]),
        *([filed_under("section", section["id"])] if section else []),
        *(filed_under("author", by["author"]) for by in payload["byline"]),
        *(filed_under("stakeholder", row["stakeholder"]) for row in rows),
    ]
    return EntryWords(
        entry=entry,
        article_id=entry.article_id,
        published_at=entry.published_at,
        goes_live_at=entry.goes_live_at,
        superseded_at=entry.superseded_at,
        title=folded([payload["headline"], payload["short_headline"]], MOST_ABOUT),
        about=folded(about, MOST_ABOUT),
        text=folded([text], MOST),
        filed=" ".join(dict.fromkeys(filed)),
        plain=text,
    )


def enter_words(*entries: Entry) -> None:
    """Have these entries, whose texts stand, found by their words and by the names they carry."""
    rows = []
    for entry in entries:
        payload: Payload = entry.edition.payload
        rows.append(words_of(entry, payload, render_payload(payload).text))
    EntryWords.objects.bulk_create(rows)
    for kind, links, name in NAMED:
        carried = links._default_manager.filter(entry__in=entries).values_list(f"{name}_id", flat=True)
        keep_names(kind, set(carried))


def keep_names(kind: type[models.Model], numbers: Collection[int]) -> None:
    """Have these authors, topics or stakeholders found by what they are called now."""
    filed = filed_under(kind.__name__.lower())
    others: dict[int, list[str]] = {}
    if kind is Stakeholder:
        for number, alias in StakeholderName.objects.filter(stakeholder__in=numbers).values_list(
            "stakeholder", "name"
        ):
            others.setdefault(number, []).append(alias)
    named: Iterator[tuple[int, str]] = (
        kind._default_manager.filter(pk__in=numbers).order_by("pk").values_list("pk", "name").iterator()
    )
    NameWords.objects.bulk_create(
        [
            NameWords(
                filed=filed,
                number=number,
                title=folded([name], MOST_ABOUT),
                about=folded(others.get(number, []), MOST_ABOUT),
            )
            for number, name in named
        ],
        update_conflicts=True,
        unique_fields=["filed", "number"],
        update_fields=["title", "about"],
    )


def renamed(thing: models.Model) -> None:
    """Have what is called something else now found by its new name, if readers could find it before."""
    kind = type(thing)
    if NameWords.objects.filter(filed=filed_under(kind.__name__.lower()), number=thing.pk).exists():
        keep_names(kind, [thing.pk])


def time_words(entries: "models.QuerySet[Entry]", **times: Any) -> None:
    """Keep the times of these entries and of their words in step."""
    entries.update(**times)  # first, so that nobody indexes them with the times they had
    EntryWords.objects.filter(entry__in=entries).update(**times)


# Bringing up to date


def stale() -> "models.QuerySet[Entry]":
    """Entries that have a text and no words, in the order of their numbers."""
    found = Entry.objects.filter(words=None, is_retraction=False, edition__redacted_at=None)
    return found.order_by("pk")


def catch_up(after: int = 0) -> int:
    """Index the next batch of entries whose number is higher; the last number that was done, 0 at the end."""
    with transaction.atomic():
        # Nobody freezes, redacts or cancels these meanwhile.
        waiting = stale().filter(pk__gt=after).select_for_update(of=("self",), no_key=True)
        entries = list(waiting.select_related("edition")[:BATCH])
        enter_words(*entries)
    return entries[-1].pk if entries else 0
