"""The preview and the checks, as an editor uses them in a browser."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from articles import previewing
from articles.models import Article, PreviewLink
from authors.models import User
from tests.browser.conftest import CheckPage, OpenPage, SignInPage
from tests.desk import page_of
from tests.make import make_article, make_reference
from tests.test_preview_links import page_of_links
from tests.test_preview_page import frame_of

BODY = "\n\nThe gate is late.[[register]]\n\nNobody asked.\n\nSome **40 ships**\nwait outside.\n\nThe end."


def make_text(writer: User) -> Article:
    """An article with a source, a paragraph that lacks one, and blank lines before its first word."""
    article = make_article(writer, body=BODY)
    make_reference(article)
    return article


def test_a_finding_selects_its_paragraph(page: Page, sign_in_page: SignInPage, writer: User) -> None:
    article = make_text(writer)
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator("#checks summary").click()
    page.get_by_role("link", name="has figures, but no source").click()
    chosen = "() => { const it = document.activeElement; return it.value.slice(it.selectionStart, it.selectionEnd); }"
    assert page.evaluate(chosen) == "Some **40 ships**\nwait outside."
    expect(page.locator("#checks details")).not_to_have_attribute("open", "")


def test_the_form_stays_as_it_is_while_its_preview_opens_beside_it(
    page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    article = make_text(writer)
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator("#id_headline").fill("Typed and not saved")
    for _again in range(2):
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Preview", exact=True).first.click()
        expect(opened.value.get_by_role("heading", level=1)).to_have_text("Typed and not saved")
        opened.value.close()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    article.refresh_from_db()
    assert article.headline == "Typed and not saved"


def test_the_frame_has_two_widths_and_what_is_in_it_stays(
    page: Page, sign_in_page: SignInPage, writer: User, axe: CheckPage
) -> None:
    article = make_text(writer)
    Article.objects.filter(pk=article.pk).update(planned_for=timezone.now() + timedelta(days=3))
    sign_in_page(page, writer)
    page.goto(frame_of(article))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text(article.headline)
    assert page.locator("iframe").bounding_box()["width"] == 1280  # type: ignore[index]
    page.get_by_text("Phone 390").click()
    assert page.locator("iframe").bounding_box()["width"] == 390  # type: ignore[index]
    frame.locator("sup.cite a").first.click()
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="Front page").click()
    opened.value.close()
    expect(frame.get_by_role("heading", level=1)).to_have_text(article.headline)
    axe(page)


def test_the_widths_and_the_moments_need_no_script(
    no_js: Page, sign_in_page: SignInPage, writer: User
) -> None:
    article = make_text(writer)
    Article.objects.filter(pk=article.pk).update(planned_for="2031-05-04T06:00:00Z")
    sign_in_page(no_js, writer)
    no_js.goto(frame_of(article))
    no_js.get_by_text("Phone 390").click()
    assert no_js.locator("iframe").bounding_box()["width"] == 390  # type: ignore[index]
    no_js.get_by_role("link", name="As planned").click()
    expect(no_js.frame_locator("iframe").get_by_text("4 May 2031, 06:00").first).to_be_visible()


def test_a_link_is_made_copied_and_followed_by_a_stranger(
    page: Page,
    open_page: OpenPage,
    live_server: LiveServer,
    sign_in_page: SignInPage,
    writer: User,
    axe: CheckPage,
    complaints: list[str],
) -> None:
    article = make_text(writer)
    sign_in_page(page, writer)
    page.goto(page_of_links(article))
    page.get_by_label("For whom").fill("Dr Lee")
    page.get_by_text("1 week").click()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link for Dr Lee")).to_be_visible()
    axe(page)
    stranger = open_page()
    stranger.goto(previewing.address(PreviewLink.objects.get()))
    expect(stranger.get_by_text("Not published.")).to_be_visible()
    assert not stranger.context.cookies()
    axe(stranger)
    page.get_by_role("button", name="Revoke the link for Dr Lee").click()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This link leads nowhere")
    complaints.clear()  # of the 404
    axe(stranger)
