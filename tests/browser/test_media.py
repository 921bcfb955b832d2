"""The media library in a browser: picker, drop, paste, focal point by pointer and keys, choosing for an article."""

import base64
import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FilePayload, Page, expect

from articles.models import Article
from authors.models import User
from images.models import Image
from tests.make import make_article, make_published
from tests.pictures import corners, make_image, saved

from .conftest import PHONE, CheckPage, OpenPage, SignInPage

LIST = "/admin/images/image/"
ADD = f"{LIST}add/"
TRANSFER = """files => {
    const transfer = new DataTransfer();
    for (const [name, content] of files) {
        const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt());
        transfer.items.add(new File([bytes], name, { type: "image/jpeg" }));
    }
    return transfer;
}"""


def file(name: str, width: int) -> FilePayload:
    """A file that is another picture for another width."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": saved(corners(width, 240))}


def encoded(*files: FilePayload) -> list[list[str]]:
    """Files as the page itself can make them."""
    return [[one["name"], base64.b64encode(one["buffer"]).decode()] for one in files]


@pytest.fixture
def desk(page: Page, sign_in_page: SignInPage, writer: User) -> Page:
    """The library's upload page, opened by a writer."""
    sign_in_page(page, writer)
    page.goto(ADD)
    return page


def test_files_from_the_picker_show_their_progress_and_are_described_together(desk: Page) -> None:
    desk.get_by_label("Credit").fill("Staff")
    desk.get_by_label("Picture files").set_input_files([file("one.jpg", 400), file("two.jpg", 410)])
    expect(desk.get_by_role("status")).to_have_text("All done: 2 new, 0 already here, 0 refused.")
    expect(desk.get_by_role("progressbar", name="Progress of one.jpg")).to_have_js_property("value", 100)
    desk.get_by_role("link", name="Describe the new pictures").click()
    for number in (1, 2):
        picture = desk.get_by_role("group", name=f"Picture {number} of 2")
        expect(picture.get_by_label("Credit")).to_have_value("Staff")
        picture.get_by_label("Alternative text").fill(f"Crane number {number}")
    desk.get_by_role("group", name="The same for all").get_by_label("Licence").fill("CC BY 4.0")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("link", name="Crane number 2")).to_be_visible()
    assert set(Image.objects.values_list("credit", "licence")) == {("Staff", "CC BY 4.0")}


def test_files_can_be_dropped_anywhere_on_the_page(desk: Page) -> None:
    transfer = desk.evaluate_handle(TRANSFER, encoded(file("dropped.jpg", 400)))
    desk.dispatch_event("h1", "dragover", {"dataTransfer": transfer})
    expect(desk.locator("picture-upload")).to_have_class("over")
    desk.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    expect(desk.get_by_role("listitem").filter(has_text="dropped.jpg")).to_contain_text("in the library")
    expect(desk.locator("picture-upload")).not_to_have_class("over")
    assert Image.objects.count() == 1


def test_a_picture_is_pasted_and_pasted_words_stay_words(desk: Page) -> None:
    desk.evaluate(
        f"files => document.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: ({TRANSFER})(files) }}))",
        encoded(file("image.png", 400)),
    )
    expect(desk.get_by_role("status")).to_contain_text("1 new")
    desk.evaluate(
        "document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: new DataTransfer() }))"
    )
    expect(desk.get_by_role("status")).to_contain_text("1 new")


def test_what_is_refused_or_known_says_so_in_its_own_row_while_the_others_go_on(
    desk: Page, complaints: list[str]
) -> None:
    known = make_image(400, 240, alt="Known before")
    bad: FilePayload = {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"<svg onload=alert(1)>"}
    desk.get_by_label("Picture files").set_input_files([bad, file("known.jpg", 400), file("new.jpg", 410)])
    expect(desk.get_by_role("status")).to_have_text("All done: 1 new, 1 already here, 1 refused.")
    rows = desk.locator(".uploads li")
    expect(rows.nth(0)).to_contain_text("not a picture we can read")
    link = rows.nth(1).get_by_role("link", name="Known before")
    expect(link).to_have_attribute("href", f"{LIST}{known.pk}/change/")
    expect(rows.nth(2)).to_contain_text("in the library")
    complaints.clear()  # the browser reports the refusal itself


def test_a_file_that_is_too_big_is_not_even_sent(desk: Page) -> None:
    desk.evaluate("document.querySelector('picture-upload').dataset.maxBytes = 1048576")
    big: FilePayload = {"name": "big.jpg", "mimeType": "image/jpeg", "buffer": bytes(2**20 + 1)}
    desk.get_by_label("Picture files").set_input_files([big])
    expect(desk.locator(".uploads li")).to_contain_text("The file has 2 MB; a picture may have 1 MB at most.")


def test_who_was_signed_out_meanwhile_signs_in_elsewhere_and_tries_again(
    desk: Page, sign_in_page: SignInPage, writer: User, complaints: list[str]
) -> None:
    desk.context.clear_cookies()
    desk.get_by_label("Picture files").set_input_files([file("one.jpg", 400)])
    row = desk.locator(".uploads li")
    expect(row).to_contain_text("You are signed out.")
    complaints.clear()  # the browser reports the refusal itself
    sign_in_page(desk, writer)
    row.get_by_role("button", name="Try again: one.jpg").click()
    expect(row).to_contain_text("in the library")


