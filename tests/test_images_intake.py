"""What strangers' files become, and which are refused with nothing stored."""

import hashlib
import warnings
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from PIL import ExifTags, ImageCms
from PIL import Image as Pillow

from authors.models import User
from images.intake import take_in
from images.models import Image

from .pictures import BLUE, GREEN, RED, WHITE, corners, make_image, png_header, saved, upload

pytestmark = pytest.mark.django_db


def original(image: Image) -> Pillow.Image:
    """The stored original, decoded."""
    with default_storage.open(image.file.name or "") as file:
        return Pillow.open(BytesIO(file.read()))


def taken(content: bytes, **said: Any) -> Image:
    return take_in(upload(content), user=None, **said)


def near(pixel: Any, colour: tuple[int, ...], by: int = 14) -> bool:
    return all(abs(is_ - should) <= by for is_, should in zip(pixel, colour, strict=False))


def looks_upright(picture: Pillow.Image) -> bool:
    w, h = picture.size
    places = {(5, 5): RED, (w - 6, 5): GREEN, (5, h - 6): BLUE, (w - 6, h - 6): WHITE}
    return all(near(picture.convert("RGB").getpixel(place), colour) for place, colour in places.items())


def stored_files() -> list[Path]:
    return [path for path in Path(default_storage.location).rglob("*") if path.is_file()]  # type: ignore[attr-defined]


def bomb() -> bytes:
    """One colour on 49,000 × 49,000 pixels: a few hundred bytes that would fill 7 GB."""
    return png_header(49_000, 49_000)


def animation(format: str) -> bytes:  # noqa: A002
    frames = [corners(), Pillow.new("RGB", (400, 240), BLUE)]
    return saved(frames[0], format, save_all=True, append_images=frames[1:], duration=100)


REFUSED = {
    "zero bytes": (b"", "empty"),
    "50 MB": (b"\xff\xd8\xff" + bytes(50 * 2**20), "50.0"),
    "a decompression bomb": (bomb(), "too large"),
    "30,000 by 30,000 pixels": (png_header(30_000, 30_000), "too large"),
    "51 million pixels": (png_header(8_500, 6_001), "too large"),
    "a strip of 20,000 pixels": (png_header(20_000, 10), "too large"),
    "a JPEG cut short": (saved(corners())[:2000], "damaged or cut short"),
    "a PNG cut short": (saved(corners(), "PNG")[:300], "damaged or cut short"),
    "a PNG without pixels": (png_header(400, 240), "damaged or cut short"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "not a picture"),
    "HTML after a GIF's first bytes": (b"GIF89a<script>alert(1)</script>", "Nothing was stored"),
    "a polyglot of GIF and JavaScript": (b"GIF89a/*\x00\x00\x00\x00*/=1;alert(1)//", "Nothing was stored"),
    "SVG with a script": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not a picture"),
    "EPS": (saved(corners(), "EPS"), "not a picture"),
    "TIFF": (saved(corners(), "TIFF"), "not a picture"),
    "BMP": (saved(corners(), "BMP"), "not a picture"),
    "PDF": (saved(corners(), "PDF"), "not a picture"),
    "noise": (bytes(range(256)) * 40, "not a picture"),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_good_picture_is_refused_and_nothing_is_stored(content: bytes, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        taken(content)
    (told,) = refusal.value.messages
    assert sentence in told
    assert "Nothing was stored" in told
    assert not Image.objects.exists()
    assert not stored_files()


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_the_allowed_formats_are_taken_in_by_content_whatever_the_name_says(form: str) -> None:
    image = take_in(upload(saved(corners(), form), "harmless.html", "text/html"), user=None)
    assert (image.width, image.height) == (400, 240)
    assert looks_upright(original(image))
    assert image.file.name == f"originals/{image.name[:2]}/{image.name}.jpg"


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "AVIF"])
def test_of_a_moving_picture_the_first_frame_is_kept(form: str) -> None:
    picture = original(taken(animation(form)))
    assert getattr(picture, "n_frames", 1) == 1
    assert looks_upright(picture)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_a_camera_may_note_ends_upright(orientation: int) -> None:
    undo = {
        1: None,
        2: Pillow.Transpose.FLIP_LEFT_RIGHT,
        3: Pillow.Transpose.ROTATE_180,
        4: Pillow.Transpose.FLIP_TOP_BOTTOM,
        5: Pillow.Transpose.TRANSPOSE,
        6: Pillow.Transpose.ROTATE_90,
        7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_270,
    }[orientation]
    sensor = corners() if undo is None else corners().transpose(undo)
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    image = taken(saved(sensor, exif=exif))
    assert (image.width, image.height) == (400, 240)
    assert looks_upright(original(image))


