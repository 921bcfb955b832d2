"""Mail to people at the desk: who is told what, when, once, and what happens without a mail server."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import mailing, planning, publishing
from articles.models import Article, Decision, Mail
from authors.models import How, MailKind, MailPreference, User
from authors.outbox import WAITS
from newsroom.beat import wake_left_mails
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_approved, make_article, make_author, make_move, make_scheduled

Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """What happens inside is committed at its end, and its tasks run."""

    def run() -> AbstractContextManager[Any]:
        context: AbstractContextManager[Any] = django_capture_on_commit_callbacks(execute=True)
        return context

    return run


@pytest.fixture
def no_server(settings: Any) -> None:
    """A mail server that nobody listens at, and a worker's queue."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def told() -> list[tuple[str, str]]:
    """Who has got which subject."""
    return [(letter.to[0], str(letter.subject)) for letter in mail.outbox]


def wants(user: User, kind: MailKind, how: How) -> None:
    """This person's choice."""
    MailPreference.objects.choose(user, {kind: how})


def make_due() -> None:
    """The moment for which everything waits has come."""
    Mail.objects.waiting().update(due_at=timezone.now())


def test_editors_are_asked_for_a_review_and_the_writer_is_not(
    writer: User, editor: User, publisher: User, moderator: User, reader: User, committed: Committed
) -> None:
    article = make_article(writer, headline="The gate is late")
    with committed():
        make_move(article, "submit", writer)
    assert sorted(told()) == [
        (editor.email, "For review: The gate is late"),
        (publisher.email, "For review: The gate is late"),
    ]


def test_an_editor_who_signs_the_text_is_not_asked_to_review_it(
    writer: User, editor: User, publisher: User, committed: Committed
) -> None:
    article = make_article(writer, authors=("Edda Editor",))
    author = make_author("Edda Editor")
    author.user = editor
    author.save()
    with committed():
        make_move(article, "submit", writer)
    assert [to for to, _subject in told()] == [publisher.email]


def test_in_a_newsroom_of_one_the_writer_may_be_the_reviewer(
    editor: User, publisher: User, committed: Committed, settings: Any
) -> None:
    settings.ONE_PERSON_NEWSROOM = True
    article = make_article(editor)
    with committed():
        make_move(article, "submit", publisher)
    assert [to for to, _subject in told()] == [editor.email]


def test_nobody_is_told_what_they_did_themselves(editor: User, committed: Committed) -> None:
    with committed():
        make_move(make_article(editor), "submit", editor)
    assert mail.outbox == []


def test_the_writer_hears_of_an_approval(writer: User, editor: User, committed: Committed) -> None:
    article = make_article(writer, headline="The gate is late")
    make_move(article, "submit", writer)
    with committed():
        make_move(article, "approve", editor)
    assert told() == [(writer.email, "Approved: The gate is late")]


def test_whoever_signs_it_hears_of_it_too(
    writer: User, editor: User, contributor: User, committed: Committed
) -> None:
    article = make_article(writer, authors=("Cato Contributor",))
    author = make_author("Cato Contributor")
    author.user = contributor
    author.save()
    make_move(article, "submit", writer)
    with committed():
        make_move(article, "approve", editor)
    assert sorted(to for to, _subject in told()) == sorted([contributor.email, writer.email])


def test_a_text_sent_back_comes_with_its_note_and_its_address(
    writer: User, editor: User, committed: Committed, settings: Any
) -> None:
    article = make_article(writer, headline="The gate is late")
    make_move(article, "submit", writer)
    with committed():
        make_move(article, "send_back", editor, note="Who says so?\nPlease name them.")
    (letter,) = mail.outbox
    assert letter.subject == "Sent back: The gate is late"
    assert "Edda Editor has sent back “The gate is late”." in letter.body
    assert "Who says so?\nPlease name them." in letter.body
    assert f"{settings.SITE_ADDRESS}/admin/articles/article/{article.pk}/change/" in letter.body


def test_a_published_text_is_told_with_its_public_address(
    writer: User, publisher: User, committed: Committed, settings: Any
) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    with committed():
        edition = make_move(article, "publish", publisher).edition
    assert edition
    (letter,) = mail.outbox
    assert letter.to == [writer.email]
    assert settings.SITE_ADDRESS + edition.get_absolute_url() in letter.body


def test_publishing_in_one_go_tells_of_the_publication_only(
    writer: User, editor: User, publisher: User, committed: Committed
) -> None:
    article = make_article(writer)
    with committed():
        publishing.publish_now(article.pk, publisher, version=article.version)
    assert [(to, subject.split(":")[0]) for to, subject in told()] == [(writer.email, "Published")]


def test_a_mail_holds_no_word_of_the_text(writer: User, editor: User, committed: Committed) -> None:
    article = make_article(writer, body="Zanzibarquilt.", summary="Quiltzanzibar.")
    with committed():
        make_move(article, "submit", writer)
    assert "quilt" not in mail.outbox[0].body.lower()


