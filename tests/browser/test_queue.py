"""The moderators' queue in a browser: decided by single keys without leaving the page, and a switch turns them off."""

from time import monotonic

import pytest
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment, ReaderNote
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import CheckPage, OpenPage, SignInPage

QUEUE = "/admin/comments/comment/queue/"
NOW = ".card.now"


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    return make_live(writer, publisher, headline="The gate on the Orle")


@pytest.fixture
def waiting(edition: Edition) -> list[Comment]:
    """Twelve comments, of which ten fit on the page."""
    return [make_comment(edition, text=f"Number {number}", status="held") for number in range(1, 13)]


@pytest.fixture
def desk(page: Page, sign_in_page: SignInPage, moderator: User, waiting: list[Comment]) -> Page:
    """A moderator's browser at the queue."""
    sign_in_page(page, moderator)
    page.goto(QUEUE)
    return page


def status_of(comment: Comment) -> str:
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def said(page: Page, words: str) -> None:
    expect(page.locator("[data-status]")).to_contain_text(words)


def test_one_key_approves_and_the_next_is_at_hand(desk: Page, waiting: list[Comment]) -> None:
    expect(desk.locator(NOW)).to_contain_text("Number 1")
    desk.keyboard.press("a")
    expect(desk.locator(NOW)).to_contain_text("Number 2")
    said(desk, "approved")
    assert status_of(waiting[0]) == "public"
    expect(desk.locator(".card")).to_have_count(10)
    expect(desk.locator("h1")).to_contain_text("11")


def test_two_keys_reject_with_a_ground(desk: Page, waiting: list[Comment]) -> None:
    desk.keyboard.press("r")
    desk.keyboard.press("3")
    said(desk, "rejected")
    decision = waiting[0].decisions.get(kind="reject")
    assert decision.ground == "privacy"


def test_a_key_undoes_and_the_comment_is_at_hand_again(desk: Page, waiting: list[Comment]) -> None:
    desk.keyboard.press("a")
    said(desk, "approved")
    desk.keyboard.press("u")
    said(desk, "undone")
    expect(desk.locator(NOW)).to_contain_text("Number 1")
    assert status_of(waiting[0]) == "held"


def test_pressed_at_once_the_last_decision_is_undone_and_no_other(desk: Page, waiting: list[Comment]) -> None:
    for key in ("a", "a", "u"):
        desk.keyboard.press(key)
    said(desk, "undone")
    assert [status_of(one) for one in waiting[:3]] == ["public", "held", "held"]


def test_a_key_held_down_decides_once(desk: Page, waiting: list[Comment]) -> None:
    for _ in range(5):
        desk.keyboard.down("a")
    desk.keyboard.up("a")
    said(desk, "approved")
    assert [status_of(one) for one in waiting[:2]] == ["public", "held"]


def test_keys_lead_through_the_comments_and_tick_several(desk: Page, waiting: list[Comment]) -> None:
    for key in ("j", "x", "j", "x", "k"):
        desk.keyboard.press(key)
    expect(desk.locator(NOW)).to_contain_text("Number 2")
    expect(desk.locator("#bulk legend")).to_have_text("Chosen: 2")
    desk.locator("#bulk").get_by_role("button", name="Approve").click()
    said(desk, "2 comments decided.")
    assert [status_of(one) for one in waiting[:4]] == ["held", "public", "public", "held"]


def test_what_somebody_else_decided_comes_back_as_it_is_now(
    desk: Page, waiting: list[Comment], complaints: list[str]
) -> None:
    Comment.objects.filter(pk=waiting[0].pk).update(status="rejected")
    desk.keyboard.press("a")
    said(desk, "got there first")
    expect(desk.locator(f"#comment-{waiting[0].pk}")).to_contain_text("rejected")


def test_a_sanction_asks_why_and_enter_means_that_button(desk: Page, waiting: list[Comment]) -> None:
    desk.keyboard.press("s")
    desk.keyboard.type("Shouts at everybody")
    desk.keyboard.press("Enter")
    said(desk, "is suspended")
    expect(desk.locator(NOW)).to_contain_text("suspended")
    waiting[0].reader.refresh_from_db()
    assert waiting[0].reader.suspended_until
    assert not waiting[0].reader.banned_at


