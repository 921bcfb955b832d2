"""What faults may not break: tasks come with what asks for them, letters keep their number, forms outlive the clock."""

import os
import time
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import mailing
from articles.models import Edition, LedgerLink, Mail
from authors.models import MailKind, User
from comments.forms import CommentForm
from comments.models import Comment
from images.intake import take_in
from images.tasks import make_renditions
from tests.conftest import SignIn
from tests.make import make_article, make_move
from tests.make_comments import make_comment, make_reader
from tests.pictures import corners, saved, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(settings: Any) -> Any:
    """The queue of production, and what waits in it; nothing here is ever committed."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return lambda path: [row.args_kwargs["args"] for row in DBTaskResult.objects.filter(task_path=path)]


def test_whom_a_move_concerns_is_queued_with_the_move(writer: User, queue: Any) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    assert queue("articles.mailing.announce") == [[article.decisions.get().pk]]


def test_who_is_answered_is_queued_with_the_answer(edition: Edition, queue: Any) -> None:
    said = make_comment(edition)
    answer = make_comment(edition, parent_id=said.pk)
    assert queue("comments.announcing.announce") == [[answer.pk]]


def test_the_renditions_of_a_picture_are_queued_with_the_picture(
    writer: User, sign_in: SignIn, queue: Any
) -> None:
    answer = sign_in(writer).post("/admin/images/image/receive/", {"picture": upload(saved(corners()))})
    assert answer.status_code == 201
    assert len(queue("images.tasks.make_renditions")) == 1


class HangsUp(EmailBackend):
    """A server that takes letters and hangs up before it says so."""

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        raise SMTPServerDisconnected("Connection unexpectedly closed")


def test_a_letter_that_may_have_gone_out_keeps_its_number(writer: User, editor: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.HangsUp"
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    mailing.send_to.call(editor.pk)
    assert Mail.objects.get().error.startswith("SMTPServerDisconnected")
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(due_at=timezone.now())
    mailing.send_to.call(editor.pk)
    first, second = (letter.message()["Message-ID"] for letter in mail.outbox)
    assert first == second
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    mailing.send_to.call(editor.pk)
    assert mail.outbox[-1].message()["Message-ID"] != first


def test_a_form_from_before_the_clock_stepped_back_is_taken(edition: Edition, client: Client) -> None:
    client.force_login(make_reader(), backend="django.contrib.auth.backends.ModelBackend")
    about = [CommentForm.about_article(edition.article_id), uuid4().hex, int(time.time()) + 7200]
    form = {"text": "The gate is late.", "made": signing.dumps(about, salt="authors.guarding")}
    page = f"{edition.get_absolute_url()}comment/"
    told = client.post(page, {**form, "known": "newcomer,first"})
    assert b"very quick" not in told.content
    assert Comment.objects.count() == (told.status_code == 303)


def test_the_doctor_tells_of_a_clock_behind_the_record(
    edition: Edition, capsys: pytest.CaptureFixture[str]
) -> None:
    last = LedgerLink.objects.get()
    later = {"number": 2, "at": timezone.now() + timedelta(hours=2), "previous": last.hash, "hash": "0" * 64}
    LedgerLink.objects.create(
        event="freeze",
        edition=edition,
        fingerprint=edition.fingerprint,
        goes_live_at=edition.goes_live_at,
        **later,
    )
    with pytest.raises(CommandError):
        call_command("doctor")
    assert "The clock is behind what was done last" in capsys.readouterr().out


def test_renditions_that_outlived_a_withdrawal_are_tidied_away(writer: User, settings: Any) -> None:
    image = take_in(upload(saved(corners())), user=writer)
    make_renditions.call(image.name)
    files = list((settings.MEDIA_ROOT / "renditions" / image.name).iterdir())
    two_days_ago = time.time() - 2 * 24 * 60 * 60
    for file in files:
        os.utime(file, (two_days_ago, two_days_ago))
    image.withdraw("The photographer asks for it.")  # and the server is killed before it deletes anything
    call_command("tidy_media")
    assert files
    assert not any(file.exists() for file in files)
