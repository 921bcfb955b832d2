"""Freezing: from a payload to an edition, its entry and its link in the ledger. Called by publishing alone."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from articles.differences import difference
from articles.indexing import enter_words, time_words
from articles.markdown import render_payload
from articles.models import (
    Address,
    Article,
    Edition,
    Entry,
    EntryAuthor,
    EntrySection,
    EntrySource,
    EntryStakeholder,
    EntryTopic,
    EntryWords,
    LedgerHead,
    LedgerLink,
    PageVersion,
    PutRightBy,
    PutRightIn,
    Section,
    Source,
    Stakeholder,
)
from articles.models.ledger import database_clock
from articles.payload import Payload, fingerprint
from articles.righting import enter_put_right


def paths(article: Article, at: datetime) -> Iterator[str]:
    """What its address could be on the day of `at` in the paper's time zone; numbers make it unique."""
    day = timezone.localtime(at).strftime("/%Y/%m/%d/")
    base = (article.slug or slugify(article.headline) or f"article-{article.pk}")[:100].strip("-")
    yield f"{day}{base}/"
    yield from (f"{day}{base}-{number}/" for number in count(2))


def address_for(article: Article, at: datetime) -> Address:
    """The article's address on the day of `at`, stored: the first that is its own or nobody's."""
    made = (
        Address.objects.get_or_create(path=path, defaults={"article": article})[0]
        for path in paths(article, at)
    )
    return next(address for address in made if address.article_id == article.pk)


def record_of(edition: Edition) -> dict[str, Any]:
    """An edition's line in the record of its successors."""
    return {
        "number": edition.number,
        "kind": str(edition.kind),
        "note": edition.note,
        "was_wrong": edition.was_wrong,
        "is_right": edition.is_right,
        "at": edition.dated.isoformat(),
    }


def record_before(before: Edition) -> list[dict[str, Any]]:
    """What an edition's page tells of those before it: all but minor changes, of which a live coverage has hundreds."""
    return [*before.record, *([record_of(before)] if before.kind != Edition.Kind.MINOR else [])]


def typeset(
    article: Article,
    payload: Payload,
    *,
    before: Edition | None,
    live_at: datetime,
    clock: datetime,
    imported: bool = False,
) -> Edition:
    """The payload as the edition that follows `before`, live at a time; neither stored nor at an address."""
    first_at = before.first_published_at if before else article.first_published_at or live_at
    change, html = payload["change"], render_payload(payload)
    edition = Edition(
        article=article,
        number=before.number + 1 if before else 1,
        kind=change["kind"],
        note=change["note"],
        was_wrong=change["was_wrong"],
        is_right=change["is_right"],
        payload=payload,
        fingerprint=fingerprint(payload),
        first_published_at=first_at,
        frozen_at=clock,
        goes_live_at=live_at,
        imported=imported,
        html=html.html,
        sources_html=html.sources_html,
        words=html.words,
        record=record_before(before) if before else [],
    )
    edition.updated_at = (
        live_at if change["kind"] in Edition.SIGNIFICANT else before.updated_at if before else None
    )
    return edition


def freeze(
    article: Article, payload: Payload, *, goes_live_at: datetime | None, imported: bool = False
) -> Edition:
    """Freeze the payload as the article's next edition, live now or at a time ahead, and end the one before it.

    The caller holds the article's lock, has checked everything, and has cancelled what was pending.
    """
    LedgerHead.objects.select_for_update().get_or_create(pk=1)
    clock = database_clock()
    live_at = goes_live_at or clock
    before = Edition.objects.filter(article=article, cancelled_at=None).select_related("address").first()
    if before:
        before.superseded_at = live_at
        before.save(update_fields=["superseded_at"])
        time_words(Entry.objects.filter(edition=before), superseded_at=live_at)
    edition = typeset(article, payload, before=before, live_at=live_at, clock=clock, imported=imported)
    if before and not before.redacted_at:
        edition.changed_words = difference(before.payload, payload).changed_words
    edition.address = address_for(article, edition.first_published_at)
    edition.save(force_insert=True)
    edition.body_pictures.set([image["image"] for image in payload.get("images", [])])
    enter(edition)
    link(edition, LedgerLink.Event.FREEZE)
    PageVersion.objects.raise_for(article.pk)
    return edition


def enter(edition: Edition) -> None:
    """Make the edition's entry and drop the article's entries that are over."""
    payload: Payload = edition.payload
    clock = edition.frozen_at
    Entry.objects.filter(article_id=edition.article_id, superseded_at__lte=clock).delete()
    section, topics = payload["section"], payload["topics"]
    entry = Entry.objects.create(
        article_id=edition.article_id,
        edition=edition,
        published_at=edition.first_published_at,
        updated_at=edition.updated_at,
        goes_live_at=edition.goes_live_at,
        is_retraction=edition.is_retraction,
        kind=edition.kind,
        path=edition.address.path,
        headline=payload["headline"],
        short_headline=payload["short_headline"],
        summary=payload["summary"],
        label=payload["label"],
        language=payload["language"],
        section_id=section["id"] if section else None,
        kicker=topics[0]["name"] if topics else section["name"] if section else "",
        byline=", ".join(by["name"] for by in payload["byline"] if not by["role"])[:500],
        image=payload["lead_image"],
    )
    place = {"entry": entry, "published_at": entry.published_at, "article_id": entry.article_id}
    EntryAuthor.objects.bulk_create(EntryAuthor(author_id=by["author"], **place) for by in payload["byline"])
    EntryTopic.objects.bulk_create(EntryTopic(topic_id=topic["id"], **place) for topic in topics)
    if section:
        # Nobody moves the section meanwhile, so that what moves after it finds this entry.
        within = Section.objects.select_for_update(of=("self",)).filter(pk=section["id"])
        under = {section["id"], *filter(None, within.values_list("parent", flat=True))}
        EntrySection.objects.bulk_create(EntrySection(section_id=pk, **place) for pk in under)
    # What an older text names may be gone from the desk. Whoever is not named stands in no list: what somebody has
    # told for one article and for another would name them in the end.
    documents = {
        one["source"]: one.get("document", "")
        for one in payload["references"]
        if one["kind"] != Source.Kind.UNNAMED
    }
    sources = Source.objects.filter(pk__in=documents)
    EntrySource.objects.bulk_create(
        EntrySource(source=source, document=documents[source.pk], **place) for source in sources
    )
    named = {row["stakeholder"] for table in payload["tables"] for row in table["rows"]}
    # Under a lock, so that nobody is merged into another between the two steps.
    found = Stakeholder.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=named)
    standing = {one.merged_into_id or one.pk for one in found.order_by("pk")}
    EntryStakeholder.objects.bulk_create(
        EntryStakeholder(stakeholder_id=number, **place) for number in standing
    )
    if edition.number > 1:  # a first edition puts nothing right
        enter_put_right([entry])
    if not edition.is_retraction:
        enter_words(entry)


