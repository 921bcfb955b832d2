"""Why a comment would wait is said before it does: in the page, on the page of its own, and by keyboard."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors import guarding
from authors.models import User
from comments.models import Comment, Word
from tests.make_comments import make_live

from .conftest import CheckPage, SignInPage

TRY = "/admin/comments/word/try/"


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    Word.objects.add("numbskull", Word.Kind.SUSPECT)
    return make_live(writer, publisher)


def test_a_comment_is_changed_and_appears_at_once(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    text = page.get_by_label("Your comment")
    text.fill("You numb5kull.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told = page.locator("[data-waits]")
    expect(told).to_be_focused()
    expect(told).to_contain_text("“numb5kull”")
    axe(page)
    page.keyboard.press("Shift+Tab")
    expect(text).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("You are mistaken.")
    page.get_by_role("button", name="Post it so that it waits").click()
    expect(page.locator("comment-form").get_by_role("status")).to_have_text("Your comment is posted")
    expect(told).to_be_hidden()
    expect(page.get_by_role("button", name="Post comment")).to_be_visible()
    assert Comment.objects.public().filter(text="You are mistaken.").exists()


def test_two_quick_comments_one_after_the_other_are_both_posted(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    for words in ("Pasted.", "And pasted again."):
        page.get_by_label("Your comment").fill(words)
        page.get_by_role("button", name="Post comment").click()
        expect(page.locator(".comment:focus")).to_contain_text(words)


def test_a_browser_that_fills_in_everything_posts_at_the_second_try(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage, complaints: list[str]
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("Filled in.")
    page.evaluate("document.querySelector('comment-form [name=website]').value = 'https://gannet.example'")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_label("Your comment")).to_have_value("Filled in.")
    expect(page.locator("#comment-error")).to_contain_text("Nothing was lost")
    complaints.clear()  # a refused comment is a 400
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".comment:focus")).to_contain_text("Filled in.")


def test_without_javascript_the_page_says_so_and_the_second_press_posts(
    no_js: Page, edition: Edition, regular: User, sign_in_page: SignInPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    page = no_js
    sign_in_page(page, regular)
    page.goto(f"{edition.get_absolute_url()}comment/")
    page.get_by_label("Your comment").fill("You numbskull.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("alert")).to_contain_text("A moderator would read this first.")
    page.get_by_role("button", name="Post it so that it waits").click()
    expect(page.get_by_role("heading", name="Your comment waits for a moderator")).to_be_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("Your comment").fill("You are mistaken.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("You are mistaken.")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_words(
    page: Page, edition: Edition, moderator: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    sign_in_page(page, moderator)
    page.goto("/admin/comments/word/")
    axe(page)
    page.get_by_role("link", name="Try the rules on a text").click()
    axe(page)
    page.get_by_label("Text").fill("You numb5kull: https://a.example https://b.example https://c.example")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_role("heading", name="It would wait for a moderator")).to_be_visible()
    expect(page.locator("mark")).to_have_text("numb5kull")
    axe(page)
