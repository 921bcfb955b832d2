"""Comments that appear while somebody reads: told quietly, added where they belong, and nothing moves."""

import pytest
from playwright.sync_api import Locator, Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Comment, Mute
from tests.make_comments import make_comment, make_live, make_reader

from .conftest import CheckPage, SignInPage

TEXT = "The gauge at Aldery shows it first, and nobody looks at the gauge at Aldery. " * 4


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A live article with enough comments to read down in."""
    edition = make_live(writer, publisher)
    for number in range(12):
        make_comment(edition, text=f"{number}. {TEXT}")
    return edition


@pytest.fixture
def reading(page: Page, edition: Edition) -> Page:
    """The thread, open in a browser whose clock stands still."""
    page.clock.install()
    page.goto(f"{edition.get_absolute_url()}comments/")
    expect(page.get_by_label("Your comment")).to_be_visible()
    return page


def a_minute_later(page: Page) -> Locator:
    """The button that says what is new."""
    with page.expect_response("**/comments/new/**"):
        page.clock.fast_forward(61_000)
    return page.locator("new-comments").get_by_role("button")


def press(button: Locator) -> None:
    """As assistive technology does: nothing is scrolled for it, and the focus stays where it is."""
    button.evaluate("node => node.click()")


def top_of(page: Page, comment: Comment) -> float:
    box = page.locator(f"#comment-{comment.pk}").bounding_box()
    assert box
    return box["y"]


def test_a_calm_line_says_how_many_are_new(reading: Page, edition: Edition) -> None:
    for _ in range(3):
        make_comment(edition)
    expect(a_minute_later(reading)).to_have_text("Show 3 new comments")
    expect(reading.locator("new-comments")).to_have_attribute("role", "status")


def test_the_line_takes_no_room(reading: Page, edition: Edition) -> None:
    first = Comment.objects.latest("pk")
    before = top_of(reading, first)
    make_comment(edition)
    expect(a_minute_later(reading)).to_have_text("Show 1 new comment")
    assert top_of(reading, first) == before


def test_nothing_moves_when_they_are_shown_above_what_is_read(reading: Page, edition: Edition) -> None:
    read = list(Comment.objects.order_by("-pk"))[6]
    reading.locator(f"#comment-{read.pk}").evaluate("node => node.scrollIntoView({block: 'center'})")
    for _ in range(3):
        make_comment(edition, text=TEXT)
    button, before = a_minute_later(reading), top_of(reading, read)
    press(button)
    assert abs(top_of(reading, read) - before) < 1
    newest = Comment.objects.latest("pk")
    shown = reading.locator("new-comments ~ ol.thread > li > article")
    expect(shown.first).to_have_attribute("id", f"comment-{newest.pk}")
    expect(shown).to_have_count(15)


def test_a_form_that_is_typed_into_stays_where_it_is_with_its_text_and_focus(
    reading: Page, edition: Edition
) -> None:
    answered = list(Comment.objects.order_by("-pk"))[5]
    reading.locator(f'[data-reply="{answered.pk}"]').click()
    text = reading.get_by_label("Your comment")
    reading.keyboard.type("I was about to say")
    for _ in range(3):
        make_comment(edition, text=TEXT)
    button = a_minute_later(reading)
    expect(button).to_be_visible()
    expect(text).to_be_focused()
    before = text.bounding_box()
    press(button)
    after = text.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 1
    expect(text).to_be_focused()
    reading.keyboard.type(" something.")
    expect(text).to_have_value("I was about to say something.")


def test_an_answer_is_added_below_what_it_answers(reading: Page, edition: Edition) -> None:
    answered = Comment.objects.order_by("pk")[4]
    answer = make_comment(edition, parent_id=answered.pk)
    a_minute_later(reading).click()
    below = reading.locator("li", has=reading.locator(f"#comment-{answered.pk}")).locator("ol article")
    expect(below).to_have_attribute("id", f"comment-{answer.pk}")
    expect(below.locator(".tag")).to_have_text("New")
    expect(below.get_by_text("in reply to")).to_have_count(0)


def test_by_keyboard_the_focus_stays_on_the_button_and_goes_on_to_the_first_new_one(
    reading: Page, edition: Edition
) -> None:
    comment = make_comment(edition)
    button = a_minute_later(reading)
    button.focus()
    reading.keyboard.press("Enter")
    expect(button).to_have_text("To the first new comment")
    expect(button).to_be_focused()
    reading.keyboard.press("Enter")
    expect(reading.locator(f"#comment-{comment.pk}")).to_be_focused()
    expect(reading.locator(f"#comment-{comment.pk}")).to_be_in_viewport()
    expect(button).to_have_count(0)


def test_the_first_comment_of_all_is_added_too(page: Page, writer: User, publisher: User) -> None:
    edition = make_live(writer, publisher)
    page.clock.install()
    page.goto(edition.get_absolute_url())
    comment = make_comment(edition)
    a_minute_later(page).click()
    expect(page.locator(f"#comment-{comment.pk}")).to_be_visible()
    expect(page.get_by_text("Nobody has said anything yet.")).to_have_count(0)


def open_as_a_regular(page: Page, edition: Edition, sign_in_page: SignInPage) -> None:
    """The article, for a reader whose comments appear at once, with a clock that we turn."""
    user = make_reader()
    make_comment(edition, user)
    sign_in_page(page, user)
    page.clock.install()
    page.goto(edition.get_absolute_url())


def test_ones_own_comment_is_not_offered_as_new(
    page: Page, edition: Edition, sign_in_page: SignInPage
) -> None:
    open_as_a_regular(page, edition, sign_in_page)
    page.get_by_label("Your comment").fill("Mine.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator("comment-form").get_by_role("status")).to_have_text("Your comment is posted")
    expect(a_minute_later(page)).to_have_count(0)
    make_comment(edition)
    expect(a_minute_later(page)).to_have_text("Show 1 new comment")


def test_what_is_added_can_be_answered_and_recommended_like_the_rest(
    page: Page, edition: Edition, sign_in_page: SignInPage
) -> None:
    open_as_a_regular(page, edition, sign_in_page)
    comment = make_comment(edition, make_reader("Late Lena"))
    a_minute_later(page).click()
    page.get_by_role("link", name="Recommend what is said by Late Lena").click()
    expect(page.locator(f"#comment-{comment.pk} b")).to_have_text("1")
    page.get_by_role("link", name="Reply to Late Lena").click()
    expect(page.get_by_text("Your answer to Late Lena")).to_be_visible()


def test_what_is_added_of_somebody_one_has_muted_is_folded(
    page: Page, edition: Edition, sign_in_page: SignInPage
) -> None:
    user, muted = make_reader(), make_reader("Loud Lorenz")
    Mute.objects.create(reader=user.reader, muted=muted.reader)
    sign_in_page(page, user)
    page.clock.install()
    page.goto(edition.get_absolute_url())
    expect(page.locator("comment-form").get_by_text("You post as")).to_be_visible()
    comment = make_comment(edition, muted, "Louder than ever.")
    a_minute_later(page).click()
    expect(page.locator(f"#comment-{comment.pk} summary")).to_have_text("You have muted this person")
    expect(page.get_by_text("Louder than ever.")).to_be_hidden()


def test_nothing_is_asked_for_while_nobody_looks(reading: Page, edition: Edition) -> None:
    asked: list[str] = []
    reading.on("request", lambda request: asked.append(request.url))
    reading.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
    reading.clock.fast_forward(3_600_000)
    reading.wait_for_timeout(200)
    assert not asked


def test_it_is_asked_less_often_while_nothing_comes(reading: Page) -> None:
    asked: list[str] = []
    reading.on("request", lambda request: asked.append(request.url))
    for _ in range(120):
        reading.clock.run_for(30_000)
    assert 5 <= len(asked) <= 30  # it would be sixty, were it every minute


def test_axe_finds_nothing_on_a_page_with_new_comments(
    reading: Page, edition: Edition, axe: CheckPage
) -> None:
    make_comment(edition)
    button = a_minute_later(reading)
    expect(button).to_be_visible()
    axe(reading)
    button.click()
    axe(reading)
