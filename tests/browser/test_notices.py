"""The way of a correction: a reader at a paragraph, an editor beside it, a new edition that thanks, and a mail."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Edition
from authors.models import User
from comments.models import Notice, ReaderMail
from comments.telling import tell_what_is_out
from tests.desk import page_of
from tests.make import make_article, make_published, make_reference, make_row
from tests.make_notices import make_notice

from .conftest import DESKTOP, PHONE, CheckPage, OpenPage, SignInPage

pytestmark = pytest.mark.usefixtures("patience")

FIRST = "The gate on the Orle was promised for the spring of 1978.[[register]]"
SECOND = "Nobody on the island is surprised, because nobody there has seen a gate that was not late."
RIGHT = "The gate on the Orle was promised for the spring of 1987."


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A published article with a source and a table."""
    article = make_article(writer, body=f"{FIRST}\n\n{SECOND}\n\n{{stakeholders}}")
    make_reference(article)
    make_row(article)
    return make_published(article, writer, publisher)


def suggest(page: Page, text: str) -> None:
    """Fill in the form that is open, with everything, and send it."""
    page.get_by_label("What should it say?").fill(text)
    page.get_by_label("Your name").fill("Rea Reader")
    page.get_by_label("Your e-mail address").fill("rea@elsewhere.example")
    page.get_by_label("You may thank me by name").check()
    page.get_by_role("button", name="Send to the newsroom").click()
    expect(page.get_by_role("heading", name="Thank you: the newsroom has it")).to_be_visible()


def test_from_a_mistake_at_a_paragraph_to_a_correction_that_thanks(
    page: Page, open_page: OpenPage, sign_in_page: SignInPage, editor: User, writer: User, publisher: User,
    edition: Edition,
) -> None:  # fmt: skip
    page.goto(edition.address.path)
    page.get_by_text("Nobody on the island").hover()
    wrong = page.locator(".prose p", has_text="promised for the spring")
    wrong.hover()
    wrong.get_by_role("link", name="Suggest a correction").click()
    expect(page.locator("form blockquote")).to_have_text(FIRST.removesuffix("[[register]]"))
    suggest(page, RIGHT)
    mine = page.url

    desk = open_page()
    sign_in_page(desk, editor)
    desk.goto("/admin/")
    expect(desk.get_by_role("heading", name="Readers have suggested")).to_be_visible()
    desk.goto(f"{page_of(edition.article)}#note-{Notice.objects.get().note_id}")
    note = desk.locator(".note.outside")
    expect(note).to_contain_text("A reader suggests a correction")
    note.get_by_role("link", name="Accept or decline").click()
    expect(desk.locator(".as-wished ins")).to_have_text("1987.")
    expect(desk.get_by_label("The place as it shall stand")).to_have_value(FIRST.replace("1978", "1987"))
    desk.get_by_role("button", name="Accept and put it into the text").click()
    expect(desk.get_by_text("The change is in the working copy")).to_be_visible()
    desk.wait_for_load_state("networkidle")
    assert Article.objects.get().body.startswith(FIRST.replace("1978", "1987"))
    page.goto(mine)
    expect(page.get_by_role("heading", name="Your suggestion is accepted")).to_be_visible()

    second = make_published(edition.article, writer, publisher)
    tell_what_is_out(second.goes_live_at)
    page.goto(edition.address.path)
    correction = page.get_by_role("complementary", name=re.compile("^Correction"))
    expect(correction).to_contain_text("We thank Rea Reader for pointing this out.")
    expect(page.locator(".prose")).to_contain_text("1987")
    paths = {
        mail.key.split("-")[2]: mail.path
        for mail in ReaderMail.objects.filter(address="rea@elsewhere.example")
    }
    assert paths.keys() == {"accepted", "published"}
    page.goto(paths["published"])
    expect(page.locator("ins").filter(has_text="1987").first).to_be_visible()


def test_links_at_a_place_move_nothing_and_keys_reach_them(page: Page, edition: Edition) -> None:
    page.goto(edition.address.path)
    below = page.get_by_text("Nobody on the island")
    before = below.bounding_box()
    page.locator(".prose .cite a").first.focus()
    expect(page.locator(".prose p .mend")).to_be_visible()
    assert below.bounding_box() == before
    page.keyboard.press("Tab")
    expect(page.locator(".mend").get_by_role("link", name="Suggest a correction")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("form blockquote")).to_contain_text("promised for the spring of 1978")


OVER_WORDS = """() => {
  const lines = (node) => { const all = new Range(); all.selectNodeContents(node); return [...all.getClientRects()]; };
  const links = [...document.querySelectorAll(".mend a")].flatMap(lines);
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const over = [];
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (!text.data.trim() || text.parentElement.closest(".mend, .unseen, suggest-here")) continue;
    if (lines(text).some((line) => links.some((link) =>
      Math.min(line.right, link.right) > Math.max(line.left, link.left) + 1
      && Math.min(line.bottom, link.bottom) > Math.max(line.top, link.top) + 2))) over.push(text.data.trim());
  }
  return links.length ? over : ["no links"];
}"""


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_links_stand_over_no_words(
    viewport: Any, open_page: OpenPage, writer: User, publisher: User
) -> None:
    article = make_article(writer, body=f"{FIRST}\n\n## {FIRST[:36]}\n\n{SECOND}\n\n- {SECOND}\n- {FIRST}")
    make_reference(article)
    page = open_page(viewport=viewport)
    page.goto(make_published(article, writer, publisher).address.path)
    for place in page.locator(".prose > :is(p, h2), .prose > :is(ul, ol) > li, .sources > li .what").all():
        place.hover(position={"x": 5, "y": 5})
        page.wait_for_timeout(400)
        assert page.evaluate(OVER_WORDS) == []


