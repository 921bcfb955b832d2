"""The ledger: an append-only chain over what became public."""

from datetime import datetime
from typing import Any, ClassVar, Final

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.payload import fingerprint
from articles.prepared import Prepared


class LedgerHead(models.Model):
    """The one row that writers lock: number and hash of the newest link."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"


class LedgerLink(models.Model):
    """One event; `hash` covers the link before it and all of this one, so anybody can check the chain."""

    class Event(models.TextChoices):
        FREEZE = "freeze", _("Frozen")
        CANCEL = "cancel", _("Cancelled")
        RESCHEDULE = "reschedule", _("Rescheduled")
        REDACT = "redact", _("Redacted")

    append_only: ClassVar[bool] = True

    number = models.PositiveBigIntegerField(primary_key=True)
    event = models.CharField(max_length=12, choices=Event)
    edition = models.ForeignKey("articles.Edition", models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()
    goes_live_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("link of the ledger")
        verbose_name_plural = _("ledger")
        ordering = ("number",)

    def __str__(self) -> str:
        return f"{self.number} {self.hash}"

    def covered(self) -> dict[str, Any]:
        """What the hash covers, as plain data; times in UTC with microseconds."""
        return {
            "number": self.number,
            "previous": self.previous,
            "event": str(self.event),
            "article": self.edition.article_id,
            "edition": self.edition.number,
            "fingerprint": self.fingerprint,
            "at": self.at.isoformat(timespec="microseconds"),
            "goes_live_at": self.goes_live_at.isoformat(timespec="microseconds"),
        }

    def reckoned(self) -> str:
        """The hash as it has to be."""
        return fingerprint(self.covered())


def database_clock() -> datetime:
    """The database's own time, which decides what is live."""
    for head in _HEAD.found():
        clock: datetime = head.clock
        return clock
    LedgerHead.objects.get_or_create(pk=1)
    return database_clock()


_HEAD: Final = Prepared(LedgerHead, lambda: LedgerHead.objects.filter(pk=1).annotate(clock=Now()).only("pk"))
