"""Pictures come into the library: several in one form, one by one from a script, and what is said about them then."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from PIL import ExifTags
from PIL import Image as Pillow

from authors.models import User
from images.forms import MOST
from images.intake import MAX_BYTES
from images.models import Image

from .conftest import SignIn
from .pictures import corners, make_image, saved, upload

pytestmark = pytest.mark.django_db

ADD, RECEIVE = "/admin/images/image/add/", "/admin/images/image/receive/"
SVG = b"<svg onload=alert(1)>"


def picture(width: int = 400) -> bytes:
    """A file that is another picture for another width."""
    return saved(corners(width, 240))


def send(client: Client, *files: bytes, to: str = ADD, **said: object) -> str:
    """Uploads files by the form; gives the page that follows."""
    named = [upload(content, f"file-{number}.jpg") for number, content in enumerate(files, 1)]
    return client.post(to, {"pictures": named, **said}, follow=True).content.decode()


def describe_page(*images: Image, more: str = "") -> str:
    return f"/admin/images/image/describe/?ids={','.join(str(image.pk) for image in images)}{more}"


def said_of(image: Image, **said: str) -> dict[str, str]:
    """What the page would post about one picture."""
    given = {"alt": image.alt, "credit": image.credit, "licence": image.licence, "caption": image.caption}
    return {f"picture-{image.pk}-{name}": text for name, text in {**given, **said}.items()}


def test_several_files_in_one_form_come_into_the_library_and_wait_to_be_described(
    sign_in: SignIn, writer: User
) -> None:
    html = send(sign_in(writer), picture(400), picture(410), credit="Ilse Maarvik", licence="CC BY 4.0")
    assert "Describe 2 pictures" in html
    for image in Image.objects.all():
        assert (image.credit, image.licence, image.uploaded_by) == ("Ilse Maarvik", "CC BY 4.0", writer)
        assert default_storage.exists(image.file.name or "")


def test_each_file_is_told_its_own_fate_and_the_good_ones_are_kept(sign_in: SignIn, writer: User) -> None:
    known = make_image(400, 240)
    html = send(sign_in(writer), picture(410), SVG, picture(400))
    assert "“file-2.jpg”: This file is not a picture we can read" in html
    link = f'<a href="/admin/images/image/{known.pk}/change/">Four coloured fields</a>'
    assert f"“file-3.jpg” is already in the library: {link}" in html
    assert "1 picture is in the library." in html
    assert Image.objects.count() == 2


def test_a_form_without_a_new_picture_leads_back_to_itself(sign_in: SignIn, writer: User) -> None:
    html = send(sign_in(writer), SVG)
    assert "<h1>Upload pictures</h1>" in html
    assert not Image.objects.exists()


def test_a_form_without_files_or_with_too_many_stores_nothing(sign_in: SignIn, writer: User) -> None:
    client = sign_in(writer)
    assert "Please choose one picture or more." in send(client)
    assert f"{MOST} can be sent at once" in send(client, *[picture()] * (MOST + 1))
    assert not Image.objects.exists()


def test_a_credit_that_the_file_names_is_kept_where_the_form_names_none(
    sign_in: SignIn, writer: User
) -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "Rasmus Tellerin"
    send(sign_in(writer), saved(corners(), exif=exif))
    assert Image.objects.get().credit == "Rasmus Tellerin"


def test_a_script_sends_one_file_and_is_told_what_it_became(sign_in: SignIn, writer: User) -> None:
    client = sign_in(writer)
    response = client.post(RECEIVE, {"picture": upload(picture()), "credit": "Ilse Maarvik"})
    image = Image.objects.get()
    assert response.status_code == 201
    assert response.json() == {
        "id": image.pk,
        "new": True,
        "title": str(image),
        "page": f"/admin/images/image/{image.pk}/change/",
        "preview": f"/media/renditions/{image.name}/4x3-320-f50x50.jpeg",
    }
    again = client.post(RECEIVE, {"picture": upload(picture(), "other-name.png")})
    assert (again.status_code, again.json()["new"], again.json()["id"]) == (200, False, image.pk)
    assert Image.objects.get().credit == "Ilse Maarvik"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Please send one picture."),
        ({"picture": [upload(SVG), upload(SVG)]}, "Please send one picture."),
        ({"picture": upload(SVG, "photo.jpg")}, "not a picture we can read"),
        ({"picture": upload(b"", "empty.jpg")}, "The file is empty."),
        (
            {"picture": upload(b"GIF89a<script>alert(1)</script>", "evil.html", "text/html")},
            "Nothing was stored",
        ),
        ({"picture": upload(b"x", "photo.jpg"), "credit": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_a_script_sends_is_judged_like_any_upload(
    sign_in: SignIn, writer: User, sent: dict[str, Any], sentence: str
) -> None:
    response = sign_in(writer).post(RECEIVE, sent)
    assert response.status_code == 400
    assert sentence in response.json()["error"]
    assert not Image.objects.exists()


def test_a_file_over_the_limit_is_refused_with_both_sizes(sign_in: SignIn, writer: User) -> None:
    response = sign_in(writer).post(RECEIVE, {"picture": upload(b"\xff\xd8" + bytes(MAX_BYTES))})
    assert response.status_code == 400
    assert "25.0\xa0MB" in response.json()["error"]


def test_a_withdrawn_picture_does_not_come_back_by_another_upload(sign_in: SignIn, writer: User) -> None:
    make_image(400, 240).withdraw("Licence ended")
    response = sign_in(writer).post(RECEIVE, {"picture": upload(picture())})
    assert response.status_code == 400
    assert "Licence ended" in response.json()["error"]


def test_a_full_disk_is_told_and_not_a_crash(
    sign_in: SignIn, writer: User, settings: Any, tmp_path: Any
) -> None:
    blocked = tmp_path / "a-file"
    blocked.write_text("no folder")
    settings.MEDIA_ROOT = blocked
    response = sign_in(writer).post(RECEIVE, {"picture": upload(picture())})
    assert response.status_code == 503
    assert "try again later" in response.json()["error"]
    assert not Image.objects.exists()


def test_only_those_who_may_upload_come_in_by_any_way(
    sign_in: SignIn, moderator: User, contributor: User, reader: User
) -> None:
    for person, status in ((moderator, 403), (contributor, 403), (reader, 302)):
        client = sign_in(person)
        assert client.get(ADD).status_code == status
        assert client.post(ADD, {"pictures": upload(picture())}).status_code == status
        assert client.post(RECEIVE, {"picture": upload(picture())}).status_code == status
        assert client.get("/admin/images/image/describe/?ids=1").status_code == status
    assert not Image.objects.exists()


def test_nothing_comes_in_by_get_or_without_a_token(writer: User, sign_in: SignIn) -> None:
    assert sign_in(writer).get(RECEIVE).status_code == 405
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(RECEIVE, {"picture": upload(picture())}).status_code == 403
    assert not Image.objects.exists()


def test_what_is_said_once_for_all_fills_what_is_empty_and_nothing_else(
    sign_in: SignIn, writer: User
) -> None:
    one, two = make_image(400, 240, credit=""), make_image(410, 240, credit="Somebody else")
    client = sign_in(writer)
    data = {**said_of(one, alt="A crane"), **said_of(two), "all-credit": "Staff", "all-licence": "CC BY 4.0"}
    html = client.post(describe_page(one, two), data, follow=True).content.decode()
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.alt, one.credit, one.licence) == ("A crane", "Staff", "CC BY 4.0")
    assert (two.credit, two.licence) == ("Somebody else", "CC BY 4.0")
    assert "Saved." in html


def test_what_is_still_missing_is_told_but_does_not_keep_the_rest_from_being_saved(
    sign_in: SignIn, writer: User
) -> None:
    one, two = make_image(400, 240, alt=""), make_image(410, 240, alt="")
    data = {**said_of(one, alt="A crane"), **said_of(two)}
    html = sign_in(writer).post(describe_page(one, two), data, follow=True).content.decode()
    assert "1 picture has no description or no credit yet" in html
    assert Image.objects.get(pk=one.pk).alt == "A crane"


def test_a_mistake_in_one_description_loses_no_word_of_the_others(sign_in: SignIn, writer: User) -> None:
    one, two = make_image(400, 240), make_image(410, 240)
    data = {**said_of(one, alt="A crane"), **said_of(two, credit="x" * 201)}
    html = sign_in(writer).post(describe_page(one, two), data).content.decode()
    assert "all you wrote is here" in html
    assert "A crane" in html
    assert Image.objects.get(pk=one.pk).alt == "Four coloured fields"


def test_what_a_colleague_said_meanwhile_stays(sign_in: SignIn, writer: User) -> None:
    image = make_image(400, 240)
    data = said_of(image, caption="On the quay.")
    Image.objects.filter(pk=image.pk).update(focal_x=10)
    sign_in(writer).post(describe_page(image), data)
    image.refresh_from_db()
    assert (image.caption, image.focal) == ("On the quay.", (10, 50))


@pytest.mark.parametrize("ids", ["", "0", "x", "1,x", "9" * 30, "-1", ",".join(map(str, range(1, 60)))])
def test_pictures_that_are_not_there_cannot_be_described(sign_in: SignIn, writer: User, ids: str) -> None:
    assert sign_in(writer).get("/admin/images/image/describe/", {"ids": ids}).status_code == 404


def test_pictures_chosen_in_the_library_are_described_together(sign_in: SignIn, writer: User) -> None:
    images = [make_image(400, 240), make_image(410, 240)]
    asked = {"action": "describe", "_selected_action": [image.pk for image in images]}
    response = sign_in(writer).post("/admin/images/image/", asked, follow=True)
    assert "Describe 2 pictures" in response.content.decode()


def test_a_picture_uploaded_from_an_article_goes_into_its_field(sign_in: SignIn, writer: User) -> None:
    client = sign_in(writer)
    html = send(client, picture(), to=f"{ADD}?_popup=1")
    assert "Save and use this picture" in html
    image = Image.objects.get()
    said = said_of(image, alt="A crane", credit="Staff")
    by_words = client.post(describe_page(image, more="&_popup=1"), said).content.decode()
    assert f"A crane #{image.pk}" in by_words
    by_number = client.post(describe_page(image, more="&_popup=1&_to_field=id"), said).content.decode()
    assert f"&quot;value&quot;: &quot;{image.pk}&quot;" in by_number


def test_a_known_picture_is_at_hand_for_the_article_that_asks_for_it(sign_in: SignIn, writer: User) -> None:
    make_image(400, 240)
    html = send(sign_in(writer), picture(400), to=f"{ADD}?_popup=1")
    assert "already in the library" in html
    assert "Save and use this picture" in html


def test_the_addresses_of_the_library_stay(db: None) -> None:
    assert reverse("admin:images_image_receive") == RECEIVE
    assert reverse("admin:images_image_describe") == describe_page().partition("?")[0]