def test_a_scheduled_text_is_told_when_its_time_has_come(
    writer: User, publisher: User, committed: Committed
) -> None:
    article = make_article(writer)
    with committed():
        make_scheduled(article, writer, publisher)
    assert "Published" not in [subject.split(":")[0] for _to, subject in told()]
    with committed():
        mailing.announce.call(Decision.objects.get(move="schedule").pk)
    assert told()[-1][1].startswith("Published: ")


@pytest.mark.parametrize("name", ["cancel", "reschedule"])
def test_nothing_is_told_at_the_old_time_of_a_schedule(
    name: str, writer: User, publisher: User, committed: Committed
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    asked = {"at": timezone.now() + timedelta(days=1)} if name == "reschedule" else {}
    make_move(article, name, publisher, **asked)
    with committed():
        mailing.announce.call(Decision.objects.get(move="schedule").pk)
    assert mail.outbox == []


def test_the_worker_is_asked_to_come_back_when_a_schedule_is_due(
    writer: User, publisher: User, committed: Committed, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    article = make_article(writer)
    make_approved(article, writer, publisher)
    at = timezone.now() + timedelta(hours=3)
    with committed():
        make_move(article, "schedule", publisher, at=at)
    assert DBTaskResult.objects.filter(task_path="articles.mailing.announce", run_after=at).count() == 1


def test_an_imported_text_is_told_to_nobody(writer: User, publisher: User, committed: Committed) -> None:
    article = make_article(writer)
    with committed():
        asked = publishing.Asked(imported=True)
        publishing.publish_now(article.pk, publisher, version=article.version, asked=asked)
    assert mail.outbox == []


def test_a_task_that_runs_twice_tells_once(writer: User, editor: User, committed: Committed) -> None:
    article = make_article(writer)
    with committed():
        make_move(article, "submit", writer)
    with committed():
        mailing.announce.call(Decision.objects.get().pk)
        mailing.send_to.call(editor.pk)
    assert len(mail.outbox) == 1


def test_what_was_overtaken_before_the_worker_came_is_not_told(
    writer: User, editor: User, committed: Committed
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    asked_for = Decision.objects.get()
    make_move(article, "send_back", editor, note="Not yet.")
    with committed():
        mailing.announce.call(asked_for.pk)
    assert mail.outbox == []


def test_whoever_was_assigned_a_text_is_told_so(writer: User, editor: User, committed: Committed) -> None:
    with committed():
        article = make_article(editor, headline="Ask the harbour master")
        planning.assign(article.pk, writer, editor, version=article.version)
    assert told() == [(writer.email, "For you to write: Ask the harbour master")]
    assert "Edda Editor asks you to write" in str(mail.outbox[0].body)


def test_whoever_is_mentioned_is_told_so(writer: User, editor: User, committed: Committed) -> None:
    with committed():
        mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda is this right?", writer)
    assert "@Edda is this right?" in mail.outbox[0].body


def test_a_mention_does_not_tell_of_a_text_that_one_may_not_read(
    writer: User, contributor: User, committed: Committed
) -> None:
    with committed():
        mailing.tell(contributor, MailKind.MENTION, make_article(writer), "@Cato look", writer)
    assert mail.outbox == []
    assert not Mail.objects.exists()


@pytest.mark.parametrize("closed", [{"is_active": False}, {"is_staff": False}])
def test_who_has_left_is_told_nothing(
    closed: dict[str, bool], writer: User, editor: User, committed: Committed
) -> None:
    User.objects.filter(pk=writer.pk).update(**closed)
    writer.refresh_from_db()
    with committed():
        mailing.tell(writer, MailKind.MENTION, make_article(writer), "Still there?", editor)
    assert mail.outbox == []


def test_what_is_switched_off_is_not_told(writer: User, editor: User, committed: Committed) -> None:
    wants(editor, MailKind.REVIEW, How.OFF)
    with committed():
        make_move(make_article(writer), "submit", writer)
    assert not Mail.objects.exists()


def test_switching_one_kind_off_leaves_the_others(writer: User, editor: User, committed: Committed) -> None:
    wants(editor, MailKind.REVIEW, How.OFF)
    with committed():
        mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    assert len(mail.outbox) == 1


def test_a_daily_mail_gathers_what_has_happened_and_is_sent_once(
    writer: User, editor: User, committed: Committed
) -> None:
    wants(editor, MailKind.REVIEW, How.DAILY)
    for headline in ("The gate is late", "The ferry is not"):
        with committed():
            make_move(make_article(writer, headline=headline), "submit", writer)
    wake_left_mails(timezone.now())
    assert mail.outbox == []
    make_due()
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
    make_due()
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
        make_due()
        mailing.send_to.call(editor.pk)
        waits.append(Mail.objects.get().due_at - timezone.now())
    assert waits[:5] == sorted(waits[:5])
    assert Mail.objects.failed().get().recipient == editor
    make_due()
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
    make_due()
    with committed():
        wake_left_mails(timezone.now())
    assert len(mail.outbox) == 1


def test_two_workers_do_not_send_the_same_mail(writer: User, editor: User) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    now = timezone.now()
    taken = [Mail.objects.claim(Mail.objects.all(), now) for _worker in range(2)]
    assert [len(rows) for rows in taken] == [1, 0]
