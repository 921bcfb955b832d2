"""Public pages in a real browser: every type of page by axe, on a phone, without JavaScript, by keyboard, on paper."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from authors.models import User
from tests.browser.conftest import CheckPage, OpenPage
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_section,
    make_source,
    make_topic,
    make_update,
)
from tests.pictures import make_image

pytestmark = pytest.mark.browser

LONG = "Hochwasserrückhaltebeckenverordnungsentwurfsbegründungspflicht"


@pytest.fixture
def paper(writer: User, publisher: User) -> dict[str, str]:
    """A paper with everything that a page can hold, and the address of each type of page."""
    make_section("Empty")
    make_author("Ilse Maarvik", bio="Grew up by the sea.", languages=["en", "ar"], photo=make_image())
    image = make_image(alt="Piers at dusk", caption="The inner line.", credit="Drawing: The Causeway")
    body = (
        f"On the wall hangs a line.[[register]] {LONG}\n\n## Why\n\n- one\n- two\n\n> “Nine.”\n\n{{stakeholders}}\n\n"
        "| Year | Cost |\n|---|---:|\n| 2024 | 11 |\n\nIt ends.[[register]]"
    )
    article = make_article(
        writer, headline=f"Three towns want the gate: {LONG}", body=body, lead_image=image, label="analysis"
    )
    article.topics.set([make_topic("Sea gate")])
    make_reference(article, "register", source=make_source(title="Register of gates"), quote="Nine years.")
    for number in range(12):
        make_row(article, f"Party {number}")
    make_published(article, writer, publisher)
    fields: dict[str, Any] = {"change_kind": "correction", "was_wrong": "Nine.", "is_right": "Ten."}
    edition = make_update(article, writer, publisher, summary="It was ten.", **fields)
    arabic = make_article(
        writer, language="ar", headline="البوابة متأخرة", slug="gate", body="النص.[[register]]"
    )
    make_reference(arabic, "register")
    for label in ("opinion", "sponsored", "news"):
        make_published(make_article(writer, label=label, lead_image=image), writer, publisher)
    false = make_article(writer, headline="Mayor owns the quay")
    retracted = make_published(false, writer, publisher)
    make_move(false, "retract", publisher, note="The deed was forged.")
    path = edition.get_absolute_url()
    return {
        "front": "/",
        "section": "/sections/harbour/",
        "empty section": "/sections/empty/",
        "topic": "/topics/sea-gate/",
        "author": "/authors/ilse-maarvik/",
        "corrections": "/corrections/",
        "search": "/search/?q=gate",
        "record": "/record/?line=1",
        "article": path,
        "arabic": make_published(arabic, writer, publisher).get_absolute_url(),
        "retracted": retracted.get_absolute_url(),
        "history": f"{path}history/",
        "edition": f"{path}history/1/",
        "difference": f"{path}history/1..2/",
    }


def test_axe_finds_nothing_on_any_type_of_page(page: Page, axe: CheckPage, paper: dict[str, str]) -> None:
    for address in paper.values():
        page.goto(address)
        axe(page)


def test_axe_finds_nothing_on_a_page_that_is_not_there(
    page: Page, axe: CheckPage, complaints: list[str], paper: dict[str, str]
) -> None:
    page.goto("/nothing/here/")
    complaints.clear()  # the browser reports the 404 itself
    axe(page)


def test_no_page_is_wider_than_the_narrowest_phone(open_page: OpenPage, paper: dict[str, str]) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    for name, address in paper.items():
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_a_source_is_shown_beside_its_number_and_leaves_with_escape(
    page: Page, paper: dict[str, str]
) -> None:
    page.goto(paper["article"])
    number = page.get_by_role("link", name="Source 1").first
    number.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    card = page.locator("citation-cards .card")
    expect(card).to_be_visible()
    expect(card).to_contain_text("Register of gates")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()


def test_without_javascript_the_number_leads_to_its_source(no_js: Page, paper: dict[str, str]) -> None:
    no_js.goto(paper["article"])
    no_js.get_by_role("link", name="Source 1").first.click()
    assert no_js.url.endswith("#source-1")
    expect(no_js.locator("#source-1")).to_be_in_viewport()


def test_colours_chosen_once_are_kept_on_the_next_page(page: Page, paper: dict[str, str]) -> None:
    page.goto(paper["article"])
    page.get_by_role("button", name="Colours: Auto").click()
    page.get_by_role("button", name="Colours: Light").click()
    page.goto("/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    expect(page.get_by_role("button", name="Colours: Dark")).to_be_visible()


def test_the_first_key_leads_past_the_menu_to_the_text(page: Page, paper: dict[str, str]) -> None:
    page.goto(paper["article"])
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()


def test_a_stakeholder_table_on_a_phone_names_each_column_beside_its_cell(
    phone: Page, paper: dict[str, str]
) -> None:
    phone.goto(paper["article"])
    cell = phone.locator("td[data-label='Primary motivation']").first
    assert "Primary motivation" in cell.evaluate("node => getComputedStyle(node, '::before').content")


def test_on_paper_the_address_stands_and_the_menu_does_not(page: Page, paper: dict[str, str]) -> None:
    page.goto(paper["article"])
    page.emulate_media(media="print")
    expect(page.locator(".address")).to_contain_text("edition 2")
    expect(page.get_by_role("navigation", name="Sections")).to_be_hidden()
    expect(page.locator("#comments")).to_be_hidden()


def test_an_article_weighs_little(page: Page, paper: dict[str, str]) -> None:
    weights: dict[str, int] = {}
    page.on("response", lambda response: weights.update({response.url: len(response.body())}))
    page.goto(paper["article"], wait_until="networkidle")
    text = {url: size for url, size in weights.items() if "/media/" not in url}
    assert sum(text.values()) < 120_000, text  # uncompressed; on the wire it is about a quarter
    assert sum(size for url, size in text.items() if url.endswith(".js")) < 45_000, text
    assert sum(size for url, size in text.items() if url.endswith(".css")) < 25_000, text
