"""What people choose to be told: at the desk, or by one click in a mail program."""

from email.message import Message
from typing import Any

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone

from articles import mailing
from articles.models import Mail
from authors.models import How, MailKind, MailPreference, User
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_article

PAGE = "/admin/mail/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def letter(writer: User, editor: User) -> Message:
    """A mail that tells the editor of a mention."""
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    mailing.send_to.call(editor.pk)
    message: Message = mail.outbox[-1].message()
    return message


def stop_address(letter: Message, site: str) -> str:
    """The path that the mail program posts to."""
    given = str(letter["List-Unsubscribe"])
    assert given.startswith(f"<{site}/accounts/unsubscribe/")
    return given.strip("<>").removeprefix(site)


def choice(user: User, kind: MailKind) -> str:
    """How often this person is told about it now."""
    return MailPreference.objects.of(user)[kind]


def test_everybody_is_told_everything_at_once_until_they_choose(writer: User) -> None:
    assert set(MailPreference.objects.of(writer).values()) == {How.AT_ONCE}


def test_each_kind_is_chosen_by_itself(editor: User, sign_in: SignIn) -> None:
    browser = sign_in(editor)
    given = dict.fromkeys(MailKind.values, How.AT_ONCE)
    answer = browser.post(PAGE, {**given, "review": How.DAILY, "mention": How.OFF})
    assert answer.status_code == 302
    assert choice(editor, MailKind.REVIEW) == How.DAILY
    assert choice(editor, MailKind.MENTION) == How.OFF
    assert choice(editor, MailKind.ASSIGNMENT) == How.AT_ONCE
    assert browser.get(PAGE).context["form"]["review"].value() == How.DAILY


def test_a_choice_concerns_nobody_else(editor: User, publisher: User, sign_in: SignIn) -> None:
    given = dict.fromkeys(MailKind.values, How.OFF)
    sign_in(editor).post(PAGE, {**given, "user": publisher.pk})
    assert not MailPreference.objects.filter(user=publisher).exists()


def test_a_choice_that_is_none_is_refused_and_nothing_is_saved(editor: User, sign_in: SignIn) -> None:
    answer = sign_in(editor).post(PAGE, {"review": "hourly"})
    assert "Something is missing; nothing was saved." in text_of(answer)
    assert not MailPreference.objects.exists()


def test_who_reviews_nothing_is_not_asked_about_reviews(writer: User, sign_in: SignIn) -> None:
    assert "review" not in sign_in(writer).get(PAGE).context["form"].fields


def test_readers_do_not_see_the_page(reader: User, sign_in: SignIn) -> None:
    assert sign_in(reader).get(PAGE).status_code == 302


def test_a_mail_program_stops_a_kind_with_one_click(letter: Message, editor: User, settings: Any) -> None:
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    program = Client(enforce_csrf_checks=True)
    answer = program.post(stop_address(letter, settings.SITE_ADDRESS), ONE_CLICK)
    assert answer.status_code == 200
    assert not answer.cookies
    assert choice(editor, MailKind.MENTION) == How.OFF
    assert choice(editor, MailKind.REVIEW) == How.AT_ONCE


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_address_stops_nothing(
    method: str, letter: Message, editor: User, settings: Any
) -> None:
    answer = getattr(Client(), method)(stop_address(letter, settings.SITE_ADDRESS))
    assert answer.status_code == 200
    assert not answer.cookies
    assert choice(editor, MailKind.MENTION) == How.AT_ONCE


def test_the_page_at_the_address_says_what_is_stopped_and_has_a_button(
    letter: Message, settings: Any
) -> None:
    page = text_of(Client().get(stop_address(letter, settings.SITE_ADDRESS)))
    assert "A colleague mentions me in a note" in page
    assert '<form method="post">' in page


def test_the_address_stands_in_the_text_too(letter: Message, settings: Any) -> None:
    body = mail.outbox[-1].body
    assert settings.SITE_ADDRESS + stop_address(letter, settings.SITE_ADDRESS) in body


def test_stopping_a_daily_mail_stops_what_it_tells(writer: User, editor: User, settings: Any) -> None:
    MailPreference.objects.choose(editor, {MailKind.MENTION: How.DAILY, MailKind.REVIEW: How.DAILY})
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    Mail.objects.update(due_at=timezone.now())
    mailing.send_to.call(editor.pk)
    Client().post(stop_address(mail.outbox[-1].message(), settings.SITE_ADDRESS), ONE_CLICK)
    assert choice(editor, MailKind.MENTION) == choice(editor, MailKind.REVIEW) == How.OFF
    assert choice(editor, MailKind.ASSIGNMENT) == How.AT_ONCE


@pytest.mark.parametrize("token", ["x", "W10:1tQ:abc", "a" * 3000, "%00", "%F0%9F"])
def test_a_forged_address_stops_nothing_and_says_so(token: str, db: None) -> None:
    answer = Client().post(f"/accounts/unsubscribe/{token}/", ONE_CLICK)
    assert answer.status_code == 404
    assert not MailPreference.objects.exists()


def test_an_address_signed_for_something_else_stops_nothing(editor: User) -> None:
    token = signing.dumps([editor.pk, "mention"], salt="something else")
    assert Client().post(f"/accounts/unsubscribe/{token}/", ONE_CLICK).status_code == 404
    assert choice(editor, MailKind.MENTION) == How.AT_ONCE


def test_what_is_stopped_meanwhile_is_not_sent(writer: User, editor: User) -> None:
    mailing.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    MailPreference.objects.choose(editor, {MailKind.MENTION: How.OFF})
    mailing.send_to.call(editor.pk)
    assert mail.outbox == []
    assert not Mail.objects.exists()
