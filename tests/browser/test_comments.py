"""The conversation in a real browser: with JavaScript, without it, and with the keyboard alone."""

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment
from tests.conftest import PASSWORD
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import CheckPage, OpenPage, SignInPage

pytestmark = pytest.mark.usefixtures("patience")


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A live article with one public comment."""
    edition = make_live(writer, publisher)
    make_comment(edition, make_reader("Wick Arlen"), "Which is the outer line’s whole case.")
    return edition


def sign_in_here(page: Page, user: User) -> None:
    """Fill the sign-in form that is open, on a page or in the dialog."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_with_javascript_a_reader_writes_signs_in_and_stays_on_the_page(
    page: Page, edition: Edition, regular: User
) -> None:
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("Typed before signing in.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_role("dialog", name="Welcome back!")).to_be_visible()
    expect(page.get_by_label("Email")).to_be_focused()
    sign_in_here(page, regular)
    expect(page.locator("comment-form").get_by_role("status")).to_have_text("Your comment is posted")
    expect(page.locator(".comment:focus")).to_contain_text("Typed before signing in.")
    expect(page.get_by_label("Your comment")).to_have_value("")
    assert page.url.endswith(edition.get_absolute_url())
    page.reload()
    expect(page.get_by_text("Typed before signing in.")).to_be_visible()
    expect(page.get_by_text("You post as gannet")).to_be_visible()
    expect(page.get_by_role("link", name="Your account")).to_be_visible()


def test_a_wrong_password_is_told_in_the_dialog(
    page: Page, edition: Edition, regular: User, complaints: list[str]
) -> None:
    page.goto(edition.get_absolute_url())
    page.locator(".mast").get_by_role("link", name="Sign in").click()
    page.get_by_label("Email").fill(regular.email)
    page.get_by_label("Password", exact=True).fill("not my password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_be_focused()
    complaints.clear()  # a refused form is a 400
    sign_in_here(page, regular)
    expect(page.get_by_role("link", name="Your account")).to_be_visible()


def test_with_javascript_an_answer_stands_below_what_it_answers(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    expect(page.get_by_label("Your comment")).to_be_focused()
    expect(page.get_by_text("Your answer to Wick Arlen")).to_be_visible()
    page.keyboard.type("Thank you for saying so.")
    page.get_by_role("button", name="Post comment").click()
    answer = Comment.objects.public().filter(text="Thank you for saying so.")
    expect(page.locator("comment-form").get_by_role("status")).to_have_text("Your comment is posted")
    assert answer.get().parent
    below = page.locator("li", has=page.locator(f"#comment-{answer.get().parent_id}"))
    expect(below.locator("ol .comment")).to_contain_text("Thank you for saying so.")
    expect(page.locator("comment-form form")).to_be_visible()


def test_a_first_comment_is_shown_to_its_writer_as_waiting(
    page: Page, edition: Edition, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, make_reader("newcomer"))
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("My grandfather kept the tide book.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("[data-waits]")).to_be_focused()
    expect(page.locator("[data-waits]")).to_contain_text("A moderator reads first comments")
    assert not Comment.objects.filter(text__startswith="My grandfather").exists()
    page.get_by_role("button", name="Post it so that it waits").click()
    expect(page.locator(".comment.held")).to_contain_text("Waiting for a moderator")
    page.reload()
    expect(page.locator(".comment.held")).to_contain_text("My grandfather kept the tide book.")


def test_what_is_refused_is_said_below_the_text_and_kept(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage, complaints: list[str]
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    text = page.get_by_label("Your comment")
    text.fill("My first comment.")
    page.get_by_role("button", name="Post comment").click()
    expect(text).to_have_attribute("aria-invalid", "true")
    expect(text).to_have_accessible_description(re.compile("once is enough"))
    expect(text).to_be_focused()
    complaints.clear()  # a refused comment is a 409
    page.reload()
    expect(page.get_by_label("Your comment")).to_have_value("My first comment.")


def test_without_javascript_a_reader_signs_up_and_posts(no_js: Page, edition: Edition) -> None:
    page = no_js
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Leave a comment").click()
    page.get_by_label("Your comment").fill("Written without any script.")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("Email").fill("new@causeway.example")
    page.get_by_label("Display name").fill("Low Quay")
    page.get_by_label("Password", exact=True).fill("ebb-and-flow-1998")
    page.get_by_role("button", name="Create the account").click()
    found = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{2,4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_label("Your comment")).to_have_value("Written without any script.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.get_by_text("A moderator reads first comments before they appear.")).to_be_visible()
    expect(page.get_by_label("Your comment")).to_have_value("Written without any script.")
    page.get_by_role("button", name="Post it so that it waits").click()
    expect(page.get_by_role("heading", name="Your comment waits for a moderator")).to_be_visible()
    page.get_by_role("link", name="Back to the article").click()
    expect(page.get_by_role("heading", name="Comments")).to_be_visible()


def test_without_javascript_a_reader_answers(
    no_js: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    page = no_js
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Reply to Wick Arlen").click()
    expect(page.get_by_text("Which is the outer line’s whole case.")).to_be_visible()
    page.get_by_label("Your comment").fill("An answer on paper.")
    page.get_by_role("button", name="Post comment").click()
    page.get_by_role("link", name="Back to the article").click()
    comment = Comment.objects.get(text="An answer on paper.")
    assert page.url.endswith(f"#comment-{comment.pk}")
    expect(page.locator(f"#comment-{comment.pk}")).to_be_in_viewport()


def test_the_keyboard_alone_is_enough(page: Page, edition: Edition, regular: User) -> None:
    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if name in str(page.evaluate("document.activeElement.textContent + document.activeElement.id")):
                return
        raise AssertionError(f"Tab does not reach “{name}”.")

    page.goto(edition.get_absolute_url())
    tab_to("comment-text")
    page.keyboard.type("By keyboard.")
    tab_to("Post comment")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(regular.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".comment:focus")).to_contain_text("By keyboard.")


def test_escape_leaves_the_dialog_and_gives_the_focus_back(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    link = page.locator(".mast").get_by_role("link", name="Sign in")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(link).to_be_focused()


def test_axe_finds_nothing_on_the_pages_of_readers(
    page: Page,
    edition: Edition,
    regular: User,
    sign_in_page: SignInPage,
    axe: CheckPage,
    complaints: list[str],
) -> None:
    address = edition.get_absolute_url()
    for path in (reverse("account_login"), reverse("account_signup"), f"{address}comment/", address):
        page.goto(path)
        axe(page)
    page.locator(".mast").get_by_role("link", name="Sign in").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    axe(page)
    page.goto(reverse("account_signup"))
    page.get_by_role("button", name="Create the account").click()
    axe(page)
    sign_in_page(page, regular)
    page.goto(f"{address}comment/")
    page.get_by_role("button", name="Post comment").click()
    complaints.clear()  # a refused comment is a 409
    axe(page)
    for name in (
        "account_email",
        "account_change_password",
        "mfa_index",
        "usersessions_list",
        "account_logout",
    ):
        page.goto(reverse(name))
        axe(page)


def test_axe_finds_nothing_on_the_moderators_desk(
    page: Page, edition: Edition, moderator: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    held = make_comment(edition, status=Comment.Status.HELD)
    sign_in_page(page, moderator)
    for address in (
        reverse("admin:comments_comment_changelist"),
        reverse("admin:comments_comment_change", args=[held.pk]),
    ):
        page.goto(address)
        axe(page)


def test_a_phone_shows_the_thread_without_scrolling_sideways(
    open_page: OpenPage, edition: Edition, regular: User
) -> None:
    before: Any = None
    for _ in range(5):
        before = make_comment(edition, text="w" * 200 + f" {before}", parent_id=before and before.pk)
    for width in (320, 390):
        page = open_page(viewport={"width": width, "height": 800})
        page.goto(edition.get_absolute_url())
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_moderator_decides_in_the_browser(
    page: Page, edition: Edition, moderator: User, sign_in_page: SignInPage
) -> None:
    first = make_comment(edition, text="Please let me in", status=Comment.Status.HELD)
    make_comment(edition, text="Me too", status=Comment.Status.HELD)
    sign_in_page(page, moderator)
    page.goto(reverse("admin:comments_comment_change", args=[first.pk]))
    page.get_by_label("Reason").fill("Names a private person")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("1 comment rejected.")).to_be_visible()
    expect(page.get_by_text("Names a private person")).to_be_visible()
    page.goto(reverse("admin:comments_comment_changelist"))
    page.get_by_role("row", name="Me too").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label="Approve")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("1 comment approved.")).to_be_visible()
