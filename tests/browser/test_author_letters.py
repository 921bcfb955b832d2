"""A letter to an author, written with the keyboard alone and without scripts."""

import pytest
from playwright.sync_api import Page, expect

from authors.models import Letter, User
from tests.make import make_author

from .conftest import CheckPage

pytestmark = pytest.mark.usefixtures("patience")

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwen" * 4


def test_a_letter_is_written_without_javascript_and_with_the_keyboard(
    no_js: Page, writer: User, complaints: list[str]
) -> None:
    make_author(user=writer)
    no_js.goto("/authors/ilse-maarvik/")
    no_js.get_by_role("link", name="Write to Ilse Maarvik").press("Enter")
    no_js.get_by_label("Your name").focus()
    no_js.keyboard.type("Rea Reader")
    no_js.keyboard.press("Tab")
    no_js.keyboard.type("rea")
    no_js.keyboard.press("Tab")
    no_js.keyboard.type("The gate is early.")
    no_js.keyboard.press("Tab")  # past the field that people do not see
    no_js.keyboard.press("Enter")
    expect(no_js.get_by_role("alert")).to_contain_text("Enter a valid email address.")
    complaints.clear()  # of the 400 that was meant
    no_js.get_by_label("Your e-mail address").fill("rea@elsewhere.example")
    no_js.get_by_role("button", name="Send letter").press("Enter")
    expect(no_js.get_by_role("heading", name="Your letter is on its way")).to_be_visible()
    assert Letter.objects.count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_on_profile_form_and_answer(
    page: Page, writer: User, axe: CheckPage, complaints: list[str], width: int
) -> None:
    make_author(
        user=writer,
        beats=["Harbour"],
        honours=[LONG],
        interests=f"{LONG}\nNone.",
        elsewhere=["https://waders.example/", f"https://{'a' * 60}.example/"],
    )
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/authors/ilse-maarvik/", "/authors/ilse-maarvik/contact/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Send letter").click()
    expect(page.get_by_role("alert")).to_be_focused()
    complaints.clear()
    axe(page)
    page.goto("/authors/ilse-maarvik/contact/sent/")
    axe(page)
