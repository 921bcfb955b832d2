"""A working copy over a live edition in a real browser: what differs, fixing the live text, a review afterwards."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Article, Edition
from authors.models import User
from tests.desk import page_of
from tests.make import make_article, make_move, make_scheduled
from tests.test_over_live import article

from .conftest import CheckPage, SignInPage

__all__ = ["article"]

BODY = "textarea[name=body]"


@pytest.fixture(params=["page", "phone"])
def screen(request: pytest.FixtureRequest) -> Page:
    """A desk's screen, then a phone."""
    page: Page = request.getfixturevalue(request.param)
    return page


def test_a_typo_is_fixed_in_the_live_text_while_an_update_is_half_written(
    article: Article, page: Page, publisher: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, publisher)
    page.goto(page_of(article))
    page.fill(BODY, "The gaet is late.\n\nThe island waits, and half wri")
    page.locator(".bar-do details.pop > summary").click()
    page.locator(".bar [value=fix_live]").click()
    expect(page).to_have_url(
        f"{page.url.split('/admin/')[0]}/admin/articles/article/{article.pk}/move/fix_live/"
    )
    page.fill("[name=ask-fix_live-body]", "The gate is late.\n\nThe island waits.")
    page.get_by_role("button", name="Fix the live text").click()
    expect(page.locator(BODY)).to_have_value("The gate is late.\n\nThe island waits, and half wri")
    assert Edition.objects.live().get().payload["body"] == "The gate is late.\n\nThe island waits."


def test_the_moment_of_a_schedule_is_in_sight(
    screen: Page, writer: User, publisher: User, sign_in_page: SignInPage
) -> None:
    article = make_article(writer)
    edition = make_scheduled(article, writer, publisher)
    sign_in_page(screen, publisher)
    screen.goto(page_of(article))
    expect(screen.locator(".bar .when")).to_be_in_viewport(ratio=1)
    expect(screen.locator(".bar .when")).to_contain_text(f"{timezone.localtime(edition.goes_live_at):%H:%M}")


def test_what_differs_opens_by_keyboard_and_the_working_copy_is_discarded_after_a_question(
    article: Article, screen: Page, publisher: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    Article.objects.update(headline="The gate is later")
    sign_in_page(screen, publisher)
    screen.goto(page_of(article))
    screen.locator(".over-live summary").focus()
    screen.keyboard.press("Enter")
    expect(screen.locator(".over-live ins")).to_have_text("later")
    axe(screen)
    screen.locator(".over-live [value=discard]").click()
    screen.locator("#ask-discard [name=_do]").click()
    expect(screen.locator(".messagelist")).to_contain_text("Discarded")
    assert Article.objects.get().headline == "The gate is late"


def test_what_was_approved_past_four_eyes_is_reviewed_from_its_page(
    writer: User, publisher: User, editor: User, screen: Page, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve_in_emergency", publisher, note="The dyke has broken.")
    make_move(article, "publish", publisher)
    sign_in_page(screen, editor)
    screen.goto(page_of(article))
    expect(screen.locator(".beside")).to_contain_text("The dyke has broken.")
    axe(screen)
    screen.locator(".bar-do > [data-ask=ask-review]").click()
    screen.fill("#ask-review textarea", "Read and checked.")
    screen.locator("#ask-review [name=_do]").click()
    expect(screen.locator(".messagelist")).to_contain_text("Reviewed afterwards")
    assert not Article.objects.exclude(unreviewed=None).exists()
