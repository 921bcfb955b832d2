"""Accounts in a real browser: the dialog with a second factor, muting, and pages for the keyboard and for everybody."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from comments.models import Mute
from tests.browser.conftest import CheckPage, OpenPage, SignInPage
from tests.conftest import PASSWORD
from tests.make_comments import make_comment, make_live, make_reader

SECRET = "JBSWY3DPEHPK3PXP"
PAGES = (
    "/accounts/profile/", "/accounts/profile/comments/", "/accounts/profile/muted/", "/accounts/profile/data/",
    "/accounts/profile/erase/", "/accounts/2fa/", "/accounts/sessions/",
)  # fmt: skip


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    cache.clear()
    return make_live(writer, publisher)


def test_the_dialog_leads_past_a_second_factor_back_to_the_text(
    page: Page, edition: Edition, gannet: User
) -> None:
    TOTP.activate(gannet, SECRET)
    page.goto(edition.get_absolute_url())
    page.get_by_label("Your comment").fill("Typed before signing in.")
    page.get_by_role("button", name="Post comment").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Email").fill(gannet.email)
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/2fa/authenticate/**")
    code = format_hotp_value(hotp_value(SECRET, next(iter(yield_hotp_counters_from_time()))))
    page.get_by_label("Code").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{edition.get_absolute_url()}**")
    expect(page.get_by_label("Your comment")).to_have_value("Typed before signing in.")


def test_what_muted_people_say_is_folded_and_opens(
    page: Page, edition: Edition, gannet: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    loud = make_comment(edition, make_reader("tern"), "Loud words.")
    make_comment(edition, make_reader("puffin"), "Quiet words.")
    sign_in_page(page, gannet)
    page.goto(edition.get_absolute_url())
    page.locator(f"#comment-{loud.pk}").get_by_role("link", name="Mute").click()
    page.get_by_role("button", name="Mute").click()
    page.goto(edition.get_absolute_url())
    comment = page.locator(f"#comment-{loud.pk}")
    expect(comment.get_by_text("You have muted this person")).to_be_visible()
    expect(comment.get_by_text("Loud words.")).to_be_hidden()
    expect(page.get_by_text("Quiet words.")).to_be_visible()
    axe(page)
    comment.get_by_text("You have muted this person").click()
    expect(comment.get_by_text("Loud words.")).to_be_visible()


def test_muting_works_without_javascript(
    no_js: Page, edition: Edition, gannet: User, sign_in_page: SignInPage
) -> None:
    loud = make_comment(edition, make_reader("tern"), "Loud words.")
    sign_in_page(no_js, gannet)
    no_js.goto(f"{edition.get_absolute_url()}comments/{loud.pk}/")
    no_js.get_by_role("link", name="Mute its writer").click()
    no_js.get_by_role("button", name="Mute").click()
    assert Mute.objects.filter(muted=loud.reader).exists()
    no_js.goto("/accounts/profile/muted/")
    no_js.get_by_role("button", name=re.compile("Meet them again")).click()
    assert not Mute.objects.exists()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_about_oneself_are_for_everybody(
    width: int, open_page: OpenPage, edition: Edition, gannet: User, sign_in_page: SignInPage, axe: CheckPage
) -> None:
    page = open_page(viewport={"width": width, "height": 900})
    make_comment(edition, gannet, "W" * 300)
    sign_in_page(page, gannet)
    for address in PAGES:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


def test_a_name_is_changed_with_the_keyboard_alone(
    page: Page, gannet: User, sign_in_page: SignInPage
) -> None:
    sign_in_page(page, gannet)
    page.goto("/accounts/profile/")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "display_name":
            break
    page.keyboard.press("Control+a")
    page.keyboard.type("Tern of Sandholm")
    page.wait_for_timeout(2100)  # nobody is quicker
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").get_by_text("Saved.")).to_be_visible()
    expect(page.locator(".persona")).to_contain_text("Tern of Sandholm")


def give_a_device_to(page: Page) -> None:
    """This browser has a device that keeps passkeys and knows its owner."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def test_a_passkey_is_added_and_signs_in_alone(page: Page, gannet: User, sign_in_page: SignInPage) -> None:
    give_a_device_to(page)
    sign_in_page(page, gannet)
    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("What you call it").fill("My phone")
    expect(page.get_by_label("Sign in with it alone")).to_be_checked()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The passkey is added.")).to_be_visible()
    assert Authenticator.objects.filter(user=gannet, type="webauthn").exists()
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/profile/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Profile")).to_be_visible()


def test_a_passkey_that_does_not_work_is_said_so(page: Page) -> None:
    give_a_device_to(page)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Please try again, or use another way.")