def test_the_focal_point_moves_by_the_keys_and_the_cuts_follow(
    page: Page, sign_in_page: SignInPage, editor: User
) -> None:
    image = make_image(1400, 900)
    sign_in_page(page, editor)
    page.goto(f"{LIST}{image.pk}/change/")
    point = page.get_by_role("application", name="Focal point: 50 % across, 50 % down")
    point.focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "ArrowUp", "Shift+ArrowUp"):
        page.keyboard.press(key)
    expect(page.get_by_label("Focal point, across")).to_have_value("61")
    expect(page.get_by_label("Focal point, down")).to_have_value("39")
    expect(page.locator("focal-point [aria-live]")).to_have_text("Focal point: 61 % across, 39 % down")
    cut = page.get_by_role("group", name="How it is cut").locator("img").nth(2)
    expect(cut).to_have_css("object-position", "61% 39%")
    page.keyboard.press("Tab")  # the keys are not held
    expect(page.get_by_label("Focal point: 61")).not_to_be_focused()
    page.get_by_role("button", name="Save", exact=True).click()
    image.refresh_from_db()
    assert image.focal == (61, 39)


def test_the_focal_point_goes_where_one_clicks_and_stays_inside(
    page: Page, sign_in_page: SignInPage, editor: User
) -> None:
    image = make_image(1400, 900)
    sign_in_page(page, editor)
    page.goto(f"{LIST}{image.pk}/change/")
    surface = page.locator("focal-point .surface")
    box = surface.bounding_box()
    assert box
    surface.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.75})
    expect(page.get_by_label("Focal point, across")).to_have_value("25")
    expect(page.get_by_label("Focal point, down")).to_have_value("75")
    for _press in range(9):
        page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_label("Focal point, across")).to_have_value("0")
    page.get_by_label("Focal point, across").fill("30")
    expect(page.get_by_role("application", name="Focal point: 30 % across, 75 % down")).to_be_visible()


def test_without_javascript_files_are_sent_in_one_form_and_the_focal_point_is_two_numbers(
    no_js: Page, sign_in_page: SignInPage, editor: User
) -> None:
    sign_in_page(no_js, editor)
    no_js.goto(ADD)
    no_js.get_by_label("Picture files").set_input_files([file("one.jpg", 400), file("two.jpg", 410)])
    no_js.get_by_role("button", name="Upload").click()
    first = no_js.get_by_role("group", name="Picture 1 of 2")
    first.get_by_label("Alternative text").fill("A crane")
    first.get_by_label("Credit").fill("Staff")
    no_js.get_by_role("button", name="Save").click()
    no_js.get_by_role("link", name="A crane").click()
    no_js.get_by_label("Focal point, across").fill("20")
    no_js.get_by_role("button", name="Save", exact=True).click()
    assert Image.objects.get(alt="A crane").focal == (20, 50)


def test_a_picture_of_the_library_is_chosen_for_an_article_by_keyboard(
    page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    article, image = make_article(writer), make_image(400, 240, alt="A crane")
    sign_in_page(page, writer)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("fieldset:has(#id_lead_image) summary").press("Enter")
    with page.expect_popup() as opened:
        page.locator(".field-lead_image").get_by_role("link", name="Choose from the library").press("Enter")
    opened.value.wait_for_load_state()
    with suppress(PlaywrightError):  # the popup is gone before the key comes up again
        opened.value.get_by_role("link", name="A crane").press("Enter")
    expect(page.locator("#id_lead_image")).to_have_value(f"A crane #{image.pk}")
    page.get_by_role("button", name=re.compile("^Save")).first.click()
    page.wait_for_load_state()
    assert Article.objects.get().lead_image == image


def test_a_new_picture_goes_from_the_upload_into_the_article(
    page: Page, sign_in_page: SignInPage, writer: User
) -> None:
    article = make_article(writer)
    sign_in_page(page, writer)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    page.locator("fieldset:has(#id_lead_image) summary").press("Enter")
    with page.expect_popup() as opened:
        page.locator(".field-lead_image").get_by_role("link", name="Upload a picture").click()
    popup = opened.value
    popup.get_by_label("Picture files").set_input_files([file("one.jpg", 400)])
    popup.get_by_role("link", name="Describe and use this picture").click()
    popup.get_by_label("Alternative text").fill("A crane")
    popup.get_by_label("Credit").fill("Staff")
    popup.get_by_role("button", name="Save and use this picture").click()
    expect(page.locator("#id_lead_image")).to_have_value(re.compile(r"A crane #\d+"))


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desktop"])
def test_axe_finds_nothing_on_the_pages_of_the_library(
    open_page: OpenPage,
    sign_in_page: SignInPage,
    axe: CheckPage,
    writer: User,
    publisher: User,
    viewport: dict[str, int],
) -> None:
    page = open_page(viewport=viewport)
    image, unsaid = make_image(), make_image(410, 240, alt="", credit="")
    withdrawn = make_image(420, 240, alt="Gone")
    withdrawn.withdraw("Licence ended")
    make_published(make_article(writer, lead_image=image), writer, publisher)
    sign_in_page(page, publisher)
    addresses = [
        LIST,
        f"{LIST}?q=nothing+of+the+sort",
        f"{LIST}?_popup=1",
        ADD,
        f"{LIST}describe/?ids={image.pk},{unsaid.pk},{withdrawn.pk}",
        f"{LIST}{withdrawn.pk}/change/",
        f"{LIST}{image.pk}/uses/",
        f"{LIST}{image.pk}/change/",
    ]
    for address in addresses:
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("heading", name="Withdraw a picture")).to_be_visible()
    axe(page)


def test_axe_finds_nothing_while_files_are_taken_in(
    desk: Page, axe: CheckPage, complaints: list[str]
) -> None:
    make_image(400, 240)
    bad: FilePayload = {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"no"}
    desk.get_by_label("Picture files").set_input_files([bad, file("known.jpg", 400), file("new.jpg", 410)])
    expect(desk.get_by_role("status")).to_contain_text("All done")
    complaints.clear()  # the browser reports the refusal itself
    axe(desk)
