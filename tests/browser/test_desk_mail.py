"""Mail and the record at the desk, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from playwright.sync_api import Page, expect

from articles import mailing
from authors import unsubscribing
from authors.models import How, MailKind, MailPreference, User
from tests.make import make_article, make_move

from .conftest import CheckPage, SignInPage


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> None:
    """A folder with one mail."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    send_mail("For review: The gate is late", "Wanda asks for a review.", None, ["edda@causeway.example"])


def test_choices_are_made_with_the_keyboard_alone_and_kept(
    page: Page, editor: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    sign_in_page(page, editor)
    page.goto("/admin/mail/")
    axe(page)
    group = page.get_by_role("group", name="A text waits for a review")
    group.get_by_label("At once").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved. It holds from now on.")).to_be_visible()
    expect(group.get_by_label("Once an hour")).to_be_checked()
    assert MailPreference.objects.of(editor)[MailKind.REVIEW] == How.HOURLY


def test_choices_are_made_without_javascript_from_the_menu(
    no_js: Page, editor: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(no_js, editor)
    no_js.goto("/admin/")
    no_js.get_by_text("Edda Editor").first.click()
    no_js.get_by_role("link", name="Mail to me").click()
    no_js.get_by_role("group", name="A colleague mentions me").get_by_label("Never").check()
    no_js.get_by_role("button", name="Save").click()
    assert MailPreference.objects.of(editor)[MailKind.MENTION] == How.OFF


def test_a_mail_s_address_asks_before_it_stops(page: Page, editor: User, axe: CheckPage) -> None:
    page.goto(unsubscribing.path(editor, [MailKind.MENTION]))
    axe(page)
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    axe(page)
    assert MailPreference.objects.of(editor)[MailKind.MENTION] == How.OFF


def test_the_folder_shows_what_landed(
    page: Page, administrator: User, folder: None, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    sign_in_page(page, administrator)
    page.goto("/admin/mail/")
    page.get_by_role("link", name="Mails land in a folder here").click()
    axe(page)
    page.get_by_role("link", name="For review: The gate is late").click()
    expect(page.get_by_text("Wanda asks for a review.")).to_be_visible()
    axe(page)


def test_a_move_at_the_desk_lands_in_the_record_and_in_the_mail(
    page: Page, writer: User, editor: User, publisher: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    article = make_article(writer, headline="The gate is late")
    make_move(article, "submit", writer)
    mailing.tell(editor, MailKind.MENTION, article, "@Edda", writer)
    sign_in_page(page, publisher)
    page.goto("/admin/audit/")
    axe(page)
    expect(page.get_by_role("row", name="The gate is late")).to_contain_text("Wanda Writer")
    page.get_by_label("Who").fill("Nobody")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing of that is recorded.")).to_be_visible()
    axe(page)


def test_the_record_is_readable_on_a_phone(
    phone: Page, writer: User, publisher: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    make_move(make_article(writer, headline="The gate is late"), "submit", writer)
    sign_in_page(phone, publisher)
    phone.goto("/admin/audit/")
    expect(phone.get_by_role("link", name="The gate is late", exact=True)).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    axe(phone)
