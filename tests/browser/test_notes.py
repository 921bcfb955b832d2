"""Notes beside the text in a real browser: at the cursor, back to the text, with scripts and without."""

import pytest
from playwright.sync_api import Page, expect

from articles.models import Article, Note
from authors.models import User
from tests.desk import page_of
from tests.make import make_article, make_move, make_reference, make_row

from .conftest import CheckPage, SignInPage

BODY = "textarea[name=body]"
FIRST, SECOND = "The gate on the Orle is late.", "Nobody on the island is surprised."


@pytest.fixture
def article(writer: User) -> Article:
    article = make_article(writer, body=f"{FIRST}\n\n{SECOND}\n\nThe island waits.")
    make_reference(article)
    make_row(article)
    return article


@pytest.fixture
def form(page: Page, sign_in_page: SignInPage, editor: User, article: Article) -> Page:
    """The article's form, opened by an editor."""
    sign_in_page(page, editor)
    page.goto(page_of(article))
    return page


def put_cursor(page: Page, words: str) -> None:
    """The cursor stands before these words of the body."""
    page.locator(BODY).evaluate(
        "(it, words) => { const at = it.value.indexOf(words); it.focus(); it.setSelectionRange(at, at); }",
        words,
    )


def selected(page: Page) -> str:
    """What is selected in the body."""
    text: str = page.locator(BODY).evaluate("it => it.value.slice(it.selectionStart, it.selectionEnd)")
    return text


def write(page: Page, text: str) -> None:
    """The open note gets a text and is stored."""
    page.get_by_label("Note", exact=True).fill(text)
    page.get_by_role("button", name="Add note").click()
    expect(page.locator(".notes-threads")).to_contain_text(text)


def test_a_note_at_the_cursor_leaves_what_is_typed_and_not_saved(form: Page, article: Article) -> None:
    form.locator(BODY).press_sequentially("Typed. ")
    put_cursor(form, SECOND)
    form.get_by_role("button", name="Note on this paragraph").click()
    expect(form.get_by_label("Stands at").locator("option:checked")).to_have_text(SECOND)
    write(form, "Who says so?")
    assert Note.objects.get().anchor == f"body\n{SECOND}"
    assert "Typed. " in form.locator(BODY).input_value()
    expect(form.locator(".parts [data-open-notes]")).to_have_text("1")
    expect(form.locator(".notes-told")).to_have_text("Your note is stored.")


def test_keys_write_a_note_and_close_the_notes(form: Page) -> None:
    put_cursor(form, FIRST)
    form.keyboard.press("Control+Alt+m")
    expect(form.get_by_label("Note", exact=True)).to_be_focused()
    form.keyboard.type("By whom?")
    form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    expect(form.locator(".note")).to_be_focused()
    form.keyboard.press("Escape")
    expect(form.locator("notes-panel")).to_be_hidden()
    expect(form.locator(BODY)).to_be_focused()


def test_the_quote_of_a_note_leads_to_its_paragraph_even_if_it_was_edited(form: Page) -> None:
    put_cursor(form, SECOND)
    form.keyboard.press("Control+Alt+m")
    write(form, "Who says so?")
    quote = form.get_by_role("button", name=SECOND)
    quote.click()
    assert selected(form) == SECOND
    form.keyboard.type("Nobody on the isle is surprised.")
    quote.click()
    assert selected(form) == "Nobody on the isle is surprised."


def test_notes_stand_at_rows_and_sources_and_lead_there(form: Page) -> None:
    for part, at in (("stakeholder_rows", "Port of Aldery"), ("references", "[[register]]")):
        form.locator(f"#{part}-group summary").click()
        form.get_by_role("button", name=f"Note: {at}").click()
        write(form, f"About {at}")
    assert set(Note.objects.values_list("anchor", flat=True)) == {"\nport of aldery", "register"}
    form.get_by_role("button", name="Port of Aldery", exact=True).click()
    expect(form.locator("[name=stakeholder_rows-0-name]")).to_be_focused()


def test_names_are_suggested_after_an_at_sign(form: Page, writer: User) -> None:
    form.keyboard.press("Control+Alt+m")
    form.get_by_label("Note", exact=True).press_sequentially("Please, @wan")
    form.get_by_role("button", name="@Wanda Writer").click()
    expect(form.get_by_label("Note", exact=True)).to_have_value("Please, @Wanda Writer ")
    form.get_by_role("button", name="Add note").click()
    expect(form.locator(".notes-told")).to_contain_text("Told: Wanda Writer.")


