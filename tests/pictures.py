"""Picture files as cameras, designers and attackers make them; each factory gives an upload."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Pillow
from PIL import ImageDraw

from authors.models import User
from images.intake import take_in
from images.models import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 60), (30, 60, 200), (255, 255, 255)


def corners(width: int = 400, height: int = 240, mode: str = "RGB") -> Pillow.Image:
    """Red above left, green above right, blue below left, white below right; so no turn goes unnoticed."""
    picture = Pillow.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    return picture.convert(mode)


def saved(picture: Pillow.Image, format: str = "JPEG", **options: Any) -> bytes:  # noqa: A002
    """The bytes of a picture file."""
    file = BytesIO()
    picture.save(file, format, **options)
    return file.getvalue()


def upload(content: bytes, name: str = "picture.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """An uploaded file that claims to be a JPEG."""
    return SimpleUploadedFile(name, content, content_type)


def make_image(width: int = 1400, height: int = 900, user: User | None = None, **said: Any) -> Image:
    """A picture in the library, with a description and a credit."""
    given = {"alt": "Four coloured fields", "credit": "Ilse Maarvik", **said}
    return take_in(upload(saved(corners(width, height))), user=user, **given)


def png_header(width: int, height: int) -> bytes:
    """A PNG that promises this many pixels and holds none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
