"""Nothing goes live before its embargo, and no embargo comes between a schedule and its time."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from articles import planning
from articles.models import Article, Mail
from articles.publishing import Refused
from authors.models import How, MailKind, MailPreference, User
from tests.clock import ahead, typed
from tests.conftest import SignIn
from tests.desk import LIST, move_page, page_of, text_of
from tests.make import make_article, make_commission, make_move, make_scheduled


@pytest.fixture
def desk(editor: User, sign_in: SignIn) -> Client:
    """The editor's browser."""
    return sign_in(editor)


def test_nothing_is_scheduled_before_its_embargo(
    writer: User, publisher: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer, embargo=ahead(days=2))
    make_move(article, "submit", writer)
    make_move(article, "approve", editor)
    browser = sign_in(publisher)
    version = Article.objects.values_list("version", flat=True).get()
    data = {"version": version, "ask-schedule-at": typed(ahead(days=1))}
    answer = browser.post(move_page(article, "schedule"), data)
    assert "The embargo ends at" in text_of(answer)
    assert not article.editions.exists()


def test_an_embargo_after_the_scheduled_time_is_refused(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=1))
    assert f"{LIST}{article.pk}/embargo/" in text_of(desk.get(page_of(article)))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    data = {"version": page.context["version"], "embargo": typed(ahead(days=2))}
    answer = desk.post(f"{LIST}{article.pk}/embargo/", data)
    assert "Change the time or cancel the schedule first" in text_of(answer)
    assert Article.objects.get().embargo is None


def test_an_embargo_until_the_scheduled_time_is_kept_and_holds(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=2))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    data = {"version": page.context["version"], "embargo": typed(ahead(days=1))}
    desk.post(f"{LIST}{article.pk}/embargo/", data)
    assert Article.objects.get().embargo == ahead(days=1)
    with pytest.raises(Refused, match="embargo"):
        make_move(article, "reschedule", publisher, at=ahead(hours=3))


def test_of_an_embargo_and_a_new_time_at_once_one_is_told(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=2))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    make_move(article, "reschedule", publisher, at=ahead(hours=3))
    data = {"version": page.context["version"], "embargo": typed(ahead(hours=2))}
    assert desk.post(f"{LIST}{article.pk}/embargo/", data).status_code == 409
    assert Article.objects.get().embargo is None


def test_writers_set_no_embargo_on_what_is_scheduled(writer: User, publisher: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    assert sign_in(writer).get(f"{LIST}{article.pk}/embargo/").status_code == 403


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