def test_answers_and_resolving_happen_beside_the_text(form: Page) -> None:
    form.keyboard.press("Control+Alt+m")
    write(form, "Who says so?")
    form.get_by_text("Reply", exact=True).click()
    form.get_by_label("Reply to Edda Editor").fill("The ministry.")
    form.get_by_role("button", name="Store the reply").click()
    expect(form.locator(".note-reply")).to_contain_text("The ministry.")
    form.get_by_role("button", name="Resolve").click()
    expect(form.locator(".notes-threads")).to_have_text("No open notes.")


def test_a_note_that_was_not_sent_is_there_after_the_article_is_saved(form: Page) -> None:
    form.keyboard.press("Control+Alt+m")
    form.get_by_label("Note", exact=True).fill("Half a thou")
    form.locator(BODY).press_sequentially("More. ")
    form.locator(".bar").get_by_role("button", name="Save", exact=True).click()
    form.wait_for_load_state()
    form.locator(".parts [data-notes]").click()
    expect(form.get_by_label("Note", exact=True)).to_have_value("Half a thou")


def test_a_note_that_cannot_be_sent_stays_and_says_so(form: Page, complaints: list[str]) -> None:
    form.keyboard.press("Control+Alt+m")
    form.get_by_label("Note", exact=True).fill("Who says so?")
    form.context.clear_cookies()
    form.get_by_role("button", name="Add note").click()
    expect(form.locator(".notes-told")).to_contain_text("Your note is still here")
    expect(form.get_by_label("Note", exact=True)).to_have_value("Who says so?")
    complaints.clear()


def test_the_proof_marks_what_a_note_stands_at(form: Page) -> None:
    put_cursor(form, SECOND)
    form.keyboard.press("Control+Alt+m")
    write(form, "Who says so?")
    form.get_by_role("button", name="Close the notes").click()
    mark = form.locator(".proof p", has_text=SECOND).get_by_role("button")
    expect(mark).to_have_accessible_name("Note: Edda Editor")
    mark.click()
    expect(form.locator(".note")).to_be_focused()


def test_a_note_is_sent_after_signing_in_again_in_another_tab(
    form: Page, sign_in_page: SignInPage, editor: User, complaints: list[str]
) -> None:
    form.keyboard.press("Control+Alt+m")
    form.get_by_label("Note", exact=True).fill("Who says so?")
    form.context.clear_cookies()
    sign_in_page(form, editor)
    form.context.new_page().goto(form.url.replace("change/", "notes/"))  # which brings a token
    form.get_by_role("button", name="Add note").click()
    expect(form.locator(".notes-told")).to_have_text("Your note is stored.")
    complaints.clear()


@pytest.mark.parametrize("size", ["page", "phone"])
def test_the_notes_have_no_finding_of_axe(
    size: str,
    request: pytest.FixtureRequest,
    sign_in_page: SignInPage,
    article: Article,
    editor: User,
    axe: CheckPage,
) -> None:
    page: Page = request.getfixturevalue(size)
    sign_in_page(page, editor)
    page.goto(page_of(article))
    put_cursor(page, SECOND)
    page.keyboard.press("Control+Alt+m")
    axe(page)
    write(page, "Who says so?")
    page.get_by_text("Reply", exact=True).click()
    axe(page)
    page.goto(page_of(article).replace("change/", "notes/"))
    axe(page)


def test_without_scripts_notes_are_written_answered_and_resolved_on_their_page(
    no_js: Page, sign_in_page: SignInPage, article: Article, writer: User
) -> None:
    make_move(article, "submit", writer)  # its writer may only read it now
    sign_in_page(no_js, writer)
    no_js.goto(page_of(article))
    no_js.locator(".parts").get_by_role("link", name="Notes").click()
    no_js.get_by_label("Stands at").select_option(label=SECOND)
    no_js.get_by_label("Note", exact=True).fill("I asked twelve of them.")
    no_js.get_by_role("button", name="Add note").click()
    no_js.get_by_text("Reply", exact=True).click()
    no_js.get_by_label("Reply to Wanda Writer").fill("And a thirteenth.")
    no_js.get_by_role("button", name="Store the reply").click()
    expect(no_js.locator(".note-reply")).to_contain_text("And a thirteenth.")
    no_js.get_by_role("button", name="Resolve").click()
    expect(no_js.locator(".messagelist")).to_contain_text("The note is resolved.")
