"""Mail to readers: what one is told, when it goes out, and how much of it anybody gets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.core.validators import validate_email
from django.utils import timezone, translation

from articles.languages import of_our_words
from authors.models import How, MailPreference, User
from authors.outbox import one_line
from comments.models import Comment, ReaderMail

BREATH: Final = timedelta(minutes=10)
"""After a mail of its own, what comes within this time is gathered in one."""
HOURLY: Final = 6
"""Mails of their own that somebody gets in an hour; what comes on top is gathered until the full hour."""
DAILY: Final = 24
"""And in a day; what comes on top is gathered until the next morning."""


def tell(
    kind: str,
    *,
    key: str,
    subject: str,
    text: str,
    path: str,
    recipient: User | None = None,
    address: str = "",
    comment: Comment | None = None,
    language: str = "",
) -> bool:
    """Have somebody told, once for each key: a user as they have chosen, or an address of somebody without an account.

    Without a kind it is told whatever they have chosen: receipts and decisions. What concerns a comment is sent only
    while that is public, and quotes it. Subject and text are in `language`, by default the one that is spoken now.
    """
    if not recipient:
        validate_email(address)
    now = timezone.now()
    how = MailPreference.objects.of(recipient)[kind] if recipient and kind else How.AT_ONCE
    if how == How.OFF:
        return False
    since = now - timedelta(days=1)
    own = ReaderMail.objects.filter(recipient=recipient, address=address, gathered=False, made_at__gt=since)
    until = How(how).until(now) or crowded(list(own.values_list("made_at", flat=True)), now)
    _row, new = ReaderMail.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "address": address,
            "kind": kind,
            "comment": comment,
            "language": language or of_our_words(translation.get_language() or ""),
            "subject": one_line(subject),
            "text": text,
            "path": path,
            "made_at": now,
            "due_at": until or now,
            "gathered": until is not None,
        },
    )
    return new


def crowded(own: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when to gather what is told to somebody who got mails of their own at these times; None for not at all."""
    if len(own) >= DAILY:
        return How.DAILY.until(now)
    if sum(at > now - timedelta(hours=1) for at in own) >= HOURLY:
        return How.HOURLY.until(now)
    last = max(own, default=now - BREATH)
    return last + BREATH if last > now - BREATH else None
