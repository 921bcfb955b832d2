"""Renditions: a picture cut and sized for a place on a page, at an address that says all of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any, Final, Self, TypedDict

from django.conf import settings
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

WIDTHS: Final = (320, 640, 960, 1280, 1920)
Ratio = tuple[int, int]
CROPS: Final[Mapping[str, Ratio | None]] = {"16x9": (16, 9), "4x3": (4, 3), "1x1": (1, 1), "full": None}
ENCODINGS: Final[Mapping[str, dict[str, Any]]] = {
    "avif": {"quality": 58, "speed": 8},
    "webp": {"quality": 76, "method": 4},
    "jpeg": {"quality": 78, "progressive": True, "optimize": True},
}
"""What a page offers, best first, and how Pillow is asked to save it."""

FOLDER: Final = "renditions"
FILENAME = re.compile(
    r"(?P<crop>{})-(?P<width>{})(?:-f(?P<x>\d{{1,3}})x(?P<y>\d{{1,3}}))?\.(?P<encoding>{})".format(
        "|".join(CROPS), "|".join(map(str, WIDTHS)), "|".join(ENCODINGS)
    ),
    re.ASCII,
)


class PicturePayload(TypedDict):
    """What is published of a picture; enough to show it without asking the database."""

    image: int
    name: str
    alt: str
    caption: str
    credit: str
    licence: str
    width: int
    height: int
    focal_x: int
    focal_y: int


@dataclass(frozen=True, slots=True)
class Rendition:
    """One rendition; `focal` is the point to keep in view, in per cent, and None where nothing is cut."""

    crop: str
    width: int
    focal: tuple[int, int] | None
    encoding: str

    @property
    def filename(self) -> str:
        """`16x9-640-f50x30.webp`; a moved focal point is another file, so no cache shows the old cut."""
        focal = f"-f{self.focal[0]}x{self.focal[1]}" if self.focal else ""
        return f"{self.crop}-{self.width}{focal}.{self.encoding}"

    @classmethod
    def parse(cls, filename: str) -> Self | None:
        """The rendition a file name stands for; None for any name that `filename` would not give."""
        if not (match := FILENAME.fullmatch(filename)):
            return None
        focal = (int(match["x"]), int(match["y"])) if match["x"] else None
        rendition = cls(match["crop"], int(match["width"]), focal, match["encoding"])
        cut = CROPS[rendition.crop] is not None
        known = cut == (focal is not None) and max(focal or (0,)) <= 100 and rendition.filename == filename
        return rendition if known else None


def size(crop: str, at: int, width: int, height: int) -> tuple[int, int]:
    """Pixels of a rendition at most `at` wide of a picture of `width` × `height`; never enlarged."""
    if not (ratio := CROPS[crop]):
        across = min(at, width)
        return across, max(1, round(height * across / width))
    across = max(1, min(at, width, height * ratio[0] // ratio[1]))
    return across, max(1, round(across * ratio[1] / ratio[0]))


def widths(crop: str, width: int, height: int) -> list[int]:
    """The known widths that serve a picture of `width` × `height`, up to the first that holds all of it."""
    whole = size(crop, max(width, height), width, height)[0]
    return [at for before, at in zip((0, *WIDTHS), WIDTHS, strict=False) if before < whole]


def every(width: int, height: int, focal: tuple[int, int]) -> Iterator[Rendition]:
    """Every rendition there is of a picture of this size with this focal point."""
    for crop, ratio in CROPS.items():
        for at in widths(crop, width, height):
            for encoding in ENCODINGS:
                yield Rendition(crop, at, focal if ratio else None, encoding)


def path(name: str, rendition: Rendition) -> str:
    """Where the storage keeps a rendition of the picture `name`."""
    return f"{FOLDER}/{name}/{rendition.filename}"


def address(name: str, rendition: Rendition) -> str:
    """Where the public finds a rendition of the picture `name`; never at the store, which cannot withdraw."""
    return f"{settings.MEDIA_URL}{path(name, rendition)}"


def shape(original: IO[bytes], crop: str, at: int, focal: tuple[int, int] | None) -> Image.Image:
    """The pixels of a rendition, cut out of the original as close to the focal point as its edges allow."""
    with Image.open(original, formats=["JPEG", "PNG"]) as picture:
        width, height = target = size(crop, at, *picture.size)
        scale = max(width / picture.width, height / picture.height)
        # A JPEG decodes at an eighth, a quarter or a half of its size for a fraction of the time.
        picture.draft("RGB", (round(picture.width * scale), round(picture.height * scale)))
        if focal is None:
            return picture.resize(target, Image.Resampling.LANCZOS, reducing_gap=3.0)
        across, down = focal
        return ImageOps.fit(picture, target, Image.Resampling.LANCZOS, centering=(across / 100, down / 100))


def encode(picture: Image.Image, encoding: str) -> bytes:
    """The bytes of a picture in one of ENCODINGS; on white where the encoding knows no transparency."""
    if encoding == "jpeg" and picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    file = BytesIO()
    picture.save(file, encoding.upper(), **ENCODINGS[encoding])
    return file.getvalue()


def discard(name: str) -> None:
    """Deletes every stored rendition of the picture `name`, of former focal points too."""
    folder = f"{FOLDER}/{name}"
    try:
        _folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for file in files:
        default_storage.delete(f"{folder}/{file}")