def test_place_camera_and_comments_are_gone_from_what_is_stored() -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Make] = "SpyCam"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (59.0, 19.0, 46.0)
    sent = saved(corners(), exif=exif, comment=b"taken at home", xmp=b"<x:xmpmeta>SpyCam</x:xmpmeta>")
    assert b"SpyCam" in sent
    assert Pillow.open(BytesIO(sent)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    image = taken(sent)
    stored = default_storage.open(image.file.name or "").read()
    assert not Pillow.open(BytesIO(stored)).getexif()
    for trace in (b"SpyCam", b"taken at home", b"Exif", b"xmp"):
        assert trace not in stored


def test_credit_and_licence_are_read_from_the_file_where_nobody_gave_them() -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "Rasmus\tTellerin\x00"
    exif[ExifTags.Base.Copyright] = "CC BY 4.0"
    image = taken(saved(corners(), exif=exif))
    assert (image.credit, image.licence) == ("Rasmus Tellerin", "CC BY 4.0")


def test_credit_and_licence_are_read_from_iptc_too() -> None:
    records = [(110, "Ilse Mårvik / Causeway".encode()), (116, b"All rights reserved")]
    iptc = b"".join(b"\x1c\x02" + bytes([number]) + len(text).to_bytes(2) + text for number, text in records)
    resource = b"8BIM\x04\x04\x00\x00" + len(iptc).to_bytes(4) + iptc + (b"\0" if len(iptc) % 2 else b"")
    segment = b"Photoshop 3.0\x00" + resource
    plain = saved(corners())
    image = taken(plain[:2] + b"\xff\xed" + (len(segment) + 2).to_bytes(2) + segment + plain[2:])
    assert (image.credit, image.licence) == ("Ilse Mårvik / Causeway", "All rights reserved")


def test_a_given_credit_is_not_overwritten_by_the_file() -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "CANON EOS USER"
    assert taken(saved(corners(), exif=exif), credit="Ilse Maarvik").credit == "Ilse Maarvik"


@pytest.mark.parametrize(
    "exif", [b"Exif\x00\x00garbage", b"Exif\x00\x00II*\x00\xff\xff\xff\xff", b"\xff" * 90]
)
def test_broken_exif_does_not_cost_a_good_picture(exif: bytes) -> None:
    assert looks_upright(original(taken(saved(corners(), exif=exif))))


def test_cmyk_becomes_rgb() -> None:
    picture = original(taken(saved(corners(mode="CMYK"))))
    assert picture.mode == "RGB"
    assert looks_upright(picture)


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    ramp = Pillow.frombytes(
        "I;16", (256, 256), bytes(b for _ in range(256) for x in range(256) for b in (0, x))
    )
    picture = original(taken(saved(ramp, "PNG"))).convert("L")
    shades: list[Any] = [picture.getpixel((x, 128)) for x in (0, 64, 128, 192, 255)]
    assert all(abs(shade - x) < 4 for shade, x in zip(shades, (0, 64, 128, 192, 255), strict=True))


def test_colours_of_another_profile_are_brought_to_srgb() -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"----").replace(b"bXYZ", b"rXYZ").replace(b"----", b"bXYZ")
    picture = original(taken(saved(corners(), icc_profile=swapped)))
    assert "icc_profile" not in picture.info
    assert near(picture.getpixel((5, 5)), tuple(reversed(RED)), by=25)


@pytest.mark.parametrize("profile", [b"not a profile", b"\0" * 400])
def test_a_broken_colour_profile_does_not_cost_a_good_picture(profile: bytes) -> None:
    assert looks_upright(original(taken(saved(corners(), icc_profile=profile))))


def test_transparency_survives_as_png() -> None:
    logo = corners(mode="RGBA")
    logo.putpixel((200, 120), (0, 0, 0, 0))
    image = taken(saved(logo, "PNG"))
    assert image.file.name == f"originals/{image.name[:2]}/{image.name}.png"
    picture = original(image)
    assert picture.mode == "RGBA"
    assert picture.getpixel((200, 120)) == (0, 0, 0, 0)


def test_transparency_of_a_palette_survives_too() -> None:
    logo = corners(mode="P")
    assert original(taken(saved(logo, "PNG", transparency=logo.getpixel((5, 5))))).mode == "RGBA"


def test_an_alpha_channel_through_which_nothing_shows_is_dropped() -> None:
    assert original(taken(saved(corners(mode="RGBA"), "PNG"))).mode == "RGB"


def test_a_picture_is_named_by_its_content() -> None:
    image = taken(saved(corners()))
    stored = default_storage.open(image.file.name or "").read()
    assert image.name == hashlib.sha256(stored).hexdigest()


def test_the_same_picture_sent_twice_is_one_picture(writer: User, editor: User) -> None:
    first = make_image(user=writer, alt="A gate", caption="As first described")
    second = make_image(user=editor, alt="Another gate")
    assert second == first
    assert (second.alt, second.caption, second.uploaded_by) == ("A gate", "As first described", writer)
    assert len(stored_files()) == 1


def test_a_withdrawn_picture_does_not_come_back_by_another_upload() -> None:
    make_image().withdraw("Licence ended")
    with pytest.raises(ValidationError, match=r"withdrawn on .* \(Licence ended\)"):
        make_image()


def test_a_full_disk_leaves_neither_row_nor_half_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        make_image()
    assert not Image.objects.exists()
    assert not stored_files()


@pytest.fixture(autouse=True)
def _no_flood_of_warnings() -> Iterator[None]:
    """Pillow warns of bombs it would still open; a warning that became an error must be refused as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Pillow.DecompressionBombWarning)
        yield
