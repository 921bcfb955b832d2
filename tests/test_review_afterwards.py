"""What was approved past four eyes waits until somebody else has reviewed it."""

from typing import Any

import pytest
from django.core import mail

from articles.models import Article, Decision
from articles.publishing import NotNow, NotYou, situation
from articles.workflow import State
from authors.models import How, MailKind, MailPreference, User
from tests.conftest import SignIn, make_person
from tests.desk import move_page, opened, page_of, text_of
from tests.make import make_approved, make_article, make_move

pytestmark = pytest.mark.django_db

WHY = "The dyke has broken, and nobody else is awake."


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """A text that the publisher approved past four eyes and published."""
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note=WHY)
    make_move(article, "publish", publisher)
    return Article.objects.get(pk=article.pk)


def waits(article: Article) -> bool:
    """Whether it waits for a review."""
    return Article.objects.filter(pk=article.pk, unreviewed__isnull=False).exists()


def emergency(writer: User, publisher: User) -> Article:
    """A text that the publisher approved past four eyes and has not published."""
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note=WHY)
    return Article.objects.get(pk=article.pk)


def test_it_waits_with_who_approved_it_and_why(article: Article, publisher: User) -> None:
    assert article.unreviewed
    assert (article.unreviewed.user, article.unreviewed.note) == (publisher, WHY)
    assert situation(article).unreviewed


def test_an_editor_reviews_it_afterwards_and_the_log_keeps_what_they_found(
    article: Article, editor: User
) -> None:
    make_move(article, "review", editor, note="I rang the tide office; it is right.")
    assert not waits(article)
    last = Decision.objects.latest("pk")
    assert (last.move, last.user, last.note) == ("review", editor, "I rang the tide office; it is right.")
    assert Article.objects.get().state == State.RELEASED


def test_who_published_it_past_four_eyes_is_mailed_that_it_was_reviewed(
    article: Article, publisher: User, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_move(article, "review", editor, note="I rang the tide office; it is right.")
    letter = mail.outbox[0]
    assert [one.to for one in mail.outbox] == [[publisher.email]]
    assert letter.subject == f"Reviewed: {article.headline}"
    assert "Edda Editor has reviewed" in letter.body
    assert "I rang the tide office; it is right." in letter.body


def test_both_who_approved_and_who_published_are_mailed(
    writer: User, editor: User, publisher: User, administrator: User, django_capture_on_commit_callbacks: Any
) -> None:
    article = emergency(writer, publisher)
    make_move(article, "publish", administrator)
    with django_capture_on_commit_callbacks(execute=True):
        make_move(article, "review", editor)
    assert {one.to[0] for one in mail.outbox} == {publisher.email, administrator.email}


def test_who_wants_no_mail_of_approvals_gets_none_of_reviews(
    article: Article, publisher: User, editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    MailPreference.objects.choose(publisher, {MailKind.APPROVED: How.OFF})
    with django_capture_on_commit_callbacks(execute=True):
        make_move(article, "review", editor)
    assert mail.outbox == []


def test_a_review_needs_no_note(article: Article, editor: User) -> None:
    make_move(article, "review", editor)
    assert not waits(article)


def test_whoever_approved_it_does_not_review_it(article: Article, publisher: User) -> None:
    with pytest.raises(NotYou, match="You approved this yourself"):
        make_move(article, "review", publisher)


def test_of_two_who_approved_past_four_eyes_neither_reviews(
    writer: User, publisher: User, administrator: User
) -> None:
    article = emergency(writer, publisher)
    Article.objects.filter(pk=article.pk).update(headline="More is known")
    make_move(article, "approve_in_emergency", administrator, note="It rises.")
    for person in (publisher, administrator):
        with pytest.raises(NotYou, match="You approved this yourself"):
            make_move(article, "review", person)


def test_whoever_wrote_it_does_not_review_it(editor: User, publisher: User) -> None:
    article = emergency(editor, publisher)
    with pytest.raises(NotYou, match="own text"):
        make_move(article, "review", editor)


def test_a_newsroom_of_one_reviews_its_own(publisher: User, settings: object) -> None:
    article = emergency(publisher, publisher)
    settings.ONE_PERSON_NEWSROOM = True  # type: ignore[attr-defined]
    make_move(article, "review", publisher)
    assert not waits(article)


def test_two_do_not_review_the_same(article: Article, editor: User) -> None:
    make_move(article, "review", editor)
    with pytest.raises(NotNow, match="somebody may have done it already"):
        make_move(article, "review", make_person("editor", "Second"))


def test_an_ordinary_approval_by_somebody_else_reviews_it_too(
    writer: User, publisher: User, editor: User
) -> None:
    article = emergency(writer, publisher)
    Article.objects.filter(pk=article.pk).update(headline="More is known")
    make_move(article, "approve", editor)
    assert not waits(article)


def test_an_ordinary_approval_by_the_same_person_does_not(writer: User, publisher: User) -> None:
    article = emergency(writer, publisher)
    Article.objects.filter(pk=article.pk).update(headline="More is known")
    make_move(article, "approve", publisher)
    assert waits(article)


@pytest.mark.parametrize("name", ["send_back", "spike"])
def test_what_was_never_published_waits_no_longer_once_it_is_taken_back(
    name: str, writer: User, publisher: User, editor: User
) -> None:
    article = emergency(writer, publisher)
    make_move(article, name, editor, note="Not so fast.")
    assert not waits(article)


def test_what_was_published_waits_on_whatever_becomes_of_the_next_edition(
    article: Article, writer: User, editor: User
) -> None:
    make_move(article, "reopen", writer)
    make_move(article, "discard", editor)
    assert waits(article)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="minor")
    make_move(article, "submit", writer)
    make_move(article, "send_back", editor, note="No.")
    assert waits(article)


def test_a_discarded_update_that_was_never_published_waits_no_longer(
    writer: User, publisher: User, editor: User
) -> None:
    article = make_article(writer)
    make_approved(article, writer, editor)
    make_move(article, "publish", publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="minor")
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note=WHY)
    make_move(article, "discard", editor)
    assert not waits(article)


def test_a_retraction_does_not_end_the_wait(article: Article, publisher: User) -> None:
    make_move(article, "retract", publisher, note="It was invented.")
    assert waits(article)


def test_the_form_shows_who_approved_it_when_and_why_and_offers_the_review(
    article: Article, editor: User, sign_in: SignIn
) -> None:
    browser = sign_in(editor)
    page = browser.get(page_of(article))
    assert "Pavel Publisher approved this past four eyes" in text_of(page)
    assert WHY in text_of(page)
    assert page.context["standing"].primary.name == "review"
    browser.post(move_page(article, "review"), {"version": article.version})
    assert not waits(article)
    assert "approved this past four eyes" not in text_of(browser.get(page_of(article)))


def test_the_form_tells_whoever_approved_it_that_it_waits_for_a_colleague(
    article: Article, publisher: User, sign_in: SignIn
) -> None:
    page = text_of(sign_in(publisher).get(page_of(article)))
    assert "It waits for a colleague to review it." in page
    assert "Reviewed afterwards" not in page


def test_the_review_is_made_with_a_note_from_the_form_of_an_open_text(
    writer: User, publisher: User, editor: User, sign_in: SignIn
) -> None:
    article, browser = emergency(writer, publisher), sign_in(editor)
    form = opened(browser, article, _do="review", **{"ask-review-note": "Read and checked."})
    browser.post(page_of(article), form)
    assert not waits(article)
    assert Decision.objects.latest("pk").note == "Read and checked."
