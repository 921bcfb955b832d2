"""What readers choose to be told: on a page of their account, and by one click in a mail program."""

from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from articles import mailing as desk
from articles.models import Mail
from authors.models import How, MailKind, MailPreference, User
from comments import mailing
from comments.models import Reader, ReaderMail
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_article
from tests.make_comments import make_reader

pytestmark = pytest.mark.django_db

PAGE = "/accounts/mail/"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
NEWS: dict[str, Any] = {"subject": "News", "text": "There is news.", "path": "/"}


@pytest.fixture
def rea() -> User:
    return make_reader("Rea Reader")


def choice(user: User, kind: MailKind) -> str:
    """How often this person is told about it now."""
    return MailPreference.objects.of(user)[kind]


def letter(user: User, **kinds: How) -> Message:
    """A mail that tells this person of something about each kind, as they have chosen to be told."""
    MailPreference.objects.choose(user, kinds)
    for number, kind in enumerate(kinds):
        mailing.tell(kind, key=str(number), recipient=user, **NEWS)
    ReaderMail.objects.update(due_at="2026-01-01T00:00Z")
    mailing.deliver.call()
    message: Message = mail.outbox[-1].message()
    return message


def stop_address(message: Message, site: str) -> str:
    """The path that the mail program posts to."""
    given = str(message["List-Unsubscribe"])
    assert given.startswith(f"<{site}/accounts/unsubscribe/")
    return given.strip("<>").removeprefix(site)


def test_a_reader_chooses_each_kind_by_itself(rea: User, sign_in: SignIn) -> None:
    browser = sign_in(rea)
    page = text_of(browser.get(PAGE))
    assert rea.email in page
    assert "A text waits for a review" not in page, "that is for who works here"
    given: dict[str, str] = dict.fromkeys(MailKind.to_readers(), How.AT_ONCE)
    answer = browser.post(PAGE, {**given, "reply": How.HOURLY, "named": How.DAILY, "author": How.OFF})
    assert (answer.status_code, answer["Location"]) == (302, PAGE)
    assert "Saved. It holds from now on." in text_of(browser.get(PAGE))
    chosen = [choice(rea, kind) for kind in MailKind.to_readers()]
    assert chosen == [How.HOURLY, How.DAILY, How.OFF, How.AT_ONCE]


def test_a_choice_that_is_none_is_refused_and_nothing_is_saved(rea: User, sign_in: SignIn) -> None:
    answer = sign_in(rea).post(PAGE, {"reply": "every minute", "review": How.OFF})
    assert answer.status_code == 400
    assert "Nothing was saved yet" in text_of(answer)
    assert not MailPreference.objects.exists()


def test_nobody_chooses_for_others_or_what_does_not_concern_them(rea: User, sign_in: SignIn) -> None:
    other = make_reader()
    given = dict.fromkeys(MailKind.values, How.OFF)
    sign_in(rea).post(PAGE, {**given, "user": other.pk})
    assert set(MailPreference.objects.values_list("user", flat=True)) == {rea.pk}
    assert choice(rea, MailKind.REVIEW) == How.AT_ONCE


def test_a_choice_with_an_old_token_is_given_back(rea: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(rea, backend="django.contrib.auth.backends.ModelBackend")
    given = {"reply": How.OFF, "named": How.DAILY, "author": How.DAILY, "notice": How.DAILY}
    answer = browser.post(PAGE, given)
    assert answer.status_code == 403
    assert answer.context["form"]["reply"].value() == How.OFF
    assert not MailPreference.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client: Client) -> None:
    answer = client.get(PAGE)
    assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={PAGE}")


def test_the_page_is_kept_by_nobody(rea: User, sign_in: SignIn) -> None:
    assert sign_in(rea).get(PAGE)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("page", [PAGE, "/admin/mail/"])
