"""Taking in pictures: whatever a stranger's file holds, what is stored was made by us."""

import hashlib
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, NamedTuple, cast

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import ExifTags, ImageCms, IptcImagePlugin
from PIL import Image as Pillow

from .models import Image, original_path
from .storage import put
from .tasks import make_renditions

FORMATS: Final = ["JPEG", "PNG", "WEBP", "AVIF", "GIF"]
MAX_BYTES: Final = 25 * 2**20
MAX_PIXELS: Final = 50_000_000
MAX_SIDE: Final = 16_000
"""WebP ends at 16,383 pixels."""

UPRIGHT: Final = {
    2: Pillow.Transpose.FLIP_LEFT_RIGHT,
    3: Pillow.Transpose.ROTATE_180,
    4: Pillow.Transpose.FLIP_TOP_BOTTOM,
    5: Pillow.Transpose.TRANSPOSE,
    6: Pillow.Transpose.ROTATE_270,
    7: Pillow.Transpose.TRANSVERSE,
    8: Pillow.Transpose.ROTATE_90,
}
"""What turns a picture upright, by its EXIF orientation."""

CREDIT, BYLINE, COPYRIGHT = (2, 110), (2, 80), (2, 116)
"""IPTC records and datasets."""


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A picture re-made by us: its new bytes, and the credit and licence that the file named."""

    content: bytes
    suffix: str
    width: int
    height: int
    credit: str
    licence: str

    @property
    def name(self) -> str:
        """SHA-256 of the bytes, 64 hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


class Kept(NamedTuple):
    """A picture of the library, and whether it was not there before."""

    image: Image
    is_new: bool


def take_in(
    upload: File[bytes],
    *,
    user: AbstractBaseUser | None,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    licence: str = "",
    focal: tuple[int, int] = (50, 50),
) -> Image:
    """The picture of an uploaded file, once however often it is sent; ValidationError says what is wrong."""
    picture = sanitise(upload)
    return keep(
        picture, user=user, alt=alt, caption=caption, credit=credit, licence=licence, focal=focal
    ).image


def sanitise(upload: File[bytes]) -> Sanitised:
    """Reads a file by its content alone and makes it anew; stores nothing."""
    if upload.size > MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)s; a picture may have %(limit)s at most. Nothing was stored.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(MAX_BYTES)}
        )
    if not (data := upload.read()):
        raise ValidationError(_("The file is empty. Nothing was stored."))
    picture = opened(data)
    try:
        picture.load()  # The first frame, of those that move.
        upright = turned_upright(picture)
        clean = in_srgb(upright)
    except Exception as error:  # Decoders raise nearly anything over a hostile file.
        raise ValidationError(
            _("The picture is damaged or cut short. Nothing was stored. Please export it again.")
        ) from error
    credit, licence = rights(picture)
    clean.info = {}  # Pillow writes some of it (comments, profiles) into the new file.
    file = BytesIO()
    if clean.mode == "RGBA":
        clean.save(file, "PNG", optimize=True)
    else:
        clean.save(file, "JPEG", quality=88, subsampling="4:4:4", progressive=True)
    suffix = "png" if clean.mode == "RGBA" else "jpg"
    return Sanitised(file.getvalue(), suffix, clean.width, clean.height, credit, licence)


def keep(
    picture: Sanitised,
    *,
    user: AbstractBaseUser | None,
    alt: str = "",
    caption: str = "",
    credit: str = "",
    licence: str = "",
    focal: tuple[int, int] = (50, 50),
) -> Kept:
    """Stores a sanitised picture; one that is known stays as it is, with what was said about it."""
    refuse_withdrawn(picture)
    path = original_path(picture.name, picture.suffix)
    if not default_storage.exists(path):
        put(path, picture.content)
    with transaction.atomic():
        image, created = Image.objects.get_or_create(
            name=picture.name,
            defaults={
                "file": path,
                "width": picture.width,
                "height": picture.height,
                "alt": alt,
                "caption": caption,
                "credit": credit or picture.credit,
                "licence": licence or picture.licence,
                "focal_x": focal[0],
                "focal_y": focal[1],
                "uploaded_by": cast(Any, user),  # a lower app cannot name the user model
            },
        )
        if created:
            make_renditions.enqueue(image.name)
    return Kept(image, created)


def refuse_withdrawn(picture: Sanitised) -> None:
    """ValidationError if the same picture was withdrawn: its rights do not come back with another upload."""
    if image := Image.objects.filter(name=picture.name).exclude(withdrawn_at=None).first():
        raise ValidationError(
            _("This picture was withdrawn on %(day)s (%(reason)s) and cannot be used. Nothing was stored.")
            % {"day": date_format(cast(Any, image.withdrawn_at)), "reason": image.withdrawn_reason}
        )


def opened(data: bytes) -> Pillow.Image:
    """The picture in `data`, known by its content and within our limits, not decoded yet."""
    try:
        picture = Pillow.open(BytesIO(data), formats=FORMATS)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise ValidationError(too_many_pixels()) from error
    except Exception as error:  # As above: only 'not a picture' is certain.
        raise ValidationError(
            _("This file is not a picture we can read (JPEG, PNG, WebP, AVIF, GIF). Nothing was stored.")
        ) from error
    if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
        raise ValidationError(too_many_pixels())
    return picture


def too_many_pixels() -> str:
    """The sentence for pictures that would take too much memory to open."""
    return _(
        "The picture is too large: 50 million pixels are allowed, and 16,000 on a side. "
        "Nothing was stored. Please scale it down and try again."
    )


def turned_upright(picture: Pillow.Image) -> Pillow.Image:
    """The picture as its camera was held."""
    try:
        turn = UPRIGHT.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # Broken EXIF is no reason to refuse a good picture.
        turn = None
    return picture if turn is None else picture.transpose(turn)


def in_srgb(picture: Pillow.Image) -> Pillow.Image:
    """The picture in 8 bits of sRGB, with an alpha channel only if something shows through."""
    profile = picture.info.get("icc_profile")
    transparent = picture.has_transparency_data
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value * (1 / 256)).convert("L")
    elif picture.mode not in ("RGB", "CMYK", "L") or transparent:
        picture = picture.convert("RGBA" if transparent else "RGB")
    if profile:
        picture = by_profile(picture, profile)
    picture = picture.convert("RGBA" if transparent else "RGB")
    if transparent and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def by_profile(picture: Pillow.Image, profile: bytes) -> Pillow.Image:
    """The picture with its colours brought from `profile` to sRGB; unchanged if the profile does not fit."""
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted or picture


def rights(picture: Pillow.Image) -> tuple[str, str]:
    """Credit and licence as the file's IPTC or EXIF name them; '' where they do not, or cannot be read."""
    try:
        iptc = IptcImagePlugin.getiptcinfo(cast(Any, picture)) or {}
    except Exception:  # Broken metadata is no reason to refuse a good picture.
        iptc = {}
    try:
        exif = dict(picture.getexif())
    except Exception:
        exif = {}
    credit = iptc.get(CREDIT) or iptc.get(BYLINE) or exif.get(ExifTags.Base.Artist)
    licence = iptc.get(COPYRIGHT) or exif.get(ExifTags.Base.Copyright)
    return plain(credit), plain(licence)


def plain(value: object) -> str:
    """One line of text out of a metadata field, whatever it holds."""
    if isinstance(value, list):
        return plain(b", ".join(item for item in value if isinstance(item, bytes)))
    text = decoded(value) if isinstance(value, bytes) else value
    if not isinstance(text, str):
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:200]


def decoded(value: bytes) -> str:
    """Text of bytes whose encoding nobody told us."""
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")