def test_a_note_is_kept_without_leaving_the_page(desk: Page, waiting: list[Comment]) -> None:
    desk.keyboard.press("n")
    desk.keyboard.type("Asked kindly, writes kindly")
    desk.locator(NOW).get_by_role("button", name="Keep the note").click()
    said(desk, "The note is kept.")
    assert ReaderNote.objects.get().reader == waiting[0].reader


def test_a_question_mark_shows_the_keys_and_the_switch_turns_them_off(
    desk: Page, waiting: list[Comment]
) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("dialog#keys")).to_contain_text("Undo your last decision")
    desk.get_by_label("Keyboard shortcuts").uncheck()
    desk.get_by_role("button", name="Close").click()
    desk.locator(f"#comment-{waiting[0].pk}").focus()
    desk.keyboard.press("a")
    desk.keyboard.press("?")
    expect(desk.locator("dialog#keys")).to_be_hidden()
    expect(desk.locator(".card")).to_have_count(10)
    assert status_of(waiting[0]) == "held"


def test_what_is_typed_decides_nothing(desk: Page, waiting: list[Comment]) -> None:
    desk.keyboard.press("e")
    desk.locator(NOW).get_by_label("Why (the reader is told)").fill("")
    desk.keyboard.type("a bad day, x rated, u know")
    desk.keyboard.press("Enter")
    assert {status_of(one) for one in waiting} == {"held"}


def test_leaving_gives_back_what_nobody_decided(desk: Page, waiting: list[Comment], moderator: User) -> None:
    assert Comment.objects.filter(claimed_by=moderator).count() == 10
    desk.goto("/admin/")
    for _ in range(50):
        if not Comment.objects.filter(claimed_by=moderator).exists():
            break
        desk.wait_for_timeout(100)
    assert not Comment.objects.filter(claimed_by=moderator).exists()


def test_without_a_script_each_press_leads_to_the_next(
    no_js: Page, sign_in_page: SignInPage, moderator: User, waiting: list[Comment]
) -> None:
    sign_in_page(no_js, moderator)
    no_js.goto(QUEUE)
    card = no_js.locator(".card").first
    card.get_by_role("button", name="Approve", exact=True).click()
    assert status_of(waiting[0]) == "public"
    card.locator("summary", has_text="Reject").click()
    card.get_by_role("button", name="advertises").click()
    assert status_of(waiting[1]) == "rejected"
    no_js.locator("summary", has_text="Your last decisions").click()
    no_js.get_by_role("button", name="Undo").first.click()
    assert status_of(waiting[1]) == "held"


def test_a_lost_connection_loses_no_decision_silently(
    desk: Page, waiting: list[Comment], complaints: list[str]
) -> None:
    desk.context.set_offline(True)
    desk.keyboard.press("a")
    said(desk, "did not reach the newsroom")
    desk.context.set_offline(False)
    desk.keyboard.press("a")
    said(desk, "approved")
    assert status_of(waiting[0]) == "public"
    complaints.clear()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_queue_is_within_reach_of_everybody(
    width: int,
    open_page: OpenPage,
    sign_in_page: SignInPage,
    moderator: User,
    edition: Edition,
    axe: CheckPage,
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    sign_in_page(page, moderator)
    page.goto(QUEUE)
    axe(page)
    for text in ("A" * 900, "هذا تعليق من قارئ", "<b>x</b>"):
        make_comment(edition, make_reader(), text, status="held")
    page.goto(QUEUE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for key in "re":
        page.keyboard.press(key)
        axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("a")
    said(page, "approved")
    if width == 390:
        page.locator("summary", has_text="Your last decisions").click()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    axe(page)
    reader = Comment.objects.latest("pk").reader_id
    for address in ("comment/statistics/", "comment/", f"reader/{reader}/change/", "reader/"):
        page.goto(f"/admin/comments/{address}")
        axe(page)


def test_thirty_comments_take_thirty_keys_and_less_than_a_minute(
    page: Page, sign_in_page: SignInPage, moderator: User, edition: Edition
) -> None:
    for number in range(30):
        make_comment(edition, text=f"Number {number}", status="held")
    sign_in_page(page, moderator)
    page.goto(QUEUE)
    begun = monotonic()
    for left in range(30, 0, -1):
        page.locator(f"{NOW}:not(.going)").wait_for()
        page.keyboard.press("a")
        page.wait_for_function(
            "n => Number(document.querySelector('[data-standing]').textContent) < n", arg=left
        )
    assert monotonic() - begun < 60
    assert Comment.objects.filter(status="public").count() == 30
