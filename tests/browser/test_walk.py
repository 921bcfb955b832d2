"""Two people in two browsers take an article from its first word to its retraction; readers see what they should."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from articles.models import Edition
from authors.models import User
from tests.browser.conftest import OpenPage, SignInPage
from tests.desk import ADD
from tests.make import make_author, make_section

pytestmark = pytest.mark.browser

FIRST = "The gate on the Orle is late."
SECOND = "Nobody on the island is surprised."
THIRD = "The ministry has promised a report."


def choose(page: Page, name: str, **answers: str) -> None:
    """Press the button of a move, wherever the bar has it, and answer what it asks."""
    button = page.locator(".bar-do").get_by_role("button", name=re.compile(f"^{name}"))
    link = page.locator(".bar-do").get_by_role("link", name=re.compile(f"^{name}"))
    at_hand = button.or_(link)
    if not at_hand.first.is_visible():
        page.locator(".bar-do summary").click()
    at_hand.locator("visible=true").first.click()
    if answers:
        dialog = page.get_by_role("dialog")
        for label, answer in answers.items():
            field = dialog.get_by_label(label.replace("_", " "), exact=False).first
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(label=answer)
            else:
                field.fill(answer)
        dialog.get_by_role("button", name=re.compile(f"^{name}")).click()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()


def told(page: Page, words: str) -> None:
    """The page says so at its head."""
    expect(page.locator(".messagelist")).to_contain_text(words)


def test_two_people_take_an_article_from_its_first_word_to_its_retraction(
    open_page: OpenPage, sign_in_page: SignInPage, writer: User, publisher: User
) -> None:
    make_author("Wanda Writer", user=writer)
    make_section("Harbour")
    desk, other, reader = open_page(), open_page(), open_page()
    sign_in_page(desk, writer)
    sign_in_page(other, publisher)

    # The writer drafts and hands in.
    desk.goto(ADD)
    desk.fill("[name=headline]", "Gate late again")
    desk.fill("[name=summary]", "It was promised for spring.")
    desk.fill("[name=body]", f"{FIRST}\n\n{SECOND}")
    desk.locator("summary", has_text="Filing").click()
    desk.select_option("[name=section]", label="Harbour")
    save(desk)
    told(desk, "Saved.")
    page = desk.url
    choose(desk, "Submit for review")
    told(desk, "Submitted for review.")

    # The publisher sends it back, and says why.
    other.goto(page)
    choose(other, "Send back", Note_to_the_writer="Who says so?")
    told(other, "Sent back to the writer.")
    desk.goto(page)
    expect(desk.get_by_text("Who says so?").first).to_be_visible()

    # Both write at once, in different paragraphs: neither loses a word.
    other.goto(page)
    desk.fill("[name=body]", f"{FIRST}\n\nThe harbour master says so. {SECOND}")
    other.fill("[name=body]", f"{FIRST} It was to be done in spring.\n\n{SECOND}")
    save(other)
    told(other, "Saved.")
    save(desk)
    expect(desk.get_by_text("saved this article while you were writing")).to_be_visible()
    save(desk)
    told(desk, "Saved.")
    expect(desk.locator("[name=body]")).to_have_value(
        f"{FIRST} It was to be done in spring.\n\nThe harbour master says so. {SECOND}"
    )

    # Handed in again, approved, scheduled: frozen, and not yet public.
    choose(desk, "Submit for review")
    told(desk, "Submitted for review.")
    other.goto(page)
    choose(other, "Approve")
    told(other, "Approved.")
    at = timezone.localtime(timezone.now() + timedelta(hours=3))
    other.locator(".bar-do summary").click()
    other.locator(".bar-do").get_by_role("button", name=re.compile("^Schedule")).click()
    other.get_by_role("dialog").locator("input[type=date], input[type=datetime-local]").first.fill(
        at.strftime("%Y-%m-%dT%H:%M")
    )
    other.get_by_role("dialog").get_by_role("button", name=re.compile("^Schedule")).click()
    told(other, "Scheduled")
    path = Edition.objects.get().address.path
    assert Client().get(path).status_code == 404

    # It cannot wait.
    choose(other, "Cancel the schedule")
    told(other, "Cancelled")
    choose(other, "Publish")
    told(other, "Published.")
    path = Edition.objects.get(cancelled_at=None).address.path
    reader.goto(path)
    expect(reader.get_by_role("heading", name="Gate late again")).to_be_visible()
    expect(reader.locator(".prose")).to_contain_text("The harbour master says so.")

    # An update: the live edition stays until it is out.
    desk.goto(page)
    choose(desk, "Work on the next edition")
    told(desk, "Reopened")
    desk.fill("[name=body]", f"{FIRST}\n\n{SECOND}\n\n{THIRD}")
    save(desk)
    reader.goto(path)
    expect(reader.locator(".prose")).not_to_contain_text(THIRD)
    other.goto(page)
    choose(other, "Publish now", Kind_of_change="Update", Public_note="Adds the ministry's promise.")
    told(other, "Published.")
    reader.goto(path)
    expect(reader.locator(".prose")).to_contain_text(THIRD)

    # A correction says both sides.
    desk.goto(page)
    choose(desk, "Work on the next edition")
    desk.fill("[name=body]", f"{FIRST}\n\n{SECOND}\n\nThe ministry has promised nothing.")
    save(desk)
    other.goto(page)
    choose(
        other,
        "Publish now",
        Kind_of_change="Correction",
        Public_note="Puts the promise right.",
        What_was_wrong="We said that the ministry has promised a report.",
        What_is_right="It has promised nothing.",
    )
    told(other, "Published.")
    reader.goto(path)
    expect(reader.get_by_role("heading", name=re.compile("Correction"))).to_be_visible()
    reader.get_by_role("link", name="See what changed", exact=True).first.click()
    expect(reader.locator("ins", has_text="nothing")).to_be_visible()

    # In the end it has to go, and says so.
    choose(other, "Retract", What_readers_are_told="The harbour master was invented.")
    told(other, "Retracted.")
    reader.goto(path)
    expect(reader.get_by_text("This article is retracted")).to_be_visible()
    expect(reader.get_by_text("The harbour master was invented.").first).to_be_visible()
    expect(reader.locator(".prose")).not_to_contain_text(FIRST)
