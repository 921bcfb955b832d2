"""What else there is to read on an article's matter: by whom and what it shares with others, newest first."""

import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet, Value
from django.utils import timezone

from articles.models.edition import Edition
from articles.models.entry import Entry, EntryLink, EntrySource, EntryStakeholder, EntryTopic

MOST: Final = 4
LOOKED_AT: Final = 12
"""How many of the newest texts are looked at for each thing that may be shared."""
THINGS: Final = 8
"""How many stakeholders, sources and topics are looked for, each."""
RENEWED: Final = 600
"""Seconds after which a page that somebody has is made again, so that it leads to what has come meanwhile."""


def turn() -> int:
    """A number that changes when pages are to be made again."""
    return int(time.time()) // RENEWED


def shared(payload: dict[str, Any]) -> Iterator[tuple[type[EntryLink], str, int, list[int]]]:
    """What others may share with this text: the table of its links, the column, what it weighs, and which."""
    rows = [row["stakeholder"] for table in payload["tables"] for row in table["rows"]]
    sources = [reference["source"] for reference in payload["references"]]
    yield EntryStakeholder, "stakeholder", 3, rows
    yield EntrySource, "source", 2, sources
    yield EntryTopic, "topic", 1, [topic["id"] for topic in payload["topics"]]


def related(edition: Edition) -> list[Entry]:
    """At most four others that share most with it, never an advertisement; two queries, bounded at any size."""
    now = timezone.now()
    found = [
        _newest(table, column, number, weight, edition, now)
        for table, column, weight, numbers in shared(edition.payload)
        for number in list(dict.fromkeys(numbers))[:THINGS]
    ]
    if not found:
        return []
    scores: Counter[tuple[datetime, int]] = Counter()
    for entry, at, weight in found[0].union(*found[1:], all=True):
        scores[at, entry] += weight
    best = [entry for (_at, entry), _score in sorted(scores.items(), key=_rank, reverse=True)][: MOST * 3]
    live = Entry.objects.listed().exclude(label="sponsored").exclude(headline="").in_bulk(best)
    return [live[entry] for entry in best if entry in live][:MOST]


def _newest(
    table: type[EntryLink], column: str, number: int, weight: int, edition: Edition, now: datetime
) -> QuerySet[Any, tuple[int, datetime, int]]:
    """The newest of the others with this one thing; the limit stands within, for SQLite joins no limited rows."""
    links = table._default_manager.filter(**{column: number}, published_at__lte=now)
    others = links.exclude(article_id=edition.article_id).order_by("-published_at", "-article_id")
    rows = table._default_manager.filter(pk__in=others.values("pk")[:LOOKED_AT])
    return rows.values_list("entry_id", "published_at", Value(weight))


def _rank(item: tuple[tuple[datetime, int], int]) -> tuple[int, datetime, int]:
    (at, entry), score = item
    return score, at, entry
