"""Mail to people at the desk on its way: gathered, bounded, harmless, sent once, tried again and given up."""

from datetime import UTC, datetime
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import mailing
from articles.models import Article, Decision, Mail
from authors.models import How, MailKind, MailPreference, User
from authors.outbox import WAITS
from newsroom.beat import wake_left_mails
from tests.conftest import Committed, SignIn
from tests.desk import text_of
from tests.letters import all_due
from tests.make import make_article, make_move


@pytest.fixture
def no_server(settings: Any) -> None:
    """A mail server that nobody listens at, and a worker's queue."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def test_a_daily_mail_gathers_what_has_happened_and_is_sent_once(
    writer: User, editor: User, committed: Committed
) -> None:
    MailPreference.objects.choose(editor, {MailKind.REVIEW: How.DAILY})
    for headline in ("The gate is late", "The ferry is not"):
        with committed():
            make_move(make_article(writer, headline=headline), "submit", writer)
    wake_left_mails(timezone.now())
    assert mail.outbox == []
    all_due()
    for _ in range(2):
        with committed():
            wake_left_mails(timezone.now())
    (letter,) = mail.outbox
    assert letter.subject == "2 things at The Causeway"
    assert "The gate is late" in letter.body
    assert "The ferry is not" in letter.body


@pytest.mark.parametrize(
    ("now", "then"),
    [("2026-11-23 06:59", "2026-11-23 07:00"), ("2026-11-23 07:00", "2026-11-24 07:00")],
)
def test_the_daily_mail_goes_out_at_seven_in_the_paper_s_time_zone(
    now: str, then: str, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    local = timezone.get_default_timezone()
    at = How.DAILY.until(datetime.fromisoformat(now).replace(tzinfo=local))
    assert at
    assert at == datetime.fromisoformat(then).replace(tzinfo=local)
    assert at.astimezone(UTC).hour == 6


def test_thirty_mails_an_hour_are_enough_and_the_rest_comes_in_one(
    writer: User, editor: User, committed: Committed
) -> None:
    article = make_article(writer)
    with committed():
        for number in range(100):
            mailing.tell(editor, MailKind.MENTION, article, f"Note {number}", writer)
    assert len(mail.outbox) == mailing.HOURLY
    all_due()
    with committed():
        mailing.send_to.call(editor.pk)
    assert len(mail.outbox) == mailing.HOURLY + 1
    assert "Note 99" in mail.outbox[-1].body


def test_a_headline_breaks_no_header(writer: User, editor: User, committed: Committed) -> None:
    article = make_article(writer)
    Article.objects.filter(pk=article.pk).update(
        headline="Late\r\nBcc: everybody@elsewhere.example\u202e\x07\n\n" + "gate " * 50
    )
    with committed():
        make_move(article, "submit", writer)
    message: Message = mail.outbox[0].message()
    assert mail.outbox[0].recipients() == [editor.email]
    assert message["Bcc"] is None
    assert "\n" not in str(message["Subject"]).replace("\n ", "")
    assert mail.outbox[0].subject.startswith("For review: Late Bcc: everybody@elsewhere.example gate")
    assert len(mail.outbox[0].subject) <= 150


def test_a_mail_says_that_no_person_waits_for_an_answer(
    writer: User, editor: User, committed: Committed
) -> None:
    with committed():
        make_move(make_article(writer), "submit", writer)
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_without_a_mail_server_the_move_is_made_and_the_mail_waits(
    writer: User, editor: User, committed: Committed, no_server: None
) -> None:
    article = make_article(writer)
    with committed():
        make_move(article, "submit", writer)
    with committed():
        mailing.announce.call(Decision.objects.get().pk)
    mailing.send_to.call(editor.pk)
    (row,) = Mail.objects.all()
    assert row.sent_at is row.failed_at is None
    assert "refused" in row.error.lower()
    assert row.due_at > timezone.now()
    DBTaskResult.objects.all().delete()
    wake_left_mails(row.due_at)
    assert DBTaskResult.objects.filter(task_path="articles.mailing.send_to").exists()


def test_after_the_last_attempt_a_mail_is_given_up_and_the_desk_can_see_it(
    writer: User, editor: User, no_server: None
) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    waits = []
    for _attempt in range(len(WAITS) + 1):
        assert not Mail.objects.failed().exists()
        all_due()
        mailing.send_to.call(editor.pk)
        waits.append(Mail.objects.get().due_at - timezone.now())
    assert waits[:5] == sorted(waits[:5])
    assert Mail.objects.failed().get().recipient == editor
    all_due()
    mailing.send_to.call(editor.pk)
    assert Mail.objects.get().attempts == len(WAITS) + 1


def test_without_a_mail_server_all_that_is_due_to_somebody_waits_after_one_try(
    writer: User, editor: User, no_server: None
) -> None:
    article = make_article(writer)
    for number in range(5):
        mailing.tell(editor, MailKind.MENTION, article, f"Note {number}", writer)
    mailing.send_to.call(editor.pk)
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}
    assert not Mail.objects.due(timezone.now()).exists()


def test_an_administrator_has_a_failed_mail_sent_again(
    writer: User, editor: User, administrator: User, sign_in: SignIn, committed: Committed
) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    Mail.objects.update(failed_at=timezone.now(), attempts=6, error="TimeoutError: timed out")
    browser = sign_in(administrator)
    assert "TimeoutError: timed out" in text_of(browser.get("/admin/articles/mail/?state=failed"))
    with committed():
        browser.post(
            "/admin/articles/mail/", {"action": "send_again", "_selected_action": [Mail.objects.get().pk]}
        )
    assert [letter.to for letter in mail.outbox] == [[editor.email]]
    assert not Mail.objects.failed().exists()


def test_only_administrators_see_who_was_told_what(publisher: User, sign_in: SignIn) -> None:
    assert sign_in(publisher).get("/admin/articles/mail/").status_code == 403


def test_a_mail_whose_worker_was_killed_is_sent_by_the_next_beat(
    writer: User, editor: User, committed: Committed
) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    now = timezone.now()
    assert Mail.objects.claim(Mail.objects.all(), now)
    wake_left_mails(timezone.now())
    assert mail.outbox == []
    all_due()
    with committed():
        wake_left_mails(timezone.now())
    assert len(mail.outbox) == 1


def test_two_workers_do_not_send_the_same_mail(writer: User, editor: User) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    now = timezone.now()
    taken = [Mail.objects.claim(Mail.objects.all(), now) for _worker in range(2)]
    assert [len(rows) for rows in taken] == [1, 0]
