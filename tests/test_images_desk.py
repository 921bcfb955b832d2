"""The media library at the desk: upload, describe, withdraw, give back."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import ExifTags
from PIL import Image as Pillow

from authors.models import User
from images.models import Image

from .conftest import SignIn
from .pictures import corners, make_image, saved, upload

pytestmark = pytest.mark.django_db

ADD, LIST = "/admin/images/image/add/", "/admin/images/image/"
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


def send(client: Client, content: bytes, **said: object) -> str:
    """Uploads a file by the form; gives the page that follows."""
    data = {**SAID, **said, "upload": upload(content)}
    return client.post(ADD, data, follow=True).content.decode()


def test_a_writer_uploads_a_picture(sign_in: SignIn, writer: User) -> None:
    send(sign_in(writer), saved(corners()))
    image = Image.objects.get()
    assert (image.alt, image.credit, image.uploaded_by) == ("Four fields", "Ilse Maarvik", writer)
    assert default_storage.exists(image.file.name or "")


def test_a_refused_file_is_an_error_of_its_field_and_the_words_stay(sign_in: SignIn, writer: User) -> None:
    html = send(sign_in(writer), b"<svg onload=alert(1)>", alt="What I wrote")
    assert "not a picture we can read (JPEG, PNG, WebP, AVIF, GIF). Nothing was stored." in html
    assert "What I wrote" in html
    assert not Image.objects.exists()


def test_nobody_uploads_without_a_description(sign_in: SignIn, writer: User) -> None:
    send(sign_in(writer), saved(corners()), alt="")
    assert not Image.objects.exists()


def test_a_picture_without_credit_is_refused_unless_the_file_names_one(sign_in: SignIn, writer: User) -> None:
    client = sign_in(writer)
    assert "Who made this picture?" in send(client, saved(corners()), credit="")
    assert not Image.objects.exists()
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "Rasmus Tellerin"
    send(client, saved(corners(), exif=exif), credit="")
    assert Image.objects.get().credit == "Rasmus Tellerin"


def test_a_known_picture_leads_to_the_one_we_have(sign_in: SignIn, writer: User) -> None:
    image = make_image(400, 240)
    html = send(sign_in(writer), saved(corners()), alt="Another description")
    assert "already in the library" in html
    assert f'<a href="{change_page(image)}">Four coloured fields</a>' in html
    assert Image.objects.get().alt == "Four coloured fields"


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


def test_the_list_shows_and_finds_pictures(sign_in: SignIn, writer: User) -> None:
    image = make_image(400, 240, alt="Piers of a barrier")
    make_image(410, 240, alt="A harbour crane")
    html = sign_in(writer).get(LIST, {"q": "barrier"}).content.decode()
    assert f"/media/renditions/{image.name}/4x3-320-f50x50.jpeg" in html
    assert "A harbour crane" not in html


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


def test_a_picture_pasted_into_a_text_goes_into_the_library(
    sign_in: SignIn, writer: User, client: Client
) -> None:
    paste = reverse("admin:images_image_paste")
    answer = sign_in(writer).post(paste, {"image": upload(saved(corners()))}).json()
    image = Image.objects.get()
    address = answer["image_code"].partition("](")[2].rstrip(")")
    assert address == f"/media/renditions/{image.name}/full-640.jpeg"
    assert client.get(address).status_code == 200


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
