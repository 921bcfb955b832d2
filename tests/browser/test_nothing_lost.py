"""Nothing that is typed is lost: crashes, closed tabs, lost connections, expired sessions, two at one text."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from articles.models import Article, Sitting
from authors.models import User
from tests.conftest import PASSWORD
from tests.desk import ADD, page_of
from tests.make import make_article

from .conftest import PHONE, CheckPage, OpenPage, SignInPage

HEADLINE = "[name=headline]"
BODY = "textarea[name=body]"
SAVED = ".bar .saved"
TOLD = "keep-text"


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer, headline="The gate is late")


@pytest.fixture
def desk(page: Page, sign_in_page: SignInPage, writer: User) -> Page:
    """The writer's window, whose clock goes on when the test says so."""
    sign_in_page(page, writer)
    page.clock.install()
    return page


def opened(page: Page, address: str) -> Page:
    """The window with the form, known to the desk."""
    with page.expect_response("**/beat/"):
        page.goto(address)
    return page


def typed(page: Page, text: str, field: str = HEADLINE) -> None:
    """Somebody types, and goes on thinking for a while."""
    page.fill(field, text)
    page.clock.run_for(4_000)


def crash(page: Page, complaints: list[str]) -> None:
    """The window is gone without a word, and a minute passes."""
    page.context.set_offline(True)
    page.close()
    page.context.set_offline(False)
    complaints.clear()
    Sitting.objects.update(seen_at=timezone.now() - timedelta(minutes=1))


def sign_out(page: Page) -> None:
    """The session is over, in every window of this browser."""
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def test_on_a_phone_a_line_upon_the_bar_says_what_is_unsaved(
    open_page: OpenPage, sign_in_page: SignInPage, writer: User, article: Article
) -> None:
    phone = open_page(viewport=PHONE)
    sign_in_page(phone, writer)
    phone.goto(page_of(article))
    told = phone.locator(".bar .saved")
    assert not told.is_visible()
    phone.get_by_label("Summary").fill("Another one.")
    told.get_by_text("Unsaved · kept").wait_for()
    line, bar = told.bounding_box(), phone.locator(".bar").bounding_box()
    assert line
    assert bar
    assert line["y"] + line["height"] <= bar["y"] + 1
    assert line["x"] + line["width"] <= PHONE["width"]


def test_after_a_crash_what_was_typed_is_offered_and_saved(
    desk: Page, article: Article, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    typed(desk, "The gate is early")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    crash(desk, complaints)
    page = desk.context.new_page()
    page.goto(page_of(article))
    expect(page.locator(HEADLINE)).to_have_value("The gate is late")
    expect(page.get_by_text("you typed something here and did not save it")).to_be_visible()
    page.get_by_role("link", name="See what differs").click()
    expect(page.locator("ins")).to_contain_text("early")
    page.get_by_role("link", name="Take it into the form").click()
    expect(page.locator(HEADLINE)).to_have_value("The gate is early")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    expect(page.get_by_text("did not save it")).to_be_hidden()
    article.refresh_from_db()
    assert article.headline == "The gate is early"


def test_a_new_article_survives_a_crash_before_its_first_save(desk: Page, complaints: list[str]) -> None:
    opened(desk, ADD)
    typed(desk, "Begun on the ferry")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    crash(desk, complaints)
    page = desk.context.new_page()
    page.goto(ADD)
    page.get_by_role("link", name="Take it into the form").click()
    expect(page.locator(HEADLINE)).to_have_value("Begun on the ferry")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()


def test_the_last_words_are_kept_when_a_window_is_closed(desk: Page, article: Article) -> None:
    opened(desk, page_of(article))
    desk.fill(HEADLINE, "Closed at once")
    desk.on("dialog", Dialog.accept)
    desk.goto("/admin/")
    desk.goto(page_of(article))
    expect(desk.get_by_text("you typed something here and did not save it")).to_be_visible()


def test_leaving_warns_only_while_something_is_not_kept(desk: Page, article: Article) -> None:
    warned: list[str] = []

    def go(dialog: Dialog) -> None:
        warned.append(dialog.type)
        dialog.accept()

    desk.on("dialog", go)
    opened(desk, page_of(article))
    desk.fill(HEADLINE, "Not kept yet")
    desk.goto("/admin/")
    assert warned == ["beforeunload"]
    opened(desk, page_of(article))
    typed(desk, "Kept by now")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    desk.goto("/admin/")
    assert warned == ["beforeunload"]


def test_two_people_see_each_other_before_they_clash(
    desk: Page, article: Article, open_page: OpenPage, sign_in_page: SignInPage, editor: User
) -> None:
    opened(desk, page_of(article))
    other = open_page()
    sign_in_page(other, editor)
    other.clock.install()
    opened(other, page_of(article))
    expect(other.locator(TOLD)).to_contain_text("Wanda Writer has this open since")
    desk.clock.run_for(16_000)
    expect(desk.locator(TOLD)).to_contain_text("Edda Editor has this open since")
    typed(other, "Nobody on the island is glad.", "[name=summary]")
    expect(other.locator(SAVED)).to_contain_text("Unsaved · kept")
    desk.clock.run_for(16_000)
    expect(desk.locator(TOLD)).to_contain_text("typing")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_text("Saved.", exact=True)).to_be_visible()
    desk.clock.run_for(16_000)
    expect(desk.locator(TOLD)).to_contain_text("Edda Editor saved version 2 at")
    typed(desk, "The gate is early")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Your changes and theirs are merged below.")).to_be_visible()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert (article.headline, article.summary) == ("The gate is early", "Nobody on the island is glad.")


