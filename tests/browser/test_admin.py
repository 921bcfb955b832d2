"""The desk in a real browser: writing with a live proof, moving, sorting, with scripts, without, and by keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article
from articles.workflow import State
from authors.models import User
from tests.desk import ADD, LIST, move_page, page_of
from tests.make import (
    make_approved,
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
)
from tests.pictures import corners, saved

from .conftest import CheckPage, SignInPage

PASTE = "/admin/articles/article/paste/"
PASTED = (
    "Gate late again\n\nBy Ilse Maarvik\n\nThe gate on the Orle is late [1].\n\n[1] https://port.example/gate"
)
BODY = "textarea[name=body]"
PROOF = ".markdownx-preview"

At = Callable[[Page], Page]


@pytest.fixture
def article(writer: User) -> Article:
    """A draft with everything."""
    article = make_article(writer, body="It is late [[register]].\n\n{stakeholders}\n\nNobody is surprised.")
    make_reference(article, quote="The gate will be late.")
    make_row(article, "Port of Aldery", order=1)
    make_row(article, "Islanders", order=2)
    make_row(article, "Tide office", order=3)
    return Article.objects.get(pk=article.pk)


@pytest.fixture(params=["page", "phone"])
def screen(request: pytest.FixtureRequest) -> Page:
    """A desk's screen, then a phone."""
    page: Page = request.getfixturevalue(request.param)
    return page


def rows_of(page: Page) -> list[str]:
    """The names in the stakeholder rows, as they stand on the page."""
    return [field.input_value() for field in page.locator("[name^=stakeholder_rows-][name$=-name]").all()][
        :-1
    ]


def open_part(page: Page, name: str) -> None:
    """Open one of the form's closed parts."""
    page.locator("summary", has_text=name).click()


def state_of(article: Article) -> str:
    """The state as stored now."""
    return Article.objects.values_list("state", flat=True).get(pk=article.pk)


@pytest.mark.parametrize("which", ["new", "full", "mistaken", "approved", "published"])
def test_axe_finds_nothing_on_the_form(
    which: str,
    article: Article,
    screen: Page,
    sign_in_page: SignInPage,
    axe: CheckPage,
    writer: User,
    publisher: User,
) -> None:
    sign_in_page(screen, publisher)
    if which == "approved":
        make_approved(article, writer, publisher)
        Article.objects.filter(pk=article.pk).update(body="Another text.")
    if which == "published":
        make_published(article, writer, publisher)
    screen.goto(ADD if which == "new" else page_of(article))
    screen.evaluate("document.querySelectorAll('fieldset > details').forEach(part => { part.open = true; })")
    if which == "mistaken":
        screen.fill("[name=headline]", "")
        screen.fill("[name=references-0-cites]", "nobody")
        screen.get_by_role("button", name="Save", exact=True).click()
        expect(screen.get_by_text("Please correct the errors below.")).to_be_visible()
    axe(screen)
    assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_nothing_on_the_lists_and_pages_around(
    article: Article, screen: Page, sign_in_page: SignInPage, axe: CheckPage, writer: User, publisher: User
) -> None:
    make_published(make_article(writer), writer, publisher)
    make_scheduled(make_article(writer), writer, publisher)
    make_move(article, "submit", writer)
    sign_in_page(screen, publisher)
    for address in ("/admin/", LIST, move_page(article, "send_back"), move_page(article, "publish"), PASTE):
        screen.goto(address)
        axe(screen)
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    screen.get_by_label("Text", exact=False).first.fill(PASTED)
    screen.get_by_role("button", name="See what goes where").click()
    expect(screen.get_by_role("heading", name="What went where")).to_be_visible()
    axe(screen)


def test_a_new_article_begins_in_its_headline(page: Page, sign_in_page: SignInPage, writer: User) -> None:
    sign_in_page(page, writer)
    page.goto(ADD)
    expect(page.locator("[name=headline]")).to_be_focused()


