"""Verification: does the record of what became public hold together, and is it still the one of an earlier day?"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles import triggers
from articles.models import Edition, LedgerHead, LedgerLink
from articles.payload import fingerprint


@dataclass(frozen=True, slots=True)
class Head:
    """A ledger's head as it was published: the number and hash of its newest link."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> "Head":
        """From the first line of a head file, `number hash`; raises ValueError with a sentence for anything else."""
        parts = text.split()
        if len(parts) < 2 or not parts[0].isdecimal() or len(parts[1]) != 64:
            raise ValueError(
                _("This is not a ledger's head: its first line should be a number and a SHA-256 hash.")
            )
        return cls(int(parts[0]), parts[1].lower())

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


def current_head() -> Head:
    """The head of this ledger; number 0 for an empty one."""
    row = LedgerHead.objects.filter(pk=1).first()
    return Head(row.number, row.hash) if row else Head(0, "")


def verify_ledger(kept: Head | None = None) -> Iterator[str | None]:
    """Walk the chain once in constant memory; yields None for a sound link and a sentence for each fault."""
    before = Head(0, "")
    met = kept is None or kept.number == 0
    for link in LedgerLink.objects.select_related("edition").order_by("number").iterator(500):
        faults: list[str | None] = list(_faults(link, before))
        if kept and link.number == kept.number:
            met = True
            if link.hash != kept.hash:
                faults.append(
                    _(
                        "Link %(number)s is not the one of the head that was kept: the record was rewritten since."
                    )
                    % {"number": link.number}
                )
        yield from faults or [None]
        before = Head(link.number, link.hash)
    if before != current_head():
        yield _("The head does not name the last link: links are missing at the end.")
    if not met:
        yield _("The head that was kept names link %(number)s, which is missing.") % {
            "number": kept and kept.number
        }


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
    for edition in Edition.objects.order_by("pk").iterator(200):
        place = {"article": edition.article_id, "number": edition.number}
        events = dict(
            LedgerLink.objects.filter(edition=edition).order_by("number").values_list("event", "goes_live_at")
        )
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
