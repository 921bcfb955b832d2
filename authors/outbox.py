"""Rows of mail on their way: claimed by their due time, and tried again after longer and longer waits."""

import re
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Final, Self, TypeVar

from django.db import models
from django.db.models import F

WAITS: Final = (1, 5, 30, 120, 360)
"""Minutes between attempts."""
LEASE: Final = timedelta(minutes=5)
"""For how long a worker has a row for itself; if it is killed, the row is due again then."""
REFUSALS: Final = (SMTPResponseException, SMTPRecipientsRefused)
"""What a server says against one mail; any other OSError is about the server itself."""
UNFIT: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""What has no place in a header: line breaks, control characters, changes of direction."""

Row = TypeVar("Row", bound=models.Model)


class OutboxQuerySet(models.QuerySet[Row]):
    """Questions to rows with `due_at`, `attempts` and `sent_at`."""

    def waiting(self) -> Self:
        """What is not sent."""
        return self.filter(sent_at=None)

    def due(self, at: datetime) -> Self:
        """What should be on its way at this moment, the oldest first."""
        return self.waiting().filter(due_at__lte=at).order_by("due_at", "pk")

    def claim(self, pk: int, at: datetime) -> bool:
        """Take one due row for oneself for a while; False if somebody else has it."""
        return bool(self.due(at).filter(pk=pk).update(due_at=at + LEASE, attempts=F("attempts") + 1))


def why_not(error: Exception) -> str:
    """What went wrong, as a row keeps it."""
    return f"{type(error).__name__}: {error}"[:300]


def one_line(text: str) -> str:
    """A text as it may stand in a header: one line, no control characters, not endless."""
    line = " ".join(UNFIT.sub(" ", text).split())
    return line if len(line) <= 150 else line[:149].rstrip() + "…"
