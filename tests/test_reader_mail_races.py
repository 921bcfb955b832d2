"""Several workers at once, with a connection each: no reader gets a mail twice, or one mail in pieces."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from authors.models import How, MailKind, MailPreference, User
from comments import announcing, mailing
from comments.models import Comment, ReaderMail
from tests.make_comments import make_comment, make_live, make_reader
from tests.test_mail_races import four_times_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_workers_on_one_hourly_mail_send_it_whole_and_once() -> None:
    rea = make_reader("Rea Reader")
    MailPreference.objects.choose(rea, {MailKind.NOTICE: How.HOURLY})
    news: dict[str, Any] = {"subject": "News", "path": "/"}
    for number in range(12):
        mailing.tell(MailKind.NOTICE, key=str(number), recipient=rea, text=f"Piece {number}.", **news)
    ReaderMail.objects.update(due_at=timezone.now())
    four_times_at_once(mailing.deliver.call)
    [letter] = mail.outbox
    assert [str(letter.body).count(f"Piece {number}.") for number in range(12)] == [1] * 12
    assert not ReaderMail.objects.waiting().exists()


def test_four_workers_on_one_comment_tell_of_it_once(writer: User, publisher: User) -> None:
    live = make_live(writer, publisher)
    question = make_comment(live)
    said = make_comment(live, make_reader("Ron Rower"), parent_id=question.pk)
    ReaderMail.objects.all().delete()
    mail.outbox.clear()
    four_times_at_once(lambda: announcing.announce.call(said.pk))
    assert Comment.objects.get(pk=said.pk).status == Comment.Status.PUBLIC
    asked = User.objects.get(reader=question.reader)
    assert [letter.to for letter in mail.outbox] == [[asked.email]]
