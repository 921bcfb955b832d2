"""What was put right, kept under the sections and authors of the entries it belongs to, newest first."""

from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from articles.models import Edition, Entry, EntryAuthor, EntrySection, PutRightBy, PutRightIn

BATCH: Final = 1_000
LISTED: Final[tuple[tuple[Any, Any, str], ...]] = (
    (EntrySection, PutRightIn, "section_id"),
    (EntryAuthor, PutRightBy, "author_id"),
)
"""The rows that list entries under something, and those that list there what was put right in them."""


def enter_put_right(entries: Iterable[Entry]) -> None:
    """List the corrections and retractions of these entries' articles, as far as their own editions, anew."""
    numbers = [entry.pk for entry in entries]
    for _links, model, _under in LISTED:
        model.objects.filter(entry__in=numbers).delete()
    said: dict[int, list[Any]] = {}
    found = Entry.objects.filter(
        pk__in=numbers,
        article__editions__kind__in=Edition.PUT_RIGHT,
        article__editions__cancelled_at=None,
        article__editions__redacted_at=None,
        article__editions__number__lte=F("edition__number"),
    )
    for entry, *edition in found.values_list("pk", "article__editions", "article__editions__goes_live_at"):
        said.setdefault(entry, []).append(edition)
    if not said:
        return
    for links, model, under in LISTED:
        model.objects.bulk_create(
            model(entry_id=entry, edition_id=edition, goes_live_at=at, **{under: which})
            for entry, which in links.objects.filter(entry__in=said).values_list("entry", under)
            for edition, at in said[entry]
        )


def catch_up(after: int = 0) -> int:
    """The same for the next batch of what was put right, by its number; the last that was done, 0 at the end."""
    rows = Edition.objects.filter(kind__in=Edition.PUT_RIGHT, pk__gt=after, cancelled_at=None).order_by("pk")
    done = list(rows.values_list("pk", "article")[:BATCH])
    with transaction.atomic():
        # Nobody freezes, redacts or moves these meanwhile.
        entries = Entry.objects.filter(article__in={article for _pk, article in done}).order_by("pk")
        enter_put_right(entries.select_for_update(of=("self",), no_key=True).only("pk"))
    return done[-1][0] if done else 0
