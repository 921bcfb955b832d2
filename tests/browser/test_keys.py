"""The keys of the desk: one sheet, and one switch that turns all of them off."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from authors.models import User
from tests.desk import LIST, page_of
from tests.make import make_article

from .conftest import CheckPage, SignInPage

SHEET = "dialog#keys"


@pytest.fixture
def texts(writer: User) -> list[Article]:
    """The newer one first."""
    make_article(writer, headline="The older one")
    make_article(writer, headline="The newer one")
    return list(Article.objects.all())


@pytest.fixture
def desk(page: Page, sign_in_page: SignInPage, writer: User, texts: list[Article]) -> Page:
    """A writer's browser at the start page, where both texts are."""
    sign_in_page(page, writer)
    page.goto("/admin/")
    return page


def switch_off(page: Page) -> None:
    """By the sheet of any page, which the menu opens too."""
    page.locator("#user-tools summary").click()
    page.get_by_role("button", name="Keyboard").click()
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()


def test_the_sheet_opens_and_closes_on_every_page(desk: Page, texts: list[Article], axe: CheckPage) -> None:
    for address in ("/admin/", LIST, page_of(texts[0])):
        desk.goto(address)
        desk.keyboard.press("Control+/")
        expect(desk.locator(SHEET)).to_be_visible()
        axe(desk)
        desk.keyboard.press("Control+/")
        expect(desk.locator(SHEET)).to_be_hidden()


def test_a_key_leads_to_the_search_over_all_articles(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.wait_for_url(f"**{LIST}#searchbar")
    expect(desk.locator("#searchbar")).to_be_focused()
    desk.keyboard.type("older")
    desk.keyboard.press("Enter")
    expect(desk.locator("#result_list tbody tr")).to_have_count(1)
    desk.keyboard.press("Control+k")
    desk.keyboard.type("newer")
    expect(desk.locator("#searchbar")).to_have_value("newer")


@pytest.mark.parametrize("address", ["/admin/", LIST])
def test_keys_lead_from_text_to_text(address: str, desk: Page) -> None:
    desk.goto(address)
    for key, shown in (("Down", "newer"), ("Down", "older"), ("Down", "older"), ("Up", "newer")):
        desk.keyboard.press(f"Alt+Arrow{key}")
        expect(desk.locator(":focus")).to_contain_text(f"The {shown} one")


def test_the_switch_turns_every_key_off_and_is_remembered(desk: Page, texts: list[Article]) -> None:
    switch_off(desk)
    desk.goto(LIST)
    desk.keyboard.press("Control+/")
    expect(desk.locator(SHEET)).to_be_hidden()
    desk.keyboard.press("Alt+ArrowDown")
    expect(desk.locator("#result_list a:focus")).to_have_count(0)
    desk.goto(page_of(texts[0]))
    body = desk.locator("textarea[name=body]")
    before = body.input_value()
    body.press("Control+b")
    body.press("Control+k")
    expect(body).to_have_value(before)


def test_the_switch_turns_the_keys_on_again(desk: Page, texts: list[Article]) -> None:
    switch_off(desk)
    desk.goto(page_of(texts[0]))
    desk.locator("#user-tools summary").click()
    desk.locator("#user-tools").get_by_role("button", name="Keyboard").click()
    desk.get_by_label("Keyboard shortcuts").check()
    desk.get_by_role("button", name="Close").click()
    body = desk.locator("textarea[name=body]")
    body.press("Control+End")
    body.press("Control+b")
    expect(body).to_have_value("The gate on the Orle is late.\n\nNobody on the island is surprised.****")
