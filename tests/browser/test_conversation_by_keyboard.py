"""The whole conversation with the keyboard alone: every step is reached by Tab, and one sees where one is."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment, Report
from tests.conftest import PASSWORD
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import CheckPage, SignInPage

pytestmark = pytest.mark.usefixtures("patience")

WHERE = """() => {
    const here = document.activeElement, box = here.getBoundingClientRect();
    const at = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const there = here.contains(at) || at?.contains(here);
    return {
        name: (here.textContent + ' ' + here.id).replace(/\\s+/g, ' ').trim(),
        outline: getComputedStyle(here).outlineStyle,
        seen: box.bottom > 0 && box.top < innerHeight && (box.width < 2 || there),
    };
}"""


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A live article with a few comments."""
    edition = make_live(writer, publisher)
    first = make_comment(edition, make_reader("Pim"), "I count 32.")
    make_comment(edition, make_reader("Wick Arlen"), "So does the inner line.", parent_id=first.pk)
    return edition


def tab_to(page: Page, name: str, most: int = 80) -> None:
    """Press Tab until what has the focus says this; on the way, whatever has it can be seen and is outlined."""
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        assert here["seen"], f"What has the focus is out of sight: {here}"
        assert here["outline"] != "none", f"Nothing shows that this has the focus: {here}"
        if name in here["name"]:
            return
    raise AssertionError(f"Tab does not reach “{name}”.")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_one_writes_signs_in_and_goes_on_where_one_was(page: Page, edition: Edition, regular: User) -> None:
    page.goto(edition.get_absolute_url())
    tab_to(page, "comment-text")
    page.keyboard.type("By keyboard.")
    press(page, "Post comment")
    expect(page.get_by_label("Email")).to_be_focused()
    page.keyboard.type(regular.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".comment:focus")).to_contain_text("By keyboard.")


def test_one_answers_quotes_and_comes_back_to_where_one_was(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    press(page, "Reply to Pim")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Quote")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your comment")).to_be_focused()
    page.keyboard.type("So do I.")
    press(page, "Post comment")
    expect(page.locator(".comment:focus")).to_contain_text("So do I.")
    assert Comment.objects.get(text="> I count 32.\n\nSo do I.").parent


def test_an_answer_that_is_given_up_leads_back_to_what_was_to_be_answered(
    page: Page, edition: Edition
) -> None:
    page.goto(edition.get_absolute_url())
    press(page, "Reply to Pim")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Reply to Pim")).to_be_focused()
    expect(page.get_by_text("Your answer to")).to_be_hidden()


def test_one_sorts_and_opens_the_address_of_a_comment(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    press(page, "Oldest first")
    expect(page.locator(".rules [aria-current]")).to_have_text("Oldest first")
    first = Comment.objects.earliest("pk")
    page.locator(f"#comment-{first.pk} header a").focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#comment-{first.pk}")).to_be_in_viewport()
    assert page.url.endswith(f"#comment-{first.pk}")


def test_one_recommends_changes_and_removes(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, regular)
    page.goto(edition.get_absolute_url())
    expect(page.get_by_text("You post as gannet")).to_be_visible()
    press(page, "Recommend what is said by Pim")
    expect(page.get_by_role("link", name="Recommended what is said by Pim 1")).to_be_focused()
    page.reload()
    expect(page.get_by_text("You post as gannet")).to_be_visible()
    press(page, "Change or remove")
    expect(page.get_by_role("heading", name="Your comment is posted")).to_be_visible()
    press(page, "Change")
    expect(page.get_by_role("heading", name="Change your comment")).to_be_visible()
    tab_to(page, "comment-text")
    page.keyboard.press("Control+A")
    page.keyboard.type("Put right.")
    press(page, "Save the change")
    expect(page.get_by_text("Put right.")).to_be_visible()
    press(page, "Remove")
    expect(page.get_by_role("heading", name="Remove your comment?")).to_be_visible()
    press(page, "Remove it")
    expect(page.get_by_role("heading", name="You have removed this comment")).to_be_visible()


def test_one_reports(page: Page, edition: Edition) -> None:
    page.goto(edition.get_absolute_url())
    press(page, "Report what is said by Wick Arlen")
    expect(page.get_by_role("heading", name="Report a comment")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("ArrowDown")
    press(page, "Send the report")
    expect(page.locator("h1")).not_to_have_text("Report a comment")
    assert Report.objects.count() == 1


def test_axe_finds_nothing_on_the_way(
    page: Page, edition: Edition, regular: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    address, comment = edition.get_absolute_url(), Comment.objects.get(reader__user=regular)
    sign_in_page(page, regular)
    page.goto(address)
    page.get_by_role("link", name="Reply to Pim").click()
    page.get_by_role("button", name="Quote").click()
    axe(page)
    for place in (
        "comments/?order=oldest",
        f"comments/{comment.pk}/",
        f"comment/?parent={Comment.objects.earliest('pk').pk}&quote=1",
        *(f"comment/{comment.pk}/{act}" for act in ("", "edit/", "remove/")),
        f"comment/{Comment.objects.earliest('pk').pk}/recommend/",
    ):
        page.goto(address + place)
        axe(page)
