"""Versions in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.saving import claim, finish
from authors.models import User
from tests.desk import page_of
from tests.make import make_article, make_row

from .conftest import CheckPage, SignInPage


@pytest.fixture
def article(writer: User) -> Article:
    """A text that was saved twice."""
    article = make_article(writer, headline="The gate is late")
    make_row(article)
    claim(article)
    article.headline, article.body = "The gate is early", "Nobody on the island believes it."
    article.save()
    return finish(article.pk, writer)


@pytest.mark.parametrize("size", ["page", "phone"])
def test_versions_are_listed_and_compared_without_a_finding_of_axe(
    size: str,
    request: pytest.FixtureRequest,
    sign_in_page: SignInPage,
    article: Article,
    writer: User,
    axe: CheckPage,
) -> None:
    page: Page = request.getfixturevalue(size)
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator(".bar-do summary").click()
    page.get_by_role("link", name="Versions").click()
    axe(page)
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("ins").first).to_contain_text("early")
    axe(page)


def test_a_headline_is_brought_back_without_scripts(
    no_js: Page, sign_in_page: SignInPage, article: Article, writer: User
) -> None:
    sign_in_page(no_js, writer)
    no_js.goto(page_of(article).replace("change/", "versions/1..2/"))
    no_js.get_by_label("From version 1, bring back").select_option("headline")
    no_js.get_by_role("button", name="Bring back").click()
    expect(no_js.get_by_label("Headline:", exact=True)).to_have_value("The gate is late")