def test_who_works_here_and_reads_too_chooses_both_on_either_page(
    writer: User, sign_in: SignIn, page: str
) -> None:
    Reader.objects.of(writer)
    browser = sign_in(writer)
    fields = browser.get(page).context["form"].fields
    assert {"reply", "notice", "approved", "assignment"} <= set(fields)
    browser.post(page, {**dict.fromkeys(fields, How.AT_ONCE), "reply": How.HOURLY, "approved": How.DAILY})
    assert (choice(writer, MailKind.REPLY), choice(writer, MailKind.APPROVED)) == (How.HOURLY, How.DAILY)


def test_an_hourly_mail_at_the_desk_gathers_too(writer: User, editor: User) -> None:
    MailPreference.objects.choose(editor, {MailKind.MENTION: How.HOURLY})
    desk.tell(editor, MailKind.MENTION, make_article(writer), "@Edda", writer)
    row = Mail.objects.get()
    assert row.gathered
    assert (row.due_at - row.made_at).total_seconds() <= 3600
    assert row.due_at.minute == 0


def test_a_mail_program_stops_a_kind_with_one_click_and_no_session(rea: User, settings: Any) -> None:
    address = stop_address(letter(rea, reply=How.AT_ONCE), settings.SITE_ADDRESS)
    program = Client(enforce_csrf_checks=True)
    for _time in range(2):
        answer = program.post(address, ONE_CLICK)
        assert answer.status_code == 200
        assert not answer.cookies
    assert choice(rea, MailKind.REPLY) == How.OFF
    assert choice(rea, MailKind.NAMED) == How.AT_ONCE


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_at_the_address_stops_nothing(rea: User, settings: Any, method: str) -> None:
    address = stop_address(letter(rea, reply=How.AT_ONCE), settings.SITE_ADDRESS)
    answer = getattr(Client(), method)(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert not MailPreference.objects.filter(how=How.OFF).exists()


def test_the_page_says_what_a_gathered_mail_stops_and_stops_just_that(rea: User, settings: Any) -> None:
    MailPreference.objects.choose(rea, {"author": How.HOURLY, "notice": How.DAILY, "mention": How.HOURLY})
    address = stop_address(letter(rea, reply=How.HOURLY, named=How.HOURLY), settings.SITE_ADDRESS)
    page = text_of(Client().get(address))
    stopped = (MailKind.REPLY, MailKind.NAMED, MailKind.AUTHOR)
    assert [str(kind.label) in page for kind in stopped] == [True] * 3
    assert str(MailKind.NOTICE.label) not in page
    Client().post(address, ONE_CLICK)
    assert {choice(rea, kind) for kind in stopped} == {How.OFF}
    assert choice(rea, MailKind.NOTICE) == How.DAILY
    assert choice(rea, MailKind.MENTION) == How.HOURLY, "that is the desk's"


def test_a_burst_of_what_comes_at_once_is_stopped_by_its_kind(rea: User, settings: Any) -> None:
    for number in range(3):
        mailing.tell(MailKind.REPLY, key=str(number), recipient=rea, **NEWS)
    ReaderMail.objects.update(due_at="2026-01-01T00:00Z")
    mailing.deliver.call()
    assert mail.outbox[-1].subject == "News (2)"
    Client().post(stop_address(mail.outbox[-1].message(), settings.SITE_ADDRESS), ONE_CLICK)
    assert choice(rea, MailKind.REPLY) == How.OFF
    assert choice(rea, MailKind.NAMED) == How.AT_ONCE


def test_the_address_of_another_person_s_mail_stops_theirs_alone(rea: User, settings: Any) -> None:
    other = make_reader()
    address = stop_address(letter(rea, reply=How.AT_ONCE), settings.SITE_ADDRESS)
    browser = Client()
    browser.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    browser.post(address, ONE_CLICK)
    assert choice(rea, MailKind.REPLY) == How.OFF
    assert choice(other, MailKind.REPLY) == How.AT_ONCE


def test_who_opens_the_address_again_finds_them_stopped(rea: User, settings: Any) -> None:
    path = stop_address(letter(rea, reply=How.AT_ONCE), settings.SITE_ADDRESS)
    browser = Client()
    assert "Stop these mails?" in text_of(browser.get(path))
    browser.post(path, ONE_CLICK)
    assert "You get no more mails about this" in text_of(browser.get(path))
