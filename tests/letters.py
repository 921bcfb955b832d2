"""What was mailed, and what waits for its moment."""

from django.core import mail
from django.utils import timezone

from articles.models import Mail
from comments.models import ReaderMail


def told() -> list[tuple[str, str]]:
    """Who has got which subject."""
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def all_due() -> None:
    """The moment for which everything waits has come."""
    for mails in (Mail, ReaderMail):
        mails.objects.waiting().update(due_at=timezone.now())
