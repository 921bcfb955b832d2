"""Reports and appeals in a browser: by keyboard alone, without a script, on a phone, and decided about at the desk."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments import deciding, transparency
from comments.models import Appeal, Comment, Report
from comments.signed import appeal_page
from tests.make_comments import make_comment, make_live
from tests.make_reports import last_decision, make_notice_of_illegal, make_report

from .conftest import PHONE, CheckPage, OpenPage, SignInPage


@pytest.fixture
def comment(writer: User, publisher: User) -> Comment:
    return make_comment(make_live(writer, publisher), text="The harbour master is a crook.")


def path_of(comment: Comment) -> str:
    return Edition.objects.live().get(article_id=comment.thread_id).get_absolute_url()


@pytest.mark.parametrize("scripts", [True, False])
def test_somebody_reports_a_comment_from_the_thread_by_keyboard_alone(
    open_page: OpenPage, axe: CheckPage, comment: Comment, scripts: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=scripts)
    page.goto(path_of(comment))
    page.get_by_role("link", name="Report what is said").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Report a comment")).to_be_visible()
    if scripts:
        axe(page)
    page.wait_for_timeout(2100)  # nobody is as quick as a program
    page.get_by_role("radio", name="insults or threatens somebody").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("He is not.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you: your report is here")).to_be_visible()
    if scripts:
        axe(page)
    assert Report.objects.get().text == "He is not."


def test_what_is_missing_is_said_and_reached_from_the_summary(
    page: Page, axe: CheckPage, comment: Comment, complaints: list[str]
) -> None:
    page.goto("/moderation/report/")
    page.get_by_role("button", name="Send the report").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    axe(page)
    summary.get_by_role("link", name="Why is it illegal?").click()
    expect(page.get_by_role("group", name="Why is it illegal?")).to_be_focused()
    complaints.clear()  # the browser says that the answer was 400


def test_the_writer_appeals_by_the_link_of_the_mail(
    open_page: OpenPage, axe: CheckPage, comment: Comment, moderator: User
) -> None:
    deciding.decide(
        comment.pk, "hide", moderator, seen="public", ground="abuse", reason="It calls a person a crook."
    )
    page = open_page(java_script_enabled=False)
    page.goto(appeal_page(last_decision(comment, "hide")))
    expect(page.get_by_text("It calls a person a crook.")).to_be_visible()
    page.wait_for_timeout(2100)
    page.get_by_label("Why should it be decided otherwise?").fill("A court has said so.")
    page.get_by_role("button", name="Send the appeal").click()
    expect(page.get_by_role("heading", name="Your appeal")).to_be_visible()
    assert Appeal.objects.get().text == "A court has said so."
    seeing = open_page()
    seeing.goto(page.url)
    axe(seeing)


@pytest.mark.parametrize("illegal", [True, False])
def test_a_moderator_takes_a_reported_comment_away(
    page: Page, axe: CheckPage, sign_in_page: SignInPage, moderator: User, comment: Comment, illegal: bool
) -> None:
    report = make_notice_of_illegal(comment) if illegal else make_report(comment)
    sign_in_page(page, moderator)
    page.goto("/admin/comments/report/")
    axe(page)
    page.get_by_role("link", name="The harbour master is a crook.").click()
    axe(page)
    page.get_by_role("heading", name="Take it away").click()
    page.get_by_label("Answer to whoever has reported it").last.fill("Thank you.")
    axe(page)
    page.get_by_role("button", name="Uphold, and take it away").click()
    expect(page.get_by_text("Upheld.")).to_be_visible()
    report.refresh_from_db()
    assert report.status == "upheld"


def test_the_figures_can_be_read_on_a_phone_and_by_a_screen_reader(
    open_page: OpenPage, axe: CheckPage, comment: Comment
) -> None:
    make_report(comment)
    transparency.keep(timezone.now())
    page = open_page(viewport=PHONE)
    page.goto("/moderation/")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_role("row", name="posted 1")).to_be_visible()
