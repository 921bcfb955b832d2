"""Commissioning in a browser: with and without its script, and open to everybody."""

import pytest

from articles.models import Article
from authors.models import User
from tests.browser.conftest import PHONE, CheckPage, OpenPage, SignInPage
from tests.desk import page_of
from tests.make import make_commission
from tests.test_planning import COMMISSION
from tests.test_planning_handing_over import assign_page


def test_an_editor_commissions_without_a_script_and_a_writer_takes_it(
    open_page: OpenPage, sign_in_page: SignInPage, editor: User, writer: User
) -> None:
    page = open_page(java_script_enabled=False)
    sign_in_page(page, editor)
    page.goto("/admin/")
    page.get_by_role("link", name="Commission an article").click()
    page.get_by_label("Working headline").fill("Who pays for the gauge")
    page.get_by_label("Brief").fill("Ask the council.")
    page.get_by_role("button", name="Commission").click()
    assert "it waits for whoever takes it" in page.content()
    article = Article.objects.get()
    other = open_page(java_script_enabled=False)
    sign_in_page(other, writer)
    other.goto(page_of(article))
    other.get_by_role("button", name="I take it").click()
    assert "It is yours now." in other.content()
    assert Article.objects.get().owner == writer


def test_the_writers_field_suggests_colleagues(
    open_page: OpenPage, sign_in_page: SignInPage, editor: User, writer: User
) -> None:
    page = open_page()
    sign_in_page(page, editor)
    page.goto(COMMISSION)
    page.get_by_label("Writer").press_sequentially("wand")
    page.wait_for_selector('datalist option[value="Wanda Writer"]', state="attached")


def test_pressing_twice_commissions_once(
    open_page: OpenPage, sign_in_page: SignInPage, editor: User, writer: User
) -> None:
    page = open_page()
    sign_in_page(page, editor)
    page.goto(COMMISSION)
    page.get_by_label("Working headline").fill("Who pays for the gauge")
    box = page.get_by_role("button", name="Commission").bounding_box()
    assert box
    at = box["x"] + 5, box["y"] + 5  # the mouse waits for nothing, as people do
    with page.expect_request(lambda request: request.method == "POST"):
        page.mouse.click(*at)
    page.mouse.click(*at)
    page.wait_for_url("**/change/")
    assert Article.objects.count() == 1


@pytest.mark.parametrize("viewport", [None, PHONE])
def test_everybody_can_use_these_pages(
    open_page: OpenPage,
    sign_in_page: SignInPage,
    axe: CheckPage,
    editor: User,
    viewport: dict[str, int] | None,
) -> None:
    article = make_commission(editor)
    page = open_page(**({"viewport": viewport, "color_scheme": "dark"} if viewport else {}))
    sign_in_page(page, editor)
    for address in (COMMISSION, assign_page(article), page_of(article)):
        page.goto(address)
        axe(page)
    page.goto(COMMISSION)
    page.get_by_label("Writer").fill("Nemo")
    page.get_by_role("button", name="Commission").click()
    page.wait_for_selector(".errornote")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
