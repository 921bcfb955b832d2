"""Mail to readers is delivered, or the desk is told why not; it says how to stop it, and is forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends import locmem
from django.utils import timezone

from authors.models import MailKind, User
from comments import mailing
from comments.mailing import tell
from comments.models import Reader, ReaderMail
from newsroom.beat import tidy
from tests.conftest import Committed, SignIn
from tests.desk import text_of
from tests.letters import all_due, told

pytestmark = pytest.mark.django_db


def test_rows_are_forgotten_after_a_month(gannet: User) -> None:
    for days in (29, 31):
        at = timezone.now() - timedelta(days=days)
        ReaderMail.objects.create(recipient=gannet, key=str(days), made_at=at, due_at=at, sent_at=at)
    tidy.call()
    assert list(ReaderMail.objects.values_list("key", flat=True)) == ["29"]


def test_a_letter_that_cannot_be_written_does_not_hold_up_the_others(
    gannet: User, committed: Committed
) -> None:
    broken = "rea@elsewhere.example\nBcc: all@elsewhere.example"
    now = timezone.now()
    ReaderMail.objects.create(address=broken, key="1", due_at=now, subject="Receipt", language="en")
    with committed():
        tell("", key="2", subject="Receipt", text="Thank you.", path="", address="ron@elsewhere.example")
    assert [to for to, _subject in told()] == ["ron@elsewhere.example"]
    assert "BadHeaderError" in ReaderMail.objects.get(key="1").error


def test_what_can_be_switched_off_says_how_and_what_cannot_does_not(
    gannet: User, committed: Committed
) -> None:
    news: dict[str, Any] = {"subject": "News", "text": "There is news.", "path": "/"}
    with committed():
        tell(MailKind.NOTICE, key="1", recipient=gannet, **news)
    ReaderMail.objects.all().delete()
    with committed():
        tell("", key="2", recipient=gannet, **news)
        tell("", key="3", address="ron@elsewhere.example", **news)
    stoppable, decision, receipt = (letter.message() for letter in mail.outbox)
    assert stoppable["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert decision["List-Unsubscribe"] is receipt["List-Unsubscribe"] is None
    assert stoppable["Auto-Submitted"] == receipt["Auto-Submitted"] == "auto-generated"
    assert "/accounts/mail/" in mail.outbox[1].body
    assert "/accounts/" not in mail.outbox[2].body


def test_a_decision_reaches_who_was_banned(gannet: User, committed: Committed) -> None:
    Reader.objects.filter(user=gannet).update(banned_at=timezone.now())
    with committed():
        tell("", key="1", recipient=gannet, subject="Banned", text="You are banned, because.", path="/")
    assert told() == [(gannet.email, "Banned")]


class Killed(locmem.EmailBackend):
    """A mail server after whose answer the worker is killed."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise KeyboardInterrupt


def test_a_worker_killed_between_sending_and_keeping_so_costs_one_mail_too_many_and_no_more(
    gannet: User, settings: Any
) -> None:
    there = settings.EMAIL_BACKEND
    tell(MailKind.NOTICE, key="1", recipient=gannet, subject="Decided", text="It is decided.", path="/")
    settings.EMAIL_BACKEND = f"{__name__}.Killed"
    with pytest.raises(KeyboardInterrupt):
        mailing.deliver.call()
    settings.EMAIL_BACKEND = there
    mailing.deliver.call()
    assert len(mail.outbox) == 1, "not before the lease has ended"
    for _round in range(3):
        all_due()
        mailing.deliver.call()
    assert len(mail.outbox) == 2


def test_the_desk_is_told_of_mails_that_cannot_be_sent_for_long(
    gannet: User, administrator: User, sign_in: SignIn
) -> None:
    now = timezone.now()
    ReaderMail.objects.create(
        recipient=gannet, key="1", due_at=now, attempts=3, error="TimeoutError: timed out"
    )
    page = text_of(sign_in(administrator).get("/admin/"))
    assert "Mails to readers could not be sent yet." in page
    assert "TimeoutError: timed out" in page
    assert gannet.email not in page
