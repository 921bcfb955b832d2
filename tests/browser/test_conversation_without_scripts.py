"""The whole conversation in a browser that runs no JavaScript: read, sort, answer, quote, change, remove, report."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment, Mute, Recommendation, Report
from tests.conftest import PASSWORD
from tests.make_comments import make_comment, make_live, make_reader
from tests.test_comments_thread import many

from .conftest import OpenPage, SignInPage

pytestmark = pytest.mark.usefixtures("patience")


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A live article with more comments than fit on a page, and two that matter."""
    edition = make_live(writer, publisher)
    many(edition, 101, 0)
    make_comment(edition, make_reader("Pim"), "I count 32.")
    make_comment(edition, make_reader("Wick Arlen"), "Which is the outer line’s whole case.")
    return edition


def test_one_reads_and_sorts(no_js: Page, edition: Edition) -> None:
    page = no_js
    page.goto(edition.get_absolute_url())
    expect(page.locator(".comment").first).to_contain_text("Which is the outer line’s whole case.")
    page.get_by_role("link", name="More comments").click()
    expect(page.locator(".comment")).to_have_count(3)
    page.get_by_role("link", name="Comments before these").click()
    page.get_by_role("link", name="Oldest first").click()
    expect(page.get_by_text("Which is the outer line’s whole case.")).to_have_count(0)
    page.get_by_role("link", name="Most recommended first").click()
    expect(page.locator(".rules [aria-current]")).to_have_text("Most recommended first")


def test_one_opens_the_address_of_a_comment(no_js: Page, edition: Edition) -> None:
    page, comment = no_js, Comment.objects.get(reader__display_name="Pim")
    page.goto(edition.get_absolute_url())
    page.locator(f"#comment-{comment.pk} header a").click()
    assert page.url.endswith(f"/comments/{comment.pk}/#comment-{comment.pk}")
    expect(page.locator(f"#comment-{comment.pk}")).to_be_in_viewport()


def test_one_answers_with_a_quotation_and_signs_in_on_the_way(
    no_js: Page, edition: Edition, regular: User
) -> None:
    page = no_js
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Pim").click()
    page.get_by_role("link", name="Quote it in your answer").click()
    text = page.get_by_label("Your comment")
    text.fill(f"{text.input_value()}So do I.")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_label("Email").fill(regular.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("Your comment")).to_have_value("> I count 32.\n\nSo do I.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("heading", name="Your comment is posted")).to_be_visible()
    page.get_by_role("link", name="Back to the article").click()
    answer = Comment.objects.get(text__endswith="So do I.")
    assert answer.parent
    assert answer.parent.text == "I count 32."
    below = page.locator("li", has=page.locator(f"#comment-{answer.parent_id}")).locator("ol .comment")
    expect(below.locator("blockquote")).to_have_text("I count 32.")


def test_one_changes_and_removes_what_one_said(
    no_js: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    page, comment = no_js, Comment.objects.get(reader__user=regular)
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.locator(f"#comment-{comment.pk} header a").click()
    page.get_by_role("link", name="Your comment? Change or remove it").click()
    page.get_by_role("link", name="Change", exact=True).click()
    page.get_by_label("Your comment").fill("My first comment, put right.")
    page.get_by_role("button", name="Save the change").click()
    expect(page.get_by_text("My first comment, put right.")).to_be_visible()
    page.get_by_role("link", name="Remove", exact=True).click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("heading", name="You have removed this comment")).to_be_visible()
    page.goto(edition.get_absolute_url())
    expect(page.get_by_text("My first comment, put right.")).to_have_count(0)


def test_one_recommends_and_thinks_better_of_it(
    no_js: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    page, comment = no_js, Comment.objects.get(reader__display_name="Pim")
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Recommend what is said by Pim").click()
    page.get_by_role("button", name="Recommend", exact=True).click()
    expect(page.locator(f"#comment-{comment.pk} b")).to_have_text("1")
    page.get_by_role("link", name="Recommend what is said by Pim").click()
    page.get_by_role("button", name="Recommend it no more").click()
    assert not Recommendation.objects.exists()


def test_one_reports_without_an_account(no_js: Page, edition: Edition) -> None:
    page = no_js
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Report what is said by Pim").click()
    expect(page.get_by_text("I count 32.")).to_be_visible()
    page.get_by_label("has nothing to do with the article").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("h1")).not_to_have_text("Report a comment")
    assert Report.objects.get().comment == Comment.objects.get(reader__display_name="Pim")


def test_one_mutes_somebody(no_js: Page, edition: Edition, regular: User, sign_in_page: SignInPage) -> None:
    page, comment = no_js, Comment.objects.get(reader__display_name="Pim")
    sign_in_page(page, regular)
    page.goto(f"{edition.get_absolute_url()}comments/{comment.pk}/")
    page.get_by_role("link", name="Mute its writer").click()
    page.get_by_role("button", name="Mute").click()
    expect(page.locator(f"#comment-{comment.pk}")).to_be_visible()
    assert Mute.objects.get().muted == comment.reader


def test_a_word_of_ten_thousand_characters_does_not_widen_the_page(
    open_page: OpenPage, edition: Edition
) -> None:
    long = make_comment(edition, make_reader("Wordy Wilma"), "w" * 4999)
    make_comment(edition, make_reader("Coding Cora"), f"```\n{'y' * 4900}\n```")
    make_comment(edition, make_reader("Longer Lena"), f"https://example.org/{'x' * 4900}", parent_id=long.pk)
    Comment.objects.filter(pk=long.pk).update(html=f"<p>{'w' * 10_000}</p>")
    for width in (320, 390, 1280):
        page = open_page(java_script_enabled=False, viewport={"width": width, "height": 800})
        page.goto(edition.get_absolute_url())
        for said in page.locator(".says > *").all():
            box = said.bounding_box()
            assert box
            assert box["x"] + box["width"] <= width
