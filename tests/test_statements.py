"""Whoever a decision is against gets its reasons (Digital Services Act, article 17), by mail and on the page."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from comments import deciding, sanctions, statements
from comments.models import Comment, ModerationDecision, ReaderMail
from comments.statements import Statement
from newsroom.beat import beat
from tests.make_comments import make_comment, make_live, make_reader
from tests.make_reports import last_decision, make_report

pytestmark = pytest.mark.django_db


def statement(comment: Comment, kind: str = "hide") -> str:
    """What the writer is told, as one text."""
    return " ".join(Statement.of(last_decision(comment, kind)).sentences)


def test_it_says_what_was_done_the_facts_the_ground_who_decided_and_how_to_appeal(
    edition: Edition, moderator: User
) -> None:
    comment = make_comment(edition)
    deciding.decide(
        comment.pk, "hide", moderator, seen="public", ground="privacy", reason="It gives an address."
    )
    told = statement(comment)
    for words in (
        "Your comment was hidden",
        f"below “{edition.payload['headline']}”",
        "It gives an address.",
        "tells what is private about somebody",
        "a person decided",
        "You can appeal until",
    ):
        assert words.lower() in told.lower(), words


def test_it_goes_out_once_it_cannot_be_taken_back_any_more(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse")
    row = ReaderMail.objects.get(recipient=comment.reader.user)
    assert row.kind == "", "it is told whatever one has chosen"
    assert row.due_at - timezone.now() > timedelta(minutes=9)
    assert row.path.startswith("/moderation/appeal/")
    deciding.undo(last_decision(comment, "hide").pk, moderator)
    assert not ReaderMail.objects.filter(recipient=comment.reader.user).exists()


def test_a_rejected_comment_tells_what_the_rules_had_found_and_that_a_person_decided(
    edition: Edition, moderator: User
) -> None:
    comment = make_comment(edition, status="held")
    deciding.decide(comment.pk, "reject", moderator, seen="held", ground="spam")
    told = statement(comment, "reject")
    assert "Your comment was rejected" in told
    assert "Fixed rules had picked it out for a look; a person decided." in told


def test_what_only_rules_decided_says_so(edition: Edition) -> None:
    comment = make_comment(edition)
    decision = ModerationDecision(kind="hide", comment=comment, reader=comment.reader, to_status="hidden")
    assert "decided by fixed rules alone" in " ".join(Statement.of(decision).sentences)


def test_it_says_that_somebody_had_reported_it_and_not_who(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    make_report(comment, make_reader("Tell-tale"), text="Zanzibarquilt")
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse")
    told = statement(comment)
    assert "Somebody had reported it." in told
    assert "Tell-tale" not in told
    assert "Zanzibarquilt" not in told
    assert moderator.name not in told


def test_the_law_as_a_ground_is_named_as_such(edition: Edition, moderator: User) -> None:
    comment = make_comment(edition)
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="illegal")
    assert "The ground is the law" in statement(comment)


@pytest.mark.parametrize(
    ("what", "words", "appealable"),
    [
        ("warn", "You are warned.", False),
        ("suspend", "You cannot comment until", True),
        ("ban", "You cannot comment any more.", True),
    ],
)
def test_sanctions_come_with_their_reasons(
    edition: Edition, moderator: User, what: str, words: str, appealable: bool
) -> None:
    reader = make_comment(edition).reader
    match what:
        case "warn":
            sanctions.warn(reader.pk, moderator, "This was too much.")
        case "suspend":
            sanctions.suspend(reader.pk, moderator, 3, "This was too much.")
        case "ban":
            sanctions.ban(reader.pk, moderator, "This was too much.")
    row = ReaderMail.objects.get(recipient=reader.user)
    assert words in row.text
    assert "This was too much." in row.text
    assert ("You can appeal" in row.text) == appealable


def test_it_comes_in_the_article_s_language(writer: User, publisher: User, moderator: User) -> None:
    comment = make_comment(make_live(writer, publisher, language="de"))
    assert statements.language_of(comment) == "de"
    deciding.decide(comment.pk, "hide", moderator, seen="public", ground="abuse")
    assert ReaderMail.objects.get(recipient=comment.reader.user).language == "de"


def test_the_mail_reaches_the_writer(
    edition: Edition, moderator: User, django_capture_on_commit_callbacks: Any
) -> None:
    comment = make_comment(edition)
    with django_capture_on_commit_callbacks(execute=True):
        deciding.decide(
            comment.pk, "hide", moderator, seen="public", ground="abuse", reason="It calls names."
        )
    assert not mail.outbox, "it can still be taken back"
    ReaderMail.objects.update(due_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        beat.call()
    [told] = mail.outbox
    assert comment.reader.user
    assert told.to == [comment.reader.user.email]
    assert "It calls names." in told.body
    assert f"{settings.SITE_ADDRESS}/moderation/appeal/" in told.body
