"""The front page at the desk, in a browser: by keyboard, by pointer, without JavaScript, with its preview."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Arrangement, Article
from authors.models import User
from tests.browser.conftest import CheckPage, SignInPage
from tests.make import make_article, make_published

PAGE = "/admin/articles/arrangement/"


@pytest.fixture
def pieces(writer: User, publisher: User) -> list[Article]:
    """Three articles, all on the front page."""
    found = [make_article(writer, headline=f"Piece {number}") for number in range(3)]
    for article in found:
        make_published(article, writer, publisher)
    return found


def stored() -> list[int | None]:
    """The articles of the top by their places."""
    return [place and place["article"] for place in Arrangement.objects.current().places["top"]]


def shown(article: Article) -> str:
    return f"{article.headline} #{article.pk}"


def test_places_are_moved_by_keyboard_and_the_preview_shows_it(
    page: Page, editor: User, pieces: list[Article], sign_in_page: SignInPage
) -> None:
    sign_in_page(page, editor)
    page.goto(PAGE)
    page.locator("[name=top-0-article]").fill(shown(pieces[0]))
    page.locator("[name=top-1-article]").fill(shown(pieces[1]))
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("[aria-live]").last).to_contain_text("place 1 of 4")
    expect(page.frame_locator("[name=front-preview]").locator(".lead h2")).to_have_text("Piece 1")
    page.get_by_role("button", name="Make it the front page").click()
    expect(page.locator(".success")).to_be_visible()
    assert stored()[:2] == [pieces[1].pk, pieces[0].pk]


def test_a_place_is_dragged_to_another(
    page: Page, editor: User, pieces: list[Article], sign_in_page: SignInPage
) -> None:
    sign_in_page(page, editor)
    page.goto(PAGE)
    page.locator("[name=top-0-article]").fill(shown(pieces[0]))
    rows = page.locator(".inline-group").first.locator(".inline-related")
    grip, target = rows.nth(0).locator(".grip").bounding_box(), rows.nth(2).bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    page.mouse.move(grip["x"] + 5, target["y"] + target["height"] * 0.8, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Make it the front page").click()
    expect(page.locator(".success")).to_be_visible()
    assert stored()[2] == pieces[0].pk


def test_it_works_without_javascript(
    no_js: Page, editor: User, pieces: list[Article], sign_in_page: SignInPage
) -> None:
    sign_in_page(no_js, editor)
    no_js.goto(PAGE)
    no_js.locator("[name=top-0-article]").fill("Piece 0")
    no_js.locator("[name=top-0-order]").fill("2")
    no_js.get_by_role("button", name="Preview").click()
    expect(no_js.frame_locator("[name=front-preview]").locator(".seconds h2").first).to_have_text("Piece 0")
    no_js.get_by_role("button", name="Make it the front page").click()
    expect(no_js.locator(".success")).to_be_visible()
    assert stored()[1] == pieces[0].pk


def test_axe_finds_nothing_on_the_form_and_where_nothing_stands(
    page: Page, phone: Page, editor: User, pieces: list[Article], sign_in_page: SignInPage, axe: CheckPage
) -> None:
    for one in (page, phone):
        sign_in_page(one, editor)
        one.goto(PAGE)
        one.locator("[name=top-0-article]").fill("Nothing like it")
        one.get_by_role("button", name="Make it the front page").click()
        expect(one.locator(".errornote")).to_be_visible()
        axe(one)


def test_axe_finds_nothing_on_the_page_of_nothing(
    page: Page, pieces: list[Article], axe: CheckPage, complaints: list[str]
) -> None:
    page.goto("/1998/01/02/piece-0/")
    expect(page.get_by_role("heading", name="Did you mean")).to_be_visible()
    complaints.clear()  # that nothing is there
    axe(page)