def test_of_a_source_it_is_not_asked_what_the_text_should_say(page: Page, edition: Edition) -> None:
    page.goto(f"{edition.address.path}notice/?edition={edition.number}&kind=source")
    asked = page.get_by_label("What should it say?")
    expect(asked).to_be_hidden()
    page.get_by_label("A correction").check()
    asked.fill("1987")
    page.get_by_label("A source").check()
    expect(asked).to_have_value("1987")
    expect(asked).to_be_visible()


def test_escape_puts_the_links_away(page: Page, edition: Edition) -> None:
    page.goto(edition.address.path)
    page.locator(".prose .cite a").first.focus()
    expect(page.locator(".mend")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".mend")).to_have_count(0)


@pytest.mark.parametrize(
    ("at", "quoted"),
    [
        (".sources > li .what", "Register of gates"),
        (".prose tbody tr [scope=row]", "Port of Aldery: A wide lock; Known hours; Every closure costs"),
    ],
)
def test_sources_and_rows_have_the_links_too(at: str, quoted: str, page: Page, edition: Edition) -> None:
    page.goto(edition.address.path)
    page.locator(at).first.hover()
    page.locator(".mend").get_by_role("link", name="Suggest a correction").click()
    expect(page.locator("form blockquote")).to_contain_text(quoted)


@pytest.mark.parametrize(("at", "quoted"), [("#headline", "Sea gate"), (".standfirst", "The island waits.")])
def test_the_head_has_them_where_one_selects_and_not_in_passing(
    at: str, quoted: str, page: Page, edition: Edition
) -> None:
    page.goto(edition.address.path)
    page.locator(at).hover()
    page.wait_for_timeout(500)
    expect(page.locator(".mend")).to_have_count(0)
    page.locator(at).evaluate("it => getSelection().selectAllChildren(it)")
    page.locator(".mend").get_by_role("link", name="Suggest a correction").click()
    expect(page.locator("form blockquote")).to_contain_text(quoted)


def test_who_selects_on_a_phone_is_offered_the_links(phone: Page, edition: Edition) -> None:
    phone.goto(edition.address.path)
    phone.get_by_text("Nobody on the island").evaluate("it => getSelection().selectAllChildren(it)")
    phone.locator(".mend").get_by_role("link", name="Suggest a source").click()
    expect(phone.get_by_label("A source: I know where this can be read")).to_be_checked()
    expect(phone.locator("form blockquote")).to_have_text(SECOND)


def test_without_a_script_the_place_is_chosen_on_the_form(
    no_js: Page, edition: Edition, complaints: list[str]
) -> None:
    no_js.goto(edition.address.path)
    no_js.get_by_role("link", name="Suggest a correction").click()
    no_js.get_by_label("Which place is it about?").select_option(label=SECOND[:69] + "…")
    no_js.get_by_role("button", name="Send to the newsroom").click()
    expect(no_js.get_by_role("alert")).to_contain_text("Please say what it should say")
    expect(no_js.locator("form blockquote")).to_have_text(SECOND)
    complaints.clear()  # that it was refused is meant
    suggest(no_js, "Somebody is.")
    assert Notice.objects.get().quoted == SECOND


def test_what_was_accepted_for_by_hand_opens_beside_the_text(
    page: Page, sign_in_page: SignInPage, editor: User, edition: Edition
) -> None:
    notice = make_notice(edition, "The year is wrong.", at="1978")
    sign_in_page(page, editor)
    page.goto(f"/admin/comments/notice/{notice.pk}/change/")
    page.get_by_label("The place as it shall stand").fill("")
    page.get_by_role("button", name="Accept and put it into the text").click()
    expect(page.locator(f"#note-{notice.note_id}")).to_be_visible()
    expect(page.locator(f"#note-{notice.note_id}")).to_contain_text("The year is wrong.")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_everybody_can_use_these_pages(
    viewport: Any, open_page: OpenPage, axe: CheckPage, sign_in_page: SignInPage, editor: User,
    edition: Edition, complaints: list[str],
) -> None:  # fmt: skip
    page = open_page(viewport=viewport)
    page.goto(edition.address.path)
    page.locator(".prose .cite a").first.focus()
    expect(page.locator(".mend")).to_be_visible()
    axe(page)
    page.goto(f"{edition.address.path}notice/?at=headline")
    axe(page)
    page.get_by_role("button", name="Send to the newsroom").click()
    axe(page)
    complaints.clear()  # that it was refused is meant
    suggest(page, "It is early.")
    axe(page)
    made = make_notice(
        edition, RIGHT, at="1978", address="https://archive.example/gate", email="rea@elsewhere.example"
    )
    sign_in_page(page, editor)
    for address in (f"/admin/comments/notice/{made.pk}/change/", "/admin/comments/notice/", "/admin/"):
        page.goto(address)
        axe(page)
    page.goto(f"{page_of(edition.article)}#note-{made.note_id}")
    axe(page)
