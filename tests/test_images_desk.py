"""The media library at the desk: find, describe, withdraw, give back."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from authors.models import User
from images.models import Image

from .conftest import SignIn
from .pictures import corners, make_image, saved, upload

pytestmark = pytest.mark.django_db

LIST = "/admin/images/image/"
SAID = {
    "alt": "Four fields",
    "caption": "",
    "credit": "Ilse Maarvik",
    "licence": "",
    "focal_x": 50,
    "focal_y": 50,
}


def change_page(image: Image) -> str:
    return f"/admin/images/image/{image.pk}/change/"


def test_a_picture_is_described_anew(sign_in: SignIn, editor: User) -> None:
    image = make_image(400, 240)
    client = sign_in(editor)
    assert client.get(change_page(image)).status_code == 200
    client.post(change_page(image), {**SAID, "alt": "Four fields, one of them white", "focal_x": 20})
    image.refresh_from_db()
    assert (image.alt, image.focal) == ("Four fields, one of them white", (20, 50))


def test_a_focal_point_outside_the_picture_is_refused(sign_in: SignIn, editor: User) -> None:
    image = make_image(400, 240)
    sign_in(editor).post(change_page(image), {**SAID, "focal_x": 101})
    image.refresh_from_db()
    assert image.focal == (50, 50)


def test_the_file_its_name_and_its_owner_cannot_be_changed_by_a_form(sign_in: SignIn, editor: User) -> None:
    image = make_image(400, 240)
    forged = {
        "name": "0" * 64,
        "file": "etc/passwd",
        "uploaded_by": editor.pk,
        "withdrawn_reason": "x",
        "width": 1,
    }
    sign_in(editor).post(change_page(image), {**SAID, **forged})
    after = Image.objects.get()
    assert (after.name, after.file.name, after.uploaded_by) == (image.name, image.file.name, None)
    assert (after.width, after.withdrawn_reason) == (400, "")


def listed(client: Client, **asked: str) -> list[str]:
    """What the library calls the pictures it shows."""
    return [str(image) for image in client.get(LIST, asked).context["cl"].result_list]


@pytest.mark.parametrize("word", ["barrier", "DUSK", "maarvik", "by-sa"])
def test_pictures_are_found_by_words_of_description_caption_credit_and_licence(
    sign_in: SignIn, writer: User, word: str
) -> None:
    make_image(
        400, 240, alt="Piers of a barrier", caption="At dusk.", credit="I. Maarvik", licence="CC BY-SA"
    )
    make_image(410, 240, alt="A harbour crane", credit="Staff")
    assert listed(sign_in(writer), q=word) == ["Piers of a barrier"]


def test_the_library_is_a_grid_of_small_pictures_that_load_when_they_come_near(
    sign_in: SignIn, writer: User
) -> None:
    image = make_image(400, 240)
    html = sign_in(writer).get(LIST).content.decode()
    assert f"/media/renditions/{image.name}/4x3-320-f50x50.jpeg" in html
    assert 'loading="lazy"' in html


@pytest.mark.parametrize(
    ("missing", "found"),
    [
        ("any", ["Credited not", "Picture without"]),
        ("alt", ["Picture without"]),
        ("credit", ["Credited not"]),
    ],
)
def test_pictures_are_found_by_what_is_missing(
    sign_in: SignIn, writer: User, missing: str, found: list[str]
) -> None:
    make_image(400, 240, alt="Whole")
    make_image(410, 240, alt="")
    make_image(420, 240, alt="Credited not", credit="")
    names = listed(sign_in(writer), missing=missing)
    assert [" ".join(name.split()[:2]) for name in names] == found


def test_everybody_finds_their_own_uploads(sign_in: SignIn, writer: User, editor: User) -> None:
    make_image(400, 240, alt="By the writer", user=writer)
    make_image(410, 240, alt="By the editor", user=editor)
    assert listed(sign_in(writer), whose="mine") == ["By the writer"]


def test_the_library_takes_as_many_queries_for_many_pictures_and_counts_no_further_than_it_shows(
    sign_in: SignIn, writer: User, django_assert_max_num_queries: Any
) -> None:
    client = sign_in(writer)
    Image.objects.bulk_create(
        Image(name=f"{n:064x}", file="x.jpg", width=800, height=600, alt=f"Picture {n}", credit="Staff")
        for n in range(700)
    )
    with django_assert_max_num_queries(8) as asked:
        page = client.get(LIST)
    counts = [query["sql"] for query in asked.captured_queries if "COUNT(" in query["sql"]]
    assert all("LIMIT" in sql for sql in counts)
    assert "more than 528 pictures" in " ".join(page.content.decode().split())


@pytest.mark.parametrize(("rights", "found"), [("shown", False), ("withdrawn", True), ("nonsense", True)])
def test_the_list_tells_withdrawn_pictures_from_shown_ones(
    sign_in: SignIn, writer: User, rights: str, found: bool
) -> None:
    make_image(400, 240, alt="Whose licence ended").withdraw("Licence ended")
    assert ("Whose licence ended" in sign_in(writer).get(LIST, {"rights": rights}).content.decode()) == found


def test_a_publisher_withdraws_a_picture_with_a_reason(sign_in: SignIn, publisher: User) -> None:
    image, client = make_image(400, 240), sign_in(publisher)
    asked = {"action": "withdraw", "_selected_action": [image.pk]}
    assert "Four coloured fields" in client.post(LIST, asked).content.decode()
    unexplained = client.post(LIST, {**asked, "confirmed": "1", "reason": ""})
    assert "This field is required" in unexplained.content.decode()
    assert Image.objects.get().withdrawn_at is None
    client.post(LIST, {**asked, "confirmed": "1", "reason": "Licence ended"})
    withdrawn = Image.objects.get()
    assert withdrawn.withdrawn_at
    assert withdrawn.withdrawn_reason == "Licence ended"
    assert "Licence ended" in LogEntry.objects.get(object_id=str(image.pk)).change_message


def test_a_publisher_gives_a_picture_back(sign_in: SignIn, publisher: User) -> None:
    image = make_image(400, 240)
    image.withdraw("A mistake")
    sign_in(publisher).post(LIST, {"action": "give_back", "_selected_action": [image.pk]})
    image.refresh_from_db()
    assert image.withdrawn_at is None


@pytest.mark.parametrize("action", ["withdraw", "give_back"])
def test_a_writer_can_neither_withdraw_nor_give_back(sign_in: SignIn, writer: User, action: str) -> None:
    image = make_image(400, 240)
    if action == "give_back":
        image.withdraw("Licence ended")
    before = Image.objects.get().withdrawn_at
    asked = {"action": action, "_selected_action": [image.pk], "confirmed": "1", "reason": "Because"}
    sign_in(writer).post(LIST, asked)
    assert Image.objects.get().withdrawn_at == before


def test_nobody_deletes_a_picture_not_even_the_administrator(sign_in: SignIn, administrator: User) -> None:
    image = make_image(400, 240)
    response = sign_in(administrator).post(f"/admin/images/image/{image.pk}/delete/", {"post": "yes"})
    assert response.status_code == 403
    assert Image.objects.exists()


def test_a_page_of_a_picture_offers_to_withdraw_it_only_to_who_may(
    sign_in: SignIn, writer: User, publisher: User
) -> None:
    image = make_image(400, 240)
    assert 'value="withdraw"' not in sign_in(writer).get(change_page(image)).content.decode()
    assert 'value="withdraw"' in sign_in(publisher).get(change_page(image)).content.decode()
    image.withdraw("Licence ended")
    page = sign_in(publisher).get(change_page(image)).content.decode()
    assert 'value="give_back"' in page
    assert "Licence ended" in page


def test_the_page_of_a_picture_shows_how_it_is_cut(sign_in: SignIn, writer: User) -> None:
    image = make_image(1400, 900, focal=(20, 80))
    page = sign_in(writer).get(change_page(image)).content.decode()
    for crop in ("16x9", "4x3", "1x1"):
        assert f"/media/renditions/{image.name}/{crop}-320-f20x80.webp" in page


def test_a_popup_hands_over_a_number_or_words_but_no_withdrawn_picture(sign_in: SignIn, writer: User) -> None:
    image = make_image(400, 240, alt="A crane")
    make_image(410, 240).withdraw("Licence ended")
    client = sign_in(writer)
    by_words = client.get(LIST, {"_popup": 1}).content.decode()
    assert f'data-popup-opener="A crane #{image.pk}"' in by_words
    assert by_words.count("data-popup-opener") == 1
    by_number = client.get(LIST, {"_popup": "1", "_to_field": "id"}).content.decode()
    assert f'data-popup-opener="{image.pk}"' in by_number


def test_a_picture_pasted_into_a_text_goes_into_the_library(
    sign_in: SignIn, writer: User, client: Client
) -> None:
    paste = reverse("admin:images_image_paste")
    answer = sign_in(writer).post(paste, {"image": upload(saved(corners()))}).json()
    image = Image.objects.get()
    assert answer["image_code"] == f"![](picture:{image.name[:12]})"
    assert answer["page"] == reverse("admin:images_image_change", args=[image.pk])


def test_what_is_pasted_is_judged_like_any_upload(sign_in: SignIn, writer: User) -> None:
    evil = upload(b"GIF89a<script>alert(1)</script>", "evil.html", "image/gif")
    response = sign_in(writer).post(reverse("admin:images_image_paste"), {"image": evil})
    assert response.status_code == 400
    assert "Nothing was stored" in response.json()["image"][0]
    assert not Image.objects.exists()


def test_only_those_who_may_upload_may_paste(sign_in: SignIn, moderator: User, reader: User) -> None:
    for person, status in ((moderator, 403), (reader, 302)):
        response = sign_in(person).post(
            reverse("admin:images_image_paste"), {"image": upload(saved(corners()))}
        )
        assert response.status_code == status
    assert sign_in(moderator).get(LIST).status_code == 403
    assert not Image.objects.exists()