def test_one_item_in_a_cell_of_the_proof_has_no_bullet(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    make_row(article, "Ferry", order=4, motivations="Pay", challenges="Dark; wind")
    sign_in_page(page, writer)
    page.goto(page_of(article))
    cells = page.locator(f"{PROOF} tbody tr").last.locator("td")
    bullets = cells.evaluate_all(
        "all => all.map(cell => getComputedStyle(cell.querySelector('li')).listStyleType)"
    )
    assert bullets == ["none", "disc"]


@pytest.mark.parametrize("name", ["comments/comment", "articles/edition"])
def test_the_heading_of_a_list_that_nobody_adds_to_covers_nothing(
    name: str, page: Page, sign_in_page: SignInPage, administrator: User
) -> None:
    sign_in_page(page, administrator)
    page.goto(f"/admin/{name}/")
    heading, rows = page.locator("h1").bounding_box(), page.locator("#changelist").bounding_box()
    assert heading
    assert rows
    assert heading["y"] + heading["height"] <= rows["y"]


def test_body_and_proof_stand_side_by_side_and_the_bar_stays(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    body, proof = page.locator(BODY).bounding_box(), page.locator(PROOF).bounding_box()
    assert body
    assert proof
    assert body["x"] + body["width"] < proof["x"]
    assert proof["y"] < body["y"] + body["height"]
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def test_the_proof_follows_what_is_typed_and_rows_that_are_new(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator(BODY).press("ControlOrMeta+End")
    page.locator(BODY).type("\n\nA **new** thought [[fresh]].")
    expect(page.locator(f"{PROOF} strong")).to_have_text("new")
    expect(page.locator("#checks")).to_contain_text("check")
    open_part(page, "References")
    page.get_by_text("Add another Reference").click()
    page.fill("[name=references-1-cites]", "https://tides.example/table")
    page.fill("[name=references-1-key]", "fresh")
    expect(page.locator(f"{PROOF} a[href='#source-2']").first).to_be_visible()
    assert article.references.count() == 1
    page.evaluate(
        "document.querySelector('#article_form').requestSubmit(document.querySelector('[name=_continue]'))"
    )
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert {reference.key for reference in article.references.all()} == {"register", "fresh"}


def test_on_a_phone_the_proof_takes_the_texts_place(
    article: Article, phone: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(phone, writer)
    phone.goto(page_of(article))
    expect(phone.locator(PROOF)).to_be_hidden()
    phone.get_by_role("button", name="Preview").click()
    expect(phone.locator(PROOF)).to_be_visible()
    expect(phone.locator(BODY)).to_be_hidden()
    phone.get_by_role("button", name="Preview").click()
    expect(phone.locator(BODY)).to_be_visible()
    expect(phone.get_by_role("button", name="Save", exact=True)).to_be_in_viewport()


def test_tab_leaves_the_text(article: Article, page: Page, sign_in_page: SignInPage, writer: User) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator(BODY).focus()
    page.keyboard.press("Tab")
    assert not page.locator(BODY).evaluate("field => field === document.activeElement")


@pytest.mark.parametrize("field", ["headline", "slug"])
def test_enter_in_a_field_saves_and_never_publishes(
    field: str,
    article: Article,
    page: Page,
    sign_in_page: SignInPage,
    writer: User,
    publisher: User,
    editor: User,
) -> None:
    make_approved(article, writer, editor)
    sign_in_page(page, publisher)
    page.goto(page_of(article))
    if field == "slug":
        open_part(page, "Filing")
    page.fill(f"[name={field}]", "another-one")
    page.locator(f"[name={field}]").press("Enter")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert getattr(article, field) == "another-one"
    assert article.state == State.APPROVED


def test_rows_are_sorted_by_keyboard(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    open_part(page, "Stakeholders")
    page.locator("[name=stakeholder_rows-0-name]").focus()
    page.keyboard.press("Alt+ArrowDown")
    assert rows_of(page) == ["Islanders", "Port of Aldery", "Tide office"]
    expect(page.locator("[aria-live=polite]")).to_have_text("Port of Aldery: place 2 of 3")
    page.locator("#stakeholder_rows-2").get_by_role("button", name="Move up").press("Enter")
    assert rows_of(page) == ["Islanders", "Tide office", "Port of Aldery"]
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    names = [row.stakeholder.name for row in article.stakeholder_rows.all()]
    assert names == ["Islanders", "Tide office", "Port of Aldery"]


def test_rows_are_sorted_by_dragging(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    open_part(page, "Stakeholders")
    page.locator("#stakeholder_rows-2").scroll_into_view_if_needed()
    grip = page.locator("#stakeholder_rows-2 .grip").bounding_box()
    first = page.locator("#stakeholder_rows-0").bounding_box()
    assert grip
    assert first
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, first["y"] + 2, steps=6)
    page.mouse.up()
    assert rows_of(page) == ["Tide office", "Port of Aldery", "Islanders"]


def test_a_new_stakeholder_is_just_typed_and_a_known_one_suggested(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    open_part(page, "Stakeholders")
    page.get_by_text("Add another Stakeholder row").click()
    field = page.locator("[name=stakeholder_rows-3-name]")
    field.type("tide")
    expect(page.locator("#stakeholder_rows-3 datalist option")).to_have_count(1)
    expect(page.locator("#stakeholder_rows-3 datalist option")).to_have_attribute("value", "Tide office")
    field.fill("Gate builders")
    page.fill("[name=stakeholder_rows-3-motivations]", "To be paid")
    expect(page.locator(PROOF)).to_contain_text("Gate builders")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert article.stakeholder_rows.last().stakeholder.name == "Gate builders"  # type: ignore[union-attr]


def test_a_dialog_asks_for_the_note_and_sends_the_text_back(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User, editor: User
) -> None:
    make_move(article, "submit", writer)
    sign_in_page(page, editor)
    page.goto(page_of(article))
    page.locator(".bar-do summary").click()
    page.get_by_role("button", name="Send back").click()
    page.get_by_label("Note to the writer").fill("Who says so?")
    page.get_by_role("dialog").get_by_role("button", name="Send back").click()
    expect(page.get_by_text("Sent back to the writer.")).to_be_visible()
    assert state_of(article) == State.DRAFT


def test_by_keyboard_alone_a_text_is_written_and_submitted(
    page: Page, sign_in_page: SignInPage, writer: User, article: Article
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    page.locator("[name=headline]").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Written without a mouse")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Submit for review").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Submitted for review.")).to_be_visible()
    article.refresh_from_db()
    assert (article.headline, article.state) == ("Written without a mouse", State.IN_REVIEW)


def test_without_scripts_a_text_is_written_with_rows_and_sent_on(
    no_js: Page, sign_in_page: SignInPage, editor: User, publisher: User
) -> None:
    make_author("Edda Editor", user=editor)
    sign_in_page(no_js, editor)
    no_js.goto("/admin/")
    no_js.get_by_role("link", name="New article").click()
    no_js.fill("[name=headline]", "The gate is late")
    no_js.fill("[name=body]", "It is late.")
    no_js.get_by_role("button", name="Save", exact=True).click()
    no_js.get_by_role("link", name="Show blank rows").click()
    no_js.locator("summary", has_text="Stakeholders").click()
    no_js.fill("[name=stakeholder_rows-0-name]", "Islanders")
    no_js.get_by_role("button", name="Save", exact=True).click()
    expect(no_js.locator(PROOF)).to_contain_text("Islanders")
    no_js.locator(".bar-do summary").click()
    no_js.get_by_role("button", name="Spike").click()
    no_js.get_by_label("Why it will not run").fill("No news.")
    no_js.get_by_role("button", name="Spike").click()
    assert Article.objects.get().state == State.SPIKED


def test_a_picture_is_uploaded_from_the_form_and_shown_in_the_proof(
    article: Article, page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    sign_in_page(page, writer)
    page.goto(page_of(article))
    open_part(page, "Picture")
    with page.expect_popup() as popup:
        page.locator(".field-lead_image").get_by_role("link", name="Upload a picture").click()
    upload = popup.value
    upload.get_by_label("Picture files").set_input_files(
        {"name": "gate.jpg", "mimeType": "image/jpeg", "buffer": saved(corners())}
    )
    upload.get_by_role("link", name="Describe and use this picture").click()
    upload.get_by_label("Alternative text").fill("The gate at low tide")
    upload.get_by_label("Credit").fill("Jon Tellerin")
    upload.get_by_role("button", name="Save and use this picture").click()
    expect(page.locator(f"{PROOF} img")).to_have_attribute("alt", "The gate at low tide")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("Saved.", exact=True)).to_be_visible()
    article.refresh_from_db()
    assert article.lead_image
    assert article.lead_image.credit == "Jon Tellerin"
    expect(page.locator("[name=lead_image]")).to_have_value(f"The gate at low tide #{article.lead_image.pk}")
