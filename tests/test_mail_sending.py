"""Mail to people at the desk: who is told what, when and once."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import mailing, planning, publishing
from articles.models import Decision, Mail
from authors.models import How, MailKind, MailPreference, User
from tests.conftest import Committed
from tests.letters import told
from tests.make import make_approved, make_article, make_author, make_move, make_scheduled


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
    MailPreference.objects.choose(editor, {MailKind.REVIEW: How.OFF})
    with committed():
        make_move(make_article(writer), "submit", writer)
    assert not Mail.objects.exists()


def test_switching_one_kind_off_leaves_the_others(writer: User, editor: User, committed: Committed) -> None:
    MailPreference.objects.choose(editor, {MailKind.REVIEW: How.OFF})
    with committed():
        mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    assert len(mail.outbox) == 1
