"""Readers' questions to authors, and readers' choice of mails, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors import unsubscribing
from authors.models import How, MailKind, MailPreference, User
from comments.models import Comment
from tests.make import make_author
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import CheckPage, SignInPage

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwen" * 8


@pytest.fixture
def live(writer: User, publisher: User) -> Edition:
    """An article that the writer signs, with a question of each sort below it."""
    make_author("Ilse Maarvik", user=writer)
    live = make_live(writer, publisher, headline="The gate is late")
    reader = make_reader("Rea Reader")
    for text in (f"Is it {LONG}?", "متى تُفتح البوابة؟", "> About a year.\n\n- How *late*\n- is the gate?"):
        Comment.objects.filter(pk=make_comment(live, reader, text).pk).update(open_question=True)
    return live


def test_a_question_is_answered_with_the_keyboard_and_without_javascript(
    no_js: Page, writer: User, live: Edition, sign_in_page: SignInPage
) -> None:
    sign_in_page(no_js, writer)
    no_js.goto("/admin/")
    no_js.get_by_role("link", name="Answer them").press("Enter")
    no_js.locator("summary", has_text="Answer").first.press("Enter")
    no_js.keyboard.press("Tab")
    no_js.keyboard.type("About *a* year.")
    no_js.keyboard.press("Tab")
    no_js.keyboard.press("Enter")
    no_js.get_by_role("link", name="See it in public").press("Enter")
    said = no_js.locator(":target")
    expect(said).to_contain_text("About a year.")
    expect(said).to_contain_text("Author")


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_the_questions_and_nothing_is_wider_than_the_screen(
    page: Page,
    writer: User,
    live: Edition,
    sign_in_page: SignInPage,
    axe: CheckPage,
    complaints: list[str],
    width: int,
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_page(page, writer)
    page.goto("/admin/")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto("/admin/questions/")
    axe(page)
    page.locator("summary", has_text="Answer").first.click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Your answer").first.fill(" ")
    page.get_by_role("button", name="Post the answer").first.click()
    expect(page.get_by_role("alert")).to_contain_text("There is nothing in your comment yet.")
    complaints.clear()  # of the 400 that was meant
    axe(page)


def test_axe_finds_nothing_on_everybody_s_questions(
    page: Page, moderator: User, live: Edition, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    sign_in_page(page, moderator)
    page.goto("/admin/questions/")
    page.get_by_role("link", name="Those to everybody").click()
    expect(page.get_by_role("heading", name="The gate is late")).to_have_count(3)
    axe(page)


def test_a_reader_chooses_mails_with_the_keyboard_and_without_javascript(
    no_js: Page, sign_in_page: SignInPage
) -> None:
    rea = make_reader("Rea Reader")
    sign_in_page(no_js, rea)
    no_js.goto("/accounts/mail/")
    group = no_js.get_by_role("group", name="Somebody answers my comment")
    group.get_by_label("At once").focus()
    no_js.keyboard.press("ArrowDown")
    no_js.keyboard.press("Enter")
    expect(no_js.get_by_role("status")).to_contain_text("Saved. It holds from now on.")
    expect(group.get_by_label("Once an hour")).to_be_checked()
    assert MailPreference.objects.of(rea)[MailKind.REPLY] == How.HOURLY


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_a_reader_s_pages_about_mail(
    page: Page, sign_in_page: SignInPage, axe: CheckPage, width: int
) -> None:
    rea = make_reader("Rea Reader")
    page.set_viewport_size({"width": width, "height": 900})
    sign_in_page(page, rea)
    for address in ("/accounts/mail/", unsubscribing.path(rea, [MailKind.REPLY, MailKind.NAMED])):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Stop these mails").click()
    expect(page.get_by_role("heading", name="Stopped")).to_be_visible()
    axe(page)
