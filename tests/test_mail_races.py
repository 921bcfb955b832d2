"""Several workers at once, with a connection each: nobody is told twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from articles import mailing
from articles.models import Decision, Mail
from authors.models import How, MailKind, MailPreference, User
from tests import racing
from tests.make import make_article, make_move

pytestmark = pytest.mark.django_db(transaction=True)


def four_times_at_once(act: Callable[[], Any]) -> None:
    """Run it on four connections together."""
    racing.together(*[act] * 4)


def test_four_workers_on_one_daily_mail_send_it_once_with_all_it_tells(writer: User, editor: User) -> None:
    MailPreference.objects.choose(editor, {MailKind.MENTION: How.DAILY})
    article = make_article(writer)
    for number in range(12):
        mailing.tell(editor, MailKind.MENTION, article, f"Note {number}.", writer)
    Mail.objects.update(due_at=timezone.now())
    four_times_at_once(lambda: mailing.send_to.call(editor.pk))
    told = "".join(str(letter.body) for letter in mail.outbox)
    assert [told.count(f"Note {number}.") for number in range(12)] == [1] * 12
    assert not Mail.objects.waiting().exists()


def test_four_workers_on_one_move_tell_everybody_once(writer: User, editor: User, publisher: User) -> None:
    make_move(make_article(writer), "submit", writer)
    Mail.objects.all().delete()
    mail.outbox.clear()
    decision = Decision.objects.get()
    four_times_at_once(lambda: mailing.announce.call(decision.pk))
    assert sorted(letter.to[0] for letter in mail.outbox) == [editor.email, publisher.email]
