"""What is typed stays: through a reload, in two tabs, on every form; and what is answered can be quoted."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import OpenPage, SignInPage

SAID = "The gauge at Aldery shows it first.\n\nNobody looks at it."


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A live article with two comments."""
    edition = make_live(writer, publisher)
    make_comment(edition, make_reader("Wick Arlen"), SAID)
    make_comment(edition, make_reader("Pim"), "> Nobody looks at it.\n\nI do.")
    return edition


def test_an_answer_is_still_there_after_a_reload_below_what_it_answers(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    page.keyboard.type("Half an answer")
    page.reload()
    expect(page.get_by_text("Your answer to Wick Arlen")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("Half an answer")
    expect(page.get_by_label("Your comment")).not_to_be_focused()


def test_two_tabs_do_not_write_over_each_other(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    other = page.context.new_page()
    other.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("In one tab.")
    other.get_by_label("Your comment").fill("In the other.")
    page.reload()
    other.reload()
    expect(page.get_by_label("Your comment")).to_have_value("In one tab.")
    expect(other.get_by_label("Your comment")).to_have_value("In the other.")


def test_a_browser_that_keeps_nothing_can_still_comment(
    open_page: OpenPage, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    page = open_page()
    refuse = "get() { throw new DOMException('no', 'SecurityError'); }"
    page.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {{ {refuse} }})")
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("A comment of its own.")
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    expect(page.get_by_label("Your comment")).to_have_value("")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_label("Your comment")).to_have_value("A comment of its own.")
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    page.keyboard.type("Without any memory.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("comment-form").get_by_role("status")).to_have_text("Your comment is posted")


def test_what_was_just_posted_can_be_put_right_at_once(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("Wit a mistake.")
    page.get_by_role("button", name="Post comment").click()
    page.locator(".comment:focus").get_by_role("link", name="Change or remove").click()
    expect(page.get_by_text("Wit a mistake.")).to_be_visible()
    expect(page.get_by_role("link", name="Change", exact=True)).to_be_visible()


def test_what_was_typed_below_the_article_is_on_the_page_of_the_form_too(
    page: Page, edition: Edition
) -> None:
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("Typed below the article.")
    page.goto(f"{edition.get_absolute_url()}comment/")
    expect(page.get_by_label("Your comment")).to_have_value("Typed below the article.")
    page.get_by_label("Your comment").fill("Typed on.")
    page.goto(edition.get_absolute_url())
    expect(page.get_by_label("Your comment")).to_have_value("Typed on.")


def test_what_was_posted_on_the_page_of_the_form_is_not_offered_again(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(f"{edition.get_absolute_url()}comment/")
    page.get_by_label("Your comment").fill("Posted on a page of its own.")
    page.wait_for_timeout(2100)  # nobody who writes is quicker
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", name="Your comment is posted")).to_be_visible()
    page.goto(edition.get_absolute_url())
    expect(page.get_by_label("Your comment")).to_have_value("")


def test_a_change_is_still_there_after_a_reload_until_it_is_saved(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    comment = Comment.objects.get(reader__user=regular)
    change = f"{edition.get_absolute_url()}comment/{comment.pk}/edit/"
    page.goto(change)
    page.get_by_label("Your comment").fill("My first comment, put right.")
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("My first comment, put right.")
    page.wait_for_timeout(2100)  # nobody who writes is quicker
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("My first comment, put right.")).to_be_visible()
    page.goto(change)
    expect(page.get_by_label("Your comment")).to_have_value("My first comment, put right.")
    assert not page.evaluate("sessionStorage.length")


def test_the_whole_of_a_comment_is_quoted_where_the_caret_is(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    page.keyboard.type("You say:")
    page.get_by_role("button", name="Quote").click()
    text = page.get_by_label("Your comment")
    expect(text).to_be_focused()
    page.keyboard.type("I do.")
    expect(text).to_have_value(
        "You say:\n\n> The gauge at Aldery shows it first.\n>\n> Nobody looks at it.\n\nI do."
    )
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value(
        "You say:\n\n> The gauge at Aldery shows it first.\n>\n> Nobody looks at it.\n\nI do."
    )


def test_only_what_is_selected_is_quoted(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    page.locator(".says p", has_text="The gauge at Aldery").evaluate(
        "node => getSelection().setBaseAndExtent(node.firstChild, 4, node.firstChild, 19)"
    )
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    page.get_by_role("button", name="Quote").click()
    expect(page.get_by_label("Your comment")).to_have_value("> gauge at Aldery\n\n")


def test_a_paragraph_selected_by_three_clicks_is_quoted(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    page.locator(".says p", has_text="Nobody looks at it.").last.click(click_count=3)
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    page.get_by_role("button", name="Quote").click()
    expect(page.get_by_label("Your comment")).to_have_value("> Nobody looks at it.\n\n")


def test_what_somebody_quotes_themselves_is_left_out(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Pim").click()
    page.get_by_role("button", name="Quote").click()
    expect(page.get_by_label("Your comment")).to_have_value("> I do.\n\n")
