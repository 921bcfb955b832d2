"""Live coverage: what a report does to an article's entries. Called by the gate's handlers, in its transaction."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from articles.models import Article, CoverageEntry
from articles.models.ledger import database_clock
from articles.payload import CoverageEntryPayload, CoveragePayload
from authors.models import Author, User

LONGEST: Final = 4000
MOST: Final = 1000
"""Entries of one article; a coverage of a day has some dozens."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is reported: a new entry, another text for one, one pinned or not any more, the coverage over or not."""

    text: str = ""
    entry: int | None = None
    pinned: bool | None = None
    over: bool | None = None


class Nothing(ValueError):
    """There is nothing to report, or no such entry."""


def keep(article: Article, user: User, report: Report) -> CoverageEntry | None:
    """Makes or changes the entry, or ends the coverage or takes it up again; the entry, if it is about one."""
    now = database_clock()
    if report.over is not None:
        if not article.coverage_from or report.over == bool(article.coverage_until):
            raise Nothing
        article.coverage_until = now if report.over else None
        article.save(update_fields=["coverage_until"])
        return None
    if report.entry is not None:
        return _change(article, report, now)
    text = report.text.replace("\r\n", "\n").strip()
    if not text or len(text) > LONGEST or article.coverage_entries.count() >= MOST:
        raise Nothing
    if not article.coverage_from or article.coverage_until:
        article.coverage_from = article.coverage_from or now
        article.coverage_until = None
        article.save(update_fields=["coverage_from", "coverage_until"])
    profile = Author.objects.filter(user=user).first()
    signed = profile.name if profile else ""
    return CoverageEntry.objects.create(article=article, text=text, at=now, signed=signed, by=user)


def _change(article: Article, report: Report, now: datetime) -> CoverageEntry:
    entry = CoverageEntry.objects.filter(article=article, pk=report.entry or 0).first()
    text = report.text.replace("\r\n", "\n").strip()
    if not entry or len(text) > LONGEST:
        raise Nothing
    if report.pinned is not None and report.pinned != entry.pinned:
        CoverageEntry.objects.filter(article=article, pinned=True).update(pinned=False)  # one at a time
        entry.pinned = report.pinned
    elif text and text != entry.text:
        entry.text, entry.corrected_at = text, now
    else:
        raise Nothing
    entry.save()
    return entry


def coverage_of(article: Article) -> CoveragePayload | None:
    """The coverage as it is published, the newest entry first; None where there is none, without a query."""
    if not article.coverage_from:
        return None
    until = article.coverage_until
    return {
        "begun": _moment(article.coverage_from),
        "over": _moment(until) if until else "",
        "entries": [_entry(entry) for entry in article.coverage_entries.all()],
    }


def _entry(entry: CoverageEntry) -> CoverageEntryPayload:
    return {
        "entry": entry.pk,
        "at": _moment(entry.at),
        "corrected": _moment(entry.corrected_at) if entry.corrected_at else "",
        "text": entry.text,
        "signed": entry.signed,
        "pinned": entry.pinned,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
