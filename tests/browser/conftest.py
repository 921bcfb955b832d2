"""A real browser: pages that fail their test on an error in the console, a breach of the CSP or a foreign request."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from pytest_django.live_server_helper import LiveServer

from authors.models import User
from newsroom.middleware import MARK
from tests.machine import chromium, missing_for_browser

HERE = Path(__file__).parent
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RULES: dict[Literal["light", "dark"], Any] = {
    "light": WCAG,
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},  # nothing else differs
}
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenPage = Callable[..., Page]
CheckPage = Callable[[Page], None]
SignInPage = Callable[[Page, User], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands in this folder needs a browser: `-m browser` and `-m 'not browser'` choose by that."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine; without one the test is skipped, or fails where nothing may be skipped."""
    if reason := missing_for_browser():
        refuse = pytest.fail if os.environ.get("STRICT") or os.environ.get("CI") else pytest.skip
        refuse(f"No browser, for {reason}.")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _committing(transactional_db: None) -> None:
    """The server runs in a thread of its own, so these tests commit."""


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What went wrong in the browser; a test that means to see an error clears the list."""
    found: list[str] = []
    yield found
    assert not found, "The browser complains:\n" + "\n".join(found)


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer, complaints: list[str]) -> Iterator[OpenPage]:
    """Opens a page in a context of its own, with nobody signed in; takes what Playwright's new_context takes."""
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.location.get('url', '')}: {message.text}")

    def watch(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:")):
            complaints.append(f"A request to somebody else: {request.url}")

    def opened(**options: Any) -> Page:
        given = {"viewport": DESKTOP, "reduced_motion": "reduce", "locale": "en-GB"}
        context = browser.new_context(base_url=live_server.url, **{**given, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("request", watch)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page as wide as a desk's screen."""
    return open_page()


@pytest.fixture
def phone(open_page: OpenPage) -> Page:
    """A page on a phone."""
    return open_page(viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def no_js(open_page: OpenPage) -> Page:
    """A page without JavaScript."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def sign_in_page(live_server: LiveServer) -> SignInPage:
    """Signs a person in on a page's browser, without the way through the form."""

    def signed_in(page: Page, user: User) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[site.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [
                {
                    "name": site.SESSION_COOKIE_NAME,
                    "value": session,
                    "url": live_server.url,
                    "httpOnly": True,
                },
                {"name": MARK, "value": "1", "url": live_server.url},
            ]
        )

    return signed_in


@pytest.fixture
def axe(complaints: list[str]) -> CheckPage:
    """Asserts that axe finds no violation of WCAG 2.2 A and AA on a page, neither in light nor in dark."""

    def check(page: Page) -> None:
        before = len(complaints)
        lines = []
        page.evaluate(AXE_SCRIPT)
        for scheme, rules in RULES.items():
            page.emulate_media(color_scheme=scheme)
            options = json.dumps({"runOnly": rules, "resultTypes": ["violations"]})
            for violation in page.evaluate(f"axe.run({options})")["violations"]:
                lines.append(f"{scheme}: {violation['id']} ({violation['impact']}): {violation['help']}")
                for node in violation["nodes"]:
                    lines += [
                        f"    {node['target']}  {node['html'][:160]}",
                        f"        {node['failureSummary']}",
                    ]
        page.emulate_media(color_scheme="null")
        del complaints[before:]  # the style that axe itself tries to add is refused by the CSP
        assert not lines, f"{page.url}\n" + "\n".join(lines)

    return check