def link(edition: Edition, event: LedgerLink.Event) -> LedgerLink:
    """Chain the event to the ledger, under the lock of its one head row."""
    head = LedgerHead.objects.select_for_update().get(pk=1)
    made = LedgerLink(
        number=head.number + 1,
        event=event,
        edition=edition,
        fingerprint=edition.fingerprint,
        at=database_clock(),
        goes_live_at=edition.goes_live_at,
        previous=head.hash,
    )
    made.hash = made.reckoned()
    made.save(force_insert=True)
    LedgerHead.objects.filter(pk=1).update(number=made.number, hash=made.hash)
    return made


def reschedule(pending: Edition, at: datetime) -> None:
    """Move a pending edition, and the end of what it follows, to another time ahead."""
    before = _before(pending)
    if before:
        Edition.objects.filter(pk=before.pk).update(superseded_at=at)
        time_words(Entry.objects.filter(edition=before), superseded_at=at)
    first_at = pending.first_published_at if before or pending.article.first_published_at else at
    updated_at = at if pending.kind in Edition.SIGNIFICANT else pending.updated_at
    address = pending.address if before else address_for(pending.article, first_at)
    Edition.objects.filter(pk=pending.pk).update(
        goes_live_at=at, first_published_at=first_at, updated_at=updated_at, address=address
    )
    entries = Entry.objects.filter(edition=pending)
    entries.update(updated_at=updated_at, path=address.path)
    time_words(entries, goes_live_at=at, published_at=first_at)
    for links in (EntryAuthor, EntrySection, EntryTopic, EntrySource, EntryStakeholder):
        links.objects.filter(entry__edition=pending).update(published_at=first_at)
    for put_right in (PutRightIn, PutRightBy):
        put_right.objects.filter(edition=pending).update(goes_live_at=at)
    pending.refresh_from_db()
    link(pending, LedgerLink.Event.RESCHEDULE)
    PageVersion.objects.raise_for(pending.article_id)


def cancel(pending: Edition) -> None:
    """Withdraw a pending edition: it never was public, and what it was to follow goes on."""
    before = _before(pending)
    Edition.objects.filter(pk=pending.pk).update(cancelled_at=database_clock())
    Entry.objects.filter(edition=pending).delete()
    if before:
        Edition.objects.filter(pk=before.pk).update(superseded_at=None)
        time_words(Entry.objects.filter(edition=before), superseded_at=None)
    link(pending, LedgerLink.Event.CANCEL)
    PageVersion.objects.raise_for(pending.article_id)


def redact(edition: Edition, reason: str) -> None:
    """Take an edition's text away for a legal reason: a notice takes its place, fingerprint and ledger stay."""
    was: Payload = edition.payload
    notice: Payload = {
        **was,
        "headline": "",
        "short_headline": "",
        "summary": "",
        "body": "",
        "byline": [{"author": by["author"], "name": by["name"], "role": by["role"]} for by in was["byline"]],
        "lead_image": None,
        "images": [],
        "coverage": None,
        "references": [],
        "tables": [],
        "change": {"kind": edition.kind, "note": "", "was_wrong": "", "is_right": ""},
    }
    Edition.objects.filter(pk=edition.pk).update(
        payload=notice,
        note="",
        was_wrong="",
        is_right="",
        html="",
        sources_html="",
        words=0,
        redacted_at=database_clock(),
        redaction_reason=reason,
    )
    edition.body_pictures.clear()
    for later in Edition.objects.filter(article_id=edition.article_id, number__gt=edition.number):
        later.record = [
            {**line, "note": "", "was_wrong": "", "is_right": ""}
            if line["number"] == edition.number
            else line
            for line in later.record
        ]
        later.save(update_fields=["record"])
    Entry.objects.filter(edition=edition).update(headline="", short_headline="", summary="", image=None)
    EntryWords.objects.filter(entry__edition=edition).delete()
    for links in (EntrySource, EntryStakeholder):
        links.objects.filter(entry__edition=edition).delete()
    for put_right in (PutRightIn, PutRightBy):
        put_right.objects.filter(edition=edition).delete()
    link(edition, LedgerLink.Event.REDACT)
    PageVersion.objects.raise_for(edition.article_id)


def _before(pending: Edition) -> Edition | None:
    """The edition that a pending one follows."""
    same = Edition.objects.filter(article_id=pending.article_id, cancelled_at=None, number__lt=pending.number)
    return same.order_by("-number").first()
