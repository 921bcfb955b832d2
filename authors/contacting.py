"""Readers write to authors: by a form, so that no address is shown, and by mail, tried until a server takes it."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from authors.models import Author, Letter
from authors.outbox import Unsendable

DAILY: Final = 50
"""Letters that one author gets in a day; more would be no readers."""
AT_ONCE: Final = 100


class Unreachable(Unsendable):
    """Nobody who signs in stands behind the author any more."""


class TooMany(Exception):
    """The author has had enough letters for today."""


@transaction.atomic
def accept(author: Author, key: UUID, name: str, email: str, text: str) -> Letter:
    """Take a letter and have it sent; a second one of the same key is the first."""
    again = Letter.objects.filter(key=key).first()
    if again:
        return again
    today = Letter.objects.filter(author=author, made_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= DAILY:
        raise TooMany
    given = {"author": author, "name": name, "email": email, "text": text}
    letter, _made = Letter.objects.get_or_create(key=key, defaults=given)
    deliver.enqueue()
    return letter


def wake(now: datetime) -> None:
    """Have letters sent whose time has come: again, or after a worker was killed."""
    if Letter.objects.due(now).exists():
        deliver.enqueue()


@task()
def deliver() -> None:
    """Sends the letters that are due; run twice, or by two workers at once, it sends each once."""
    due = Letter.objects.due(timezone.now()).select_related("author__user")[:AT_ONCE]
    Letter.objects.send(([letter] for letter in due), write, name="", email="", text="")


def write(letters: list[Letter]) -> EmailMessage:
    """The mail of one letter: an answer to it goes to the reader, who has seen no address."""
    [letter] = letters
    user = letter.author.user
    if user is None or not user.is_active:
        raise Unreachable(str(letter.author))
    with translation.override(settings.DESK_LANGUAGE):
        words = {"letter": letter, "paper": settings.PAPER_NAME}
        words["profile"] = settings.SITE_ADDRESS + letter.author.get_absolute_url()
        return EmailMessage(
            _("Letter from a reader: %(name)s") % {"name": letter.name},
            render_to_string("mail/reader.txt", words),
            to=[user.email],
            reply_to=[letter.email],
        )
