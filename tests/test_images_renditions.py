"""What readers are served of a picture, and what nobody can ask for."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image as Pillow

from images import renditions
from images.intake import take_in
from images.models import Image
from images.renditions import Rendition
from images.tasks import make_renditions

from .pictures import GREEN, RED, corners, make_image, saved, upload

pytestmark = pytest.mark.django_db

Captured = Any


def address(image: Image, filename: str = "16x9-640-f50x50.webp") -> str:
    return f"/media/renditions/{image.name}/{filename}"


def body(response: Iterable[bytes]) -> bytes:
    return b"".join(response)


def made(image: Image) -> list[str]:
    folder = Path(default_storage.path(f"renditions/{image.name}"))
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("form", ["avif", "webp", "jpeg"])
@pytest.mark.parametrize(
    ("crop", "size"),
    [
        ("16x9-640-f50x50", (640, 360)),
        ("4x3-960-f50x50", (960, 720)),
        ("1x1-320-f50x50", (320, 320)),
        ("full-960", (960, 617)),
    ],
)
def test_a_rendition_has_the_size_and_format_its_address_says(
    client: Client, crop: str, size: tuple[int, int], form: str
) -> None:
    response = client.get(address(make_image(), f"{crop}.{form}"))
    assert response.status_code == 200
    assert response["Content-Type"] == f"image/{form}"
    picture = Pillow.open(BytesIO(body(response)))
    assert (picture.format or "").lower() == form
    assert picture.size == size


def test_a_missing_rendition_is_made_on_request_and_only_once(client: Client) -> None:
    image = make_image()
    assert made(image) == []
    first = client.get(address(image))
    assert made(image) == ["16x9-640-f50x50.webp"]
    before = Path(default_storage.path(f"renditions/{image.name}/16x9-640-f50x50.webp")).stat().st_mtime_ns
    second = client.get(address(image))
    after = Path(default_storage.path(f"renditions/{image.name}/16x9-640-f50x50.webp")).stat().st_mtime_ns
    assert body(first) == body(second)
    assert before == after


def test_answers_may_be_kept_long_but_not_sniffed_and_carry_no_cookie(client: Client) -> None:
    image = make_image()
    for _request in ("made", "stored"):
        response = client.get(address(image))
        assert "immutable" in response["Cache-Control"]
        assert "s-maxage=300" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Tag"] == f"image-{image.name}"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_a_cache_that_asks_again_is_answered_without_the_picture(client: Client) -> None:
    image = make_image()
    etag = client.get(address(image))["ETag"]
    response = client.get(address(image), headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert response["ETag"] == etag


UNKNOWN = [
    "16x9-641-f50x50.webp",
    "16x9-0-f50x50.webp",
    "16x9-99999-f50x50.webp",
    "16x9-640.webp",
    "16x9-640-f50.webp",
    "16x9-640-f050x50.webp",
    "16x9-640-f101x50.webp",
    "16x9-640-f٥٠x50.webp",
    "full-640-f50x50.webp",
    "2x1-640-f50x50.webp",
    "16x9-640-f50x50.gif",
    "16x9-640-f50x50.svg",
    "16x9-640-f50x50.html",
    "16x9-640-f50x50.webp.html",
    "16x9-640-f50x50.webp%0a",
    "16x9-640-f50x50.webp%00",
    "..%2f..%2foriginals",
    "%2e%2e",
    "16x9-1920-f50x50.webp",
]


@pytest.mark.parametrize("filename", UNKNOWN)
def test_only_known_sizes_up_to_the_original_exist(client: Client, filename: str) -> None:
    image = make_image(1000, 700)
    assert client.get(address(image, filename)).status_code == 404
    assert made(image) == []


@pytest.mark.parametrize(
    "path",
    [
        "/media/renditions/../settings.py",
        "/media/renditions/../../etc/passwd",
        "/media/renditions/..%2f..%2f..%2fetc/passwd",
        "/media/renditions/%2e%2e/%2e%2e/16x9-640-f50x50.webp",
        "/media/renditions/..\\..\\/16x9-640-f50x50.webp",
        "/media/renditions//16x9-640-f50x50.webp",
        "/media/%00",
        "/media/renditions/" + "0" * 64 + "/16x9-640-f50x50.webp",
        "/media/renditions/" + "0" * 63 + "%00/16x9-640-f50x50.webp",
        "/media/renditions/" + "a" * 5000 + "/16x9-640-f50x50.webp",
        "/media/renditions/%ff%fe/16x9-640-f50x50.webp",
    ],
)
def test_no_path_leads_out_of_the_library(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_originals_are_not_public(client: Client) -> None:
    image = make_image()
    assert default_storage.exists(image.file.name or "")
    assert client.get(f"/media/{image.file.name}").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_renditions_are_for_reading_only(client: Client, method: str) -> None:
    image = make_image()
    assert getattr(client, method)(address(image)).status_code == 405
    assert made(image) == []


def test_the_cut_keeps_the_focal_point(client: Client) -> None:
    left = make_image(1400, 300, focal=(0, 0))
    Image.objects.filter(pk=left.pk).update(focal_x=100)
    right = Image.objects.get(pk=left.pk)
    for filename, colour in (("1x1-320-f100x0.jpeg", GREEN), ("1x1-320-f0x0.jpeg", RED)):
        image = right if "f100" in filename else left
        Image.objects.filter(pk=image.pk).update(focal_x=image.focal_x)
        picture = Pillow.open(BytesIO(body(client.get(address(image, filename)))))
        pixel: Any = picture.convert("RGB").getpixel((picture.width // 2, 20))
        assert all(abs(a - b) < 20 for a, b in zip(pixel, colour, strict=True))


def test_a_moved_focal_point_leaves_the_cut_of_old_editions_as_it_was(client: Client) -> None:
    image = make_image()
    before = body(client.get(address(image)))
    Image.objects.filter(pk=image.pk).update(focal_x=10, focal_y=20)
    assert body(client.get(address(image))) == before
    assert client.get(address(image, "16x9-640-f10x20.webp")).status_code == 200


def test_a_cut_that_never_was_leads_to_the_present_one_and_makes_nothing(client: Client) -> None:
    image = make_image(focal=(30, 40))
    response = client.get(address(image, "16x9-640-f77x1.webp"))
    assert response.status_code == 302
    assert response["Location"] == address(image, "16x9-640-f30x40.webp")
    assert made(image) == []


def test_a_withdrawn_picture_is_a_placeholder_everywhere(
    client: Client, django_capture_on_commit_callbacks: Captured
) -> None:
    image = make_image()
    shown = body(client.get(address(image)))
    with django_capture_on_commit_callbacks(execute=True):
        assert image.withdraw("Licence ended")
    assert made(image) == []
    for filename in ("16x9-640-f50x50.webp", "full-960.jpeg", "1x1-320-f9x9.avif"):
        response = client.get(address(image, filename))
        assert response.status_code == 410
        assert response["Cache-Control"] == "no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        placeholder = Pillow.open(BytesIO(response.content))
        assert (placeholder.format or "").lower() == filename.rpartition(".")[2]
        assert response.content != shown
    assert made(image) == []


def test_a_withdrawn_picture_is_no_longer_confirmed_to_caches(client: Client) -> None:
    image = make_image()
    etag = client.get(address(image))["ETag"]
    image.withdraw("Licence ended")
    assert client.get(address(image), headers={"If-None-Match": etag}).status_code == 410


def test_a_picture_given_back_is_shown_again(client: Client) -> None:
    image = make_image()
    image.withdraw("A mistake")
    assert image.give_back()
    assert client.get(address(image)).status_code == 200


def test_withdrawing_twice_keeps_the_first_reason() -> None:
    image = make_image()
    assert image.withdraw("Licence ended")
    assert not image.withdraw("Changed my mind")
    image.refresh_from_db()
    assert image.withdrawn_reason == "Licence ended"


def test_a_new_picture_has_all_its_renditions_made_by_the_worker(
    client: Client, django_capture_on_commit_callbacks: Captured
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = make_image(700, 500)
    expected = [rendition.filename for rendition in renditions.every(700, 500, (50, 50))]
    assert len(expected) == 3 * (3 + 3 + 2 + 3)
    assert made(image) == sorted(expected)


def test_the_task_may_run_again_and_leaves_no_stray_files() -> None:
    image = make_image(400, 300)
    for _run in range(2):
        make_renditions.call(image.name)
    assert made(image) == sorted(rendition.filename for rendition in renditions.every(400, 300, (50, 50)))


def test_the_task_makes_nothing_of_withdrawn_or_unknown_pictures() -> None:
    image = make_image(400, 300)
    image.withdraw("Licence ended")
    make_renditions.call(image.name)
    make_renditions.call("0" * 64)
    assert made(image) == []


def test_a_full_disk_does_not_take_the_picture_from_the_reader(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = make_image()

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert client.get(address(image)).status_code == 200
    assert made(image) == []


def test_a_lost_original_is_a_clear_answer_that_nobody_caches(client: Client) -> None:
    image = make_image()
    default_storage.delete(image.file.name or "")
    response = client.get(address(image))
    assert response.status_code == 503
    assert response["Cache-Control"] == "no-store"


def test_transparency_is_white_in_jpeg_and_kept_in_webp(client: Client) -> None:
    logo = corners(mode="RGBA")
    logo.paste((0, 0, 0, 0), (0, 0, 200, 120))
    image = take_in(upload(saved(logo, "PNG")), user=None)
    jpeg = Pillow.open(BytesIO(body(client.get(address(image, "full-320.jpeg")))))
    webp = Pillow.open(BytesIO(body(client.get(address(image, "full-320.webp")))))
    pixel: Any = jpeg.getpixel((20, 20))
    assert min(pixel) > 245
    assert webp.mode == "RGBA"
    assert webp.getpixel((20, 20))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("crop", "width", "height", "offered"),
    [
        ("full", 2000, 1000, [320, 640, 960, 1280, 1920]),
        ("full", 1200, 900, [320, 640, 960, 1280]),
        ("full", 960, 700, [320, 640, 960]),
        ("full", 200, 200, [320]),
        ("1x1", 4000, 500, [320, 640]),
        ("16x9", 1000, 10, [320]),
    ],
)
def test_widths_end_with_the_first_that_holds_the_whole_picture(
    crop: str, width: int, height: int, offered: list[int]
) -> None:
    assert renditions.widths(crop, width, height) == offered


def test_nothing_is_ever_enlarged() -> None:
    assert renditions.size("full", 320, 200, 100) == (200, 100)
    assert renditions.size("16x9", 1920, 1200, 900) == (1200, 675)
    assert renditions.size("1x1", 640, 3, 900) == (3, 3)


def test_a_file_name_and_its_rendition_stand_for_each_other() -> None:
    for rendition in renditions.every(2000, 1500, (0, 100)):
        assert Rendition.parse(rendition.filename) == rendition
