"""Verification: does the record of what became public hold together, and is it still the one of an earlier day?"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, Final

from django.utils.translation import gettext as _

from articles import triggers
from articles.models import Edition, LedgerHead, LedgerLink
from articles.payload import fingerprint

BATCH: Final = 200
HASH: Final = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Head:
    """A ledger's head as it was published: the number and hash of its newest link, and hashes of some before it."""

    number: int
    hash: str
    links: dict[int, str] = field(default_factory=dict, compare=False)

    @classmethod
    def read(cls, text: str) -> "Head":
        """From a published file, or a line `number hash`; raises ValueError with a sentence for anything else."""
        told = _published(text)
        parts = [str(told.get("number")), str(told.get("hash"))] if told else text.split()
        if len(parts) < 2 or not parts[0].isdecimal() or not (HASH.fullmatch(parts[1]) or parts[0] == "0"):
            raise ValueError(
                _(
                    "This is not a ledger's head: it should be a file from /.well-known/newsroom-ledger.json, or a "
                    "line with a number and a SHA-256 hash."
                )
            )
        number, digest = int(parts[0]), parts[1].lower()
        listed = told.get("links")
        pairs = listed.items() if isinstance(listed, dict) else ()
        links = {int(key): str(value) for key, value in pairs if str(key).isdecimal()}
        return cls(number, digest, {**links, number: digest} if number else {})

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


def _published(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def current_head() -> Head:
    """The head of this ledger; number 0 for an empty one."""
    row = LedgerHead.objects.filter(pk=1).first()
    return Head(row.number, row.hash) if row else Head(0, "")


def verify_ledger(kept: Head | None = None) -> Iterator[str | None]:
    """Walk the chain once in constant memory; yields None for a sound link and a sentence for each fault."""
    before = Head(0, "")
    waiting = dict(kept.links) if kept else {}
    rewritten = False
    for link in LedgerLink.objects.select_related("edition").order_by("number").iterator(500):
        faults: list[str | None] = list(_faults(link, before))
        if waiting.pop(link.number, link.hash) != link.hash and not rewritten:
            rewritten = True  # and so are all that follow, for each covers the one before
            faults.append(_rewritten(link, kept))
        yield from faults or [None]
        before = Head(link.number, link.hash)
    if before != current_head():
        yield _("The head does not name the last link: links are missing at the end.")
    if waiting:
        yield _(
            "The head that was kept names link %(number)s, which is missing: the end of the record was cut off since."
        ) % {"number": min(waiting)}


def _rewritten(link: LedgerLink, kept: Head | None) -> str:
    """Which link is the first that is not the one that was kept, and what it is about now."""
    place = {"number": link.number}
    said = (
        _("Link %(number)s is not the one of the head that was kept: the record was rewritten since.") % place
    )
    if link.number == 1 or (kept and link.number - 1 in kept.links):
        where = _("It was rewritten here, and in nothing before.")
    else:
        where = _("It was rewritten here or before; an older head shows where.")
    told = {
        "event": link.get_event_display(),
        "edition": link.edition.number,
        "article": link.edition.article_id,
        "headline": link.edition.payload.get("headline", "")[:80],
    }
    now = (
        _("The link says now: %(event)s, edition %(edition)s of article %(article)s, “%(headline)s”.") % told
    )
    return f"{said} {where} {now}"


def _faults(link: LedgerLink, before: Head) -> Iterator[str]:
    place = {"number": link.number}
    if link.number != before.number + 1:
        yield _("Link %(number)s does not follow the one before it: a link is missing.") % place
    if link.previous != before.hash:
        yield _("Link %(number)s does not cover the one before it.") % place
    if link.hash != link.reckoned():
        yield _("Link %(number)s was changed after it was made.") % place
    if link.fingerprint != link.edition.fingerprint:
        yield _("Link %(number)s names another fingerprint than its edition.") % place


def verify_editions() -> Iterator[str | None]:
    """Recompute every edition's fingerprint and compare its times with the ledger; yields as `verify_ledger` does."""
    rows = Edition.objects.order_by("pk").iterator(BATCH)
    while batch := list(islice(rows, BATCH)):
        yield from _verify(batch)


def _verify(editions: list[Edition]) -> Iterator[str | None]:
    """The same for some of them, with one question to the ledger."""
    links = LedgerLink.objects.filter(edition__in=editions).order_by("number")
    known: dict[int, dict[str, datetime]] = {edition.pk: {} for edition in editions}
    for pk, event, at in links.values_list("edition", "event", "goes_live_at"):
        known[pk][event] = at
    for edition in editions:
        place = {"article": edition.article_id, "number": edition.number}
        events = known[edition.pk]
        faults: list[str | None] = []
        if not edition.redacted_at and fingerprint(edition.payload) != edition.fingerprint:
            faults.append(_("Edition %(number)s of article %(article)s is not what was published.") % place)
        if bool(edition.redacted_at) != (LedgerLink.Event.REDACT in events):
            faults.append(
                _("Edition %(number)s of article %(article)s: the redaction is not in the ledger.") % place
            )
        if LedgerLink.Event.FREEZE not in events:
            faults.append(_("Edition %(number)s of article %(article)s is not in the ledger.") % place)
        elif edition.goes_live_at not in events.values():
            faults.append(_("Edition %(number)s of article %(article)s goes live at another time.") % place)
        if bool(edition.cancelled_at) != (LedgerLink.Event.CANCEL in events):
            faults.append(_("Edition %(number)s of article %(article)s: its cancellation differs.") % place)
        yield from faults or [None]


def verify_triggers() -> Iterator[str | None]:
    """The triggers that keep the record are in place."""
    for name in triggers.missing():
        yield _("The trigger %(name)s is missing: run migrate, which installs it.") % {"name": name}