def test_two_tabs_of_one_person_are_kept_apart(desk: Page, article: Article) -> None:
    opened(desk, page_of(article))
    second = desk.context.new_page()
    second.clock.install()
    opened(second, page_of(article))
    typed(second, "Typed in the second")
    expect(second.locator(SAVED)).to_contain_text("Unsaved · kept")
    typed(desk, "Typed in the first")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    desk.clock.run_for(16_000)
    expect(desk.locator(TOLD)).to_contain_text("You have this open in another tab, with unsaved text of")
    assert {one.unsaved.count("second") for one in Sitting.objects.all()} == {0, 1}


def test_signed_out_the_window_goes_on_and_saving_brings_the_text_along(
    desk: Page, article: Article, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    sign_out(desk)
    typed(desk, "Typed while signed out")
    expect(desk.locator(TOLD)).to_contain_text("You are signed out. What you type stays in this window.")
    expect(desk.get_by_role("link", name="Sign in in a new tab")).to_be_visible()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Nothing is lost")).to_be_visible()
    desk.get_by_label("E-mail address").fill("wanda.writer@causeway.example")
    desk.get_by_label("Password").fill(PASSWORD)
    desk.get_by_role("button", name="Log in").click()
    expect(desk.locator(HEADLINE)).to_have_value("Typed while signed out")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert article.headline == "Typed while signed out"
    complaints.clear()


def test_signed_in_again_in_another_tab_the_window_goes_on_as_before(
    desk: Page, article: Article, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    sign_out(desk)
    typed(desk, "Typed while signed out")
    with desk.context.expect_page() as popup:
        desk.get_by_role("link", name="Sign in in a new tab").click()
    second = popup.value
    second.get_by_label("E-mail address").fill("wanda.writer@causeway.example")
    second.get_by_label("Password").fill(PASSWORD)
    second.get_by_role("button", name="Log in").click()
    expect(second.get_by_role("heading", name="Desk").first).to_be_visible()
    second.close()
    desk.clock.run_for(16_000)
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    expect(desk.locator(TOLD)).to_be_empty()
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved.", exact=True)).to_be_visible()
    complaints.clear()


def test_somebody_else_who_signs_in_in_this_browser_does_not_get_the_text(
    desk: Page, article: Article, sign_in_page: SignInPage, editor: User, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    sign_in_page(desk, editor)
    typed(desk, "The writer's words")
    expect(desk.locator(TOLD)).to_contain_text("Somebody else is signed in in this browser now.")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("This page was opened by somebody else than Edda Editor")).to_be_visible()
    assert not Sitting.objects.filter(user=editor).exists()
    complaints.clear()


def test_without_a_connection_the_window_says_so_and_goes_on_when_it_is_back(
    desk: Page, article: Article, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    typed(desk, "Kept")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    desk.context.set_offline(True)
    typed(desk, "Typed in the tunnel")
    expect(desk.locator(TOLD)).to_contain_text("Not kept since")
    with desk.expect_response("**/keep/"):
        desk.context.set_offline(False)
    expect(desk.locator(TOLD)).to_be_empty()
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    assert "tunnel" in Sitting.objects.get().unsaved
    complaints.clear()


def test_without_scripts_an_unsaved_text_is_taken_and_saved(
    desk: Page, no_js: Page, sign_in_page: SignInPage, article: Article, writer: User, complaints: list[str]
) -> None:
    opened(desk, page_of(article))
    typed(desk, "The gate is early")
    expect(desk.locator(SAVED)).to_contain_text("Unsaved · kept")
    crash(desk, complaints)
    sign_in_page(no_js, writer)
    no_js.goto(page_of(article))
    no_js.get_by_role("link", name="Take it into the form").click()
    no_js.get_by_role("button", name="Save", exact=True).click()
    expect(no_js.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert article.headline == "The gate is early"


@pytest.mark.parametrize("size", ["page", "phone"])
def test_axe_finds_nothing_on_these_pages(
    size: str,
    request: pytest.FixtureRequest,
    sign_in_page: SignInPage,
    article: Article,
    writer: User,
    editor: User,
    axe: CheckPage,
    complaints: list[str],
) -> None:
    screen: Page = request.getfixturevalue(size)
    sign_in_page(screen, writer)
    screen.clock.install()
    opened(screen, page_of(article)).fill(HEADLINE, "The gate is early")
    with screen.expect_response("**/keep/"):
        screen.clock.run_for(4_000)
    screen.goto("/admin/")
    now = timezone.now()
    Sitting.objects.update(seen_at=now - timedelta(minutes=1))
    row = Sitting.objects.get()
    axe(screen)
    Sitting.objects.create(user=editor, article=article, version=1, seen_at=now + timedelta(minutes=5))
    page, narrow = opened(screen, page_of(article)), "document.documentElement.scrollWidth <= innerWidth"
    expect(page.locator(TOLD)).to_contain_text("Edda Editor")
    axe(page)
    assert page.evaluate(narrow)
    page.goto(f"/admin/articles/article/sittings/{row.pk}/")
    axe(page)
    assert page.evaluate(narrow)
    opened(page, f"{page_of(article)}?take={row.pk}")
    axe(page)
    sign_out(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Nothing is lost")).to_be_visible()
    axe(page)
    assert page.evaluate(narrow)
    complaints.clear()
