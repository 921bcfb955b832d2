"""A reader who comes back learns what has changed, and nobody else learns that they came back."""

import pytest
from playwright.sync_api import expect

from articles.models import Article, Edition
from authors.models import User
from tests.browser.conftest import OpenPage
from tests.make import make_article, make_published, make_update

pytestmark = pytest.mark.browser


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer)


@pytest.fixture
def edition(article: Article, writer: User, publisher: User) -> Edition:
    return make_published(article, writer, publisher)


def test_who_read_an_earlier_edition_is_led_to_the_difference(
    open_page: OpenPage, article: Article, edition: Edition, writer: User, publisher: User
) -> None:
    page = open_page()
    path = edition.get_absolute_url()
    page.goto(path)
    expect(page.locator("read-before")).to_be_hidden()
    make_update(article, writer, publisher, body="The gate is open.")
    page.goto(path)
    expect(page.locator("read-before")).to_contain_text("You read edition 1 here.")
    page.get_by_role("link", name="See what has changed since").click()
    assert page.url.endswith(f"{path}history/1..2/")
    page.goto(path)
    expect(page.locator("read-before")).to_be_hidden()
    assert not page.context.cookies()


def test_a_comma_is_not_worth_a_word(
    open_page: OpenPage, article: Article, edition: Edition, writer: User, publisher: User
) -> None:
    page = open_page()
    page.goto(edition.get_absolute_url())
    make_update(article, writer, publisher, change_kind="minor", change_note="", body="The gate, is late.")
    page.goto(edition.get_absolute_url())
    expect(page.locator("read-before")).to_be_hidden()


def test_a_stranger_is_told_nothing(
    open_page: OpenPage, article: Article, edition: Edition, writer: User, publisher: User
) -> None:
    make_update(article, writer, publisher, body="The gate is open.")
    page = open_page()
    page.goto(edition.get_absolute_url())
    expect(page.locator("read-before")).to_be_hidden()
