"""How many key presses and how much time decisions take in the moderators' queue, in a real browser.

    .venv/bin/python -m benchmarks.moderating http://localhost:8000 EMAIL [--decisions 300] [--every 5]

It asks for the password, and decides about what waits at a site where that is meant: every fifth comment is rejected.
"""

import argparse
import getpass
import os
from statistics import quantiles
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from tests.machine import chromium

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
NOW = ".card.now:not(.going)"


def main() -> None:
    """Sign in, decide, tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("address")
    parser.add_argument("email")
    parser.add_argument("--decisions", type=int, default=300)
    parser.add_argument("--every", type=int, default=5, help="which ones are rejected")
    asked = parser.parse_args()
    password = os.environ.get("PASSWORD") or getpass.getpass()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{asked.address}/admin/login/?next=/admin/comments/comment/queue/")
        page.fill("input[type=email], [name=username]", asked.email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.wait_for_selector(NOW)
        decide(page, asked.decisions, asked.every)
        browser.close()


def decide(page: Page, decisions: int, every: int) -> None:
    """Press the keys of so many decisions, each as soon as a comment is at hand."""
    presses, waits, begun = 0, [], perf_counter()
    for number in range(1, decisions + 1):
        asked = perf_counter()
        page.wait_for_selector(NOW)
        waits.append(perf_counter() - asked)
        for key in ("r", "1") if number % every == 0 else ("a",):
            page.keyboard.press(key)
            presses += 1
    page.wait_for_selector(".card.going", state="detached", timeout=600_000)
    took = perf_counter() - begun
    cuts = quantiles(waits, n=20, method="inclusive")
    print(f"{decisions} decisions, {presses} key presses: {presses / decisions:.2f} for each")
    print(
        f"{took:.1f} s in all, {1000 * took / decisions:.0f} ms for each; 300 would take {300 * took / decisions:.0f} s"
    )
    print(
        f"wait for the next comment: half below {1000 * cuts[9]:.0f} ms, 95 of 100 below {1000 * cuts[18]:.0f} ms"
    )


if __name__ == "__main__":
    main()
