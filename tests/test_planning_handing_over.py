"""A commission is given to somebody else, and everybody whom it concerns hears of it."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from articles import planning
from articles.models import Article, Assignment, Mail
from articles.publishing import Refused
from authors.models import AuditEntry, How, MailKind, MailPreference, User
from tests.conftest import SignIn
from tests.desk import LIST, page_of, text_of
from tests.make import make_article, make_author, make_commission, make_move, make_scheduled


def assign_page(article: Article) -> str:
    """Where somebody else is asked to write it."""
    return f"{LIST}{article.pk}/assign/"


def assign(browser: Client, article: Article, writer: str, **changes: str) -> Any:
    """The page that asks who writes it, opened now and sent."""
    version = str(browser.get(assign_page(article)).context["version"])
    return browser.post(assign_page(article), {"version": version, "writer": writer, **changes}, follow=True)


@pytest.mark.parametrize("moves", [(), ("submit",), ("submit", "approve")])
def test_it_is_given_to_somebody_else_at_any_open_state(
    moves: tuple[str, ...], desk: Client, writer: User, publisher: User, contributor: User
) -> None:
    article = make_article(writer)
    for name in moves:
        make_move(article, name, publisher)
    assert "Cato Contributor has it now." in text_of(assign(desk, article, "Cato Contributor"))
    assert Article.objects.get().owner == contributor


def test_a_text_that_was_approved_stays_approved_in_another_hand(
    desk: Client, writer: User, publisher: User, contributor: User
) -> None:
    make_author("Cato Contributor", user=contributor)
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve", publisher)
    assign(desk, article, "Cato Contributor")
    make_move(article, "publish", publisher)
    assert Article.objects.get().state == "released"


def test_what_is_published_is_given_to_nobody(
    desk: Client, writer: User, publisher: User, contributor: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    assert desk.get(assign_page(article)).status_code == 403
    assert desk.post(assign_page(article), {"writer": "Cato Contributor"}).status_code == 403


def test_the_former_writer_still_opens_it(
    desk: Client, editor: User, contributor: User, writer: User, sign_in: SignIn
) -> None:
    article = make_commission(editor, contributor)
    assign(desk, article, "Wanda Writer")
    assert sign_in(contributor).get(page_of(article)).status_code == 200


def test_the_new_writer_is_mailed(
    editor: User, writer: User, contributor: User, django_capture_on_commit_callbacks: Any
) -> None:
    article = make_commission(editor, contributor)
    with django_capture_on_commit_callbacks(execute=True):
        planning.assign(article.pk, writer, editor, version=article.version)
    letter = next(one for one in mail.outbox if one.to == [writer.email])
    assert letter.subject == "For you to write: Who pays for the gauge"


def test_each_assignment_stands_in_the_record_and_in_the_history(
    desk: Client, editor: User, writer: User, contributor: User
) -> None:
    article = make_commission(editor, contributor)
    page = text_of(assign(desk, article, "Wanda Writer"))
    assert "<strong>Wanda Writer</strong> · asked by Edda Editor" in page
    assert "<strong>Cato Contributor</strong> · asked by Edda Editor" in page
    line = AuditEntry.objects.get(kind="assign")
    assert (line.detail["former"], line.detail["writer"]) == ("Cato Contributor", "Wanda Writer")


def test_the_byline_follows_the_hand_while_nothing_is_written(
    desk: Client, editor: User, writer: User, contributor: User
) -> None:
    make_author("Wanda W. Writer", user=writer)
    make_author("Cato C. Contributor", user=contributor)
    article = make_commission(editor, contributor)
    assign(desk, article, "Wanda Writer")
    assert [str(by) for by in Article.objects.get().bylines.all()] == ["Wanda W. Writer"]


def test_who_has_written_stays_in_the_byline(
    desk: Client, editor: User, writer: User, contributor: User
) -> None:
    make_author("Wanda W. Writer", user=writer)
    make_author("Cato C. Contributor", user=contributor)
    article = make_commission(editor, contributor, body="Words of Cato.")
    assign(desk, article, "Wanda Writer")
    assert [str(by) for by in Article.objects.get().bylines.all()] == ["Cato C. Contributor"]


def test_who_assigns_from_a_page_that_is_out_of_date_is_told_that_it_moved_on(
    desk: Client, editor: User, writer: User, contributor: User
) -> None:
    article = make_commission(editor)
    version = str(article.version)
    assign(desk, article, "Wanda Writer")
    answer = assign(desk, article, "Cato Contributor", version=version)
    assert answer.status_code == 409
    assert "You have saved this article or moved it yourself" in text_of(answer)
    assert Article.objects.get().owner == writer


def test_it_is_not_given_to_who_has_it(desk: Client, editor: User, writer: User) -> None:
    article = make_commission(editor, writer)
    assert "is writing it already" in text_of(assign(desk, article, "Wanda Writer"))
    assert Assignment.objects.count() == 1


def test_a_writer_gives_nothing_to_others(editor: User, writer: User, sign_in: SignIn) -> None:
    article, browser = make_commission(editor, writer), sign_in(writer)
    assert browser.get(assign_page(article)).status_code == 403
    assert browser.post(assign_page(article), {"writer": "Edda Editor"}).status_code == 403
    assert assign_page(article) not in text_of(browser.get(page_of(article)))


# Who had it until now


def test_whoever_had_it_is_mailed_who_has_it_now(
    editor: User, writer: User, contributor: User, django_capture_on_commit_callbacks: Any
) -> None:
    article = make_commission(editor, contributor)
    with django_capture_on_commit_callbacks(execute=True):
        planning.assign(article.pk, writer, editor, version=article.version)
    letter = next(one for one in mail.outbox if one.to == [contributor.email])
    assert letter.subject == "Given to somebody else: Who pays for the gauge"
    assert "Edda Editor has given “Who pays for the gauge” to Wanda Writer, who writes it now." in letter.body


def test_who_gives_away_their_own_is_not_mailed_about_it(
    editor: User, writer: User, django_capture_on_commit_callbacks: Any
) -> None:
    article = make_commission(editor, editor)
    with django_capture_on_commit_callbacks(execute=True):
        planning.assign(article.pk, writer, editor, version=article.version)
    assert [letter.to for letter in mail.outbox] == [[writer.email]]


def test_a_daily_mail_holds_only_the_last_word_on_who_writes_it(
    editor: User, publisher: User, writer: User, contributor: User
) -> None:
    for person in (writer, contributor):
        MailPreference.objects.choose(person, {MailKind.ASSIGNMENT: How.DAILY})
    article = make_commission(editor, contributor)
    planning.assign(article.pk, writer, publisher, version=article.version)
    assert set(Mail.objects.values_list("recipient", "actor")) == {
        (writer.pk, publisher.pk),
        (contributor.pk, publisher.pk),
    }


def test_whoever_began_a_text_that_is_given_away_still_reads_it_and_does_not_approve_it(
    publisher: User, editor: User, writer: User, sign_in: SignIn
) -> None:
    article = make_article(publisher)
    planning.assign(article.pk, writer, editor, version=article.version)
    make_move(article, "submit", writer)
    with pytest.raises(Refused, match="Nobody approves their own text"):
        make_move(article, "approve", publisher)


def test_a_contributor_reads_what_they_began_after_it_was_given_away(
    editor: User, writer: User, contributor: User, sign_in: SignIn
) -> None:
    article = make_article(contributor)
    planning.assign(article.pk, writer, editor, version=article.version)
    assert sign_in(contributor).get(page_of(article)).status_code == 200
