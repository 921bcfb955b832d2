"""Rows of mail on their way: claimed by their due time, sent, and tried again after longer and longer waits."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any, Final, Self, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

WAITS: Final = (1, 5, 30, 120, 360)
"""Minutes between attempts."""
LEASE: Final = timedelta(minutes=5)
"""For how long a worker has a row for itself; if it is killed, the row is due again then."""
UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""What has no place in a header: line breaks, control characters, changes of direction."""

Row = TypeVar("Row", bound=models.Model)


class Unsendable(Exception):
    """One letter cannot be written now, whatever the mail server says."""


REFUSALS: Final = (Unsendable, ValueError, SMTPResponseException, SMTPRecipientsRefused)
"""What is wrong with one letter, or what a server says against it; any other OSError is about the server itself."""


class OutboxQuerySet(models.QuerySet[Row]):
    """Rows with `due_at`, `attempts`, `sent_at` and `error`."""

    def waiting(self) -> Self:
        """What is not sent."""
        return self.filter(sent_at=None)

    def due(self, at: datetime) -> Self:
        """What should be on its way at this moment, the oldest first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")

    def claim(self, rows: Iterable[Row], at: datetime) -> list[Row]:
        """Take those of these rows for oneself that are due and that nobody else has: all at once, for a while."""
        wanted = {row.pk: row for row in rows}
        with transaction.atomic():
            mine = self.due(at).filter(pk__in=wanted).select_for_update().values_list("pk", flat=True)
            taken = [wanted[pk] for pk in mine]
            self.filter(pk__in=[row.pk for row in taken]).update(
                due_at=at + LEASE, attempts=F("attempts") + 1
            )
        return taken

    def put_off(self, rows: Iterable[Row], why: Exception) -> None:
        """Have claimed rows tried again later; after the last wait again and again."""
        for row in rows:
            attempts: int = row.attempts  # type: ignore[attr-defined]  # as it was before it was claimed
            wait = timedelta(minutes=WAITS[min(attempts, len(WAITS) - 1)])
            self.filter(pk=row.pk).update(due_at=timezone.now() + wait, error=why_not(why))

    def send(
        self, letters: Iterable[list[Row]], write: Callable[[list[Row]], EmailMessage], **forget: Any
    ) -> bool:
        """Send each letter as far as nobody else has its rows, and have them `forget` what they said.

        What is refused is put off, and so is all the rest where no server answers; False then. A letter that a server
        has taken is sent a second time where that could not be kept: the worker was killed, or the line was cut before
        the server said so. It has the same number then, so that mail programs show it once.
        """
        gone: OSError | None = None
        for letter in letters:
            mine = self.claim(letter, timezone.now())
            if mine and gone:
                self.put_off(mine, gone)
            elif mine:
                try:
                    message = write(mine)
                    message.extra_headers["Message-ID"] = number_of(mine)
                    message.send()
                except REFUSALS as refusal:
                    self.put_off(mine, refusal)
                except OSError as error:
                    self.put_off(mine, gone := error)
                else:
                    sent = self.filter(pk__in=[row.pk for row in mine])
                    sent.update(sent_at=timezone.now(), error="", **forget)
        return gone is None


def number_of(rows: Iterable[models.Model]) -> str:
    """The number of the letter that tells these, the same one however often it is sent."""
    told = [f"{row._meta.label} {row.pk} {row.made_at.isoformat()}" for row in rows]  # type: ignore[attr-defined]
    digest = salted_hmac(__name__, " ".join(told), algorithm="sha256").hexdigest()
    return f"<{digest[:32]}@{urlsplit(settings.SITE_ADDRESS).hostname}>"


def why_not(error: Exception) -> str:
    """What went wrong, as a row keeps it."""
    return f"{type(error).__name__}: {error}"[:300]


def one_line(text: str) -> str:
    """A text as it may stand in a header: one line, no control characters, not endless."""
    line = " ".join(UNFIT.sub(" ", text).split())
    return line if len(line) <= 150 else line[:149].rstrip() + "…"
