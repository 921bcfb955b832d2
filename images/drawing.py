"""A picture of words: what other sites show of an article without a photograph. Drawn with the machine's own fonts."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont, features

STYLE: Final = 2
"""Goes up when these pictures shall look otherwise, and so get other addresses."""
WIDTH, HEIGHT, EDGE = 1200, 630, 72
PAPER, INK, ACCENT, LINE = "#ffffff", "#12191c", "#0b5560", "#cdd5d3"
SIZES: Final = (84, 76, 68, 60, 52, 46)
LINES: Final = 5
LONGEST: Final = 300
FONTS: Final = (
    "NotoSerif-Bold.ttf",
    "LiberationSerif-Bold.ttf",
    "DejaVuSerif-Bold.ttf",
    "DejaVuSans-Bold.ttf",
    "NotoNaskhArabic-Bold.ttf",
    "NotoSansArabic-Bold.ttf",
    "NotoSansHebrew-Bold.ttf",
    "NotoSansDevanagari-Bold.ttf",
    "NotoSansBengali-Bold.ttf",
    "NotoSansThai-Bold.ttf",
    "NotoSerifCJK-Bold.ttc",
    "NotoSansCJK-Bold.ttc",
    "wqy-zenhei.ttc",
    "Arial Unicode.ttf",
)
"""Tried in this order, wherever the system keeps its fonts; the one in Pillow is the last resort."""
JOINED: Final = frozenset({"R", "AL"})
"""Scripts that run from the right; without a library that joins their letters they are better not drawn."""
NO_CHARACTER: Final = "\U0010ffff"

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Words:
    """What is drawn; `kicker` says where it stands."""

    headline: str
    kicker: str
    paper: str
    language: str


def drawn(words: Words) -> bytes:
    """A PNG that is always the same for the same words and the same fonts."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDTH, 14), fill=INK)
    draw.line((EDGE, HEIGHT - 120, WIDTH - EDGE, HEIGHT - 120), fill=LINE, width=2)
    headline = _drawable(words.headline)
    right = _from_right(headline or words.kicker)
    _line(draw, words.kicker, EDGE + 34, 34, ACCENT, right)
    _line(draw, words.paper, HEIGHT - 66, 40, INK, right)
    font, lines = _set(headline)
    for number, line in enumerate(lines):
        _text(draw, line, EDGE + 76 + number * round(font.size * 1.2), font, INK, right, anchor="a")
    file = BytesIO()
    picture.quantize(64).save(file, "PNG", optimize=True)
    return file.getvalue()


def font_for(text: str, size: int) -> Font | None:
    """The first font that has every sign of the text; None if no font has."""
    if _from_right(text) and not features.check("raqm"):
        return None
    signs = {sign for sign in text if unicodedata.category(sign)[0] not in "ZCM"}
    fonts = (*(_font(name, size) for name in FONTS), _last_resort(size))
    return next((font for font in fonts if font and _has(font, signs)), None)


@lru_cache(maxsize=128)
def _font(name: str, size: int) -> Font | None:
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@lru_cache(maxsize=16)
def _last_resort(size: int) -> Any:
    return ImageFont.load_default(size)


def _has(font: Font, signs: set[str]) -> bool:
    blank = _shape(font, NO_CHARACTER)
    return all(_shape(font, sign) != blank for sign in signs)


def _shape(font: Font, sign: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(sign)
    return mask.size, bytes(mask)


def _plain(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _drawable(text: str) -> str:
    """The text on one line; without its little pictures if no font has them."""
    plain = _plain(text)
    if font_for(plain, SIZES[0]):
        return plain
    return _plain("".join(sign for sign in plain if not _is_little_picture(sign)))


def _is_little_picture(sign: str) -> bool:
    """Whether it is an emoji, or one of the signs that join and colour them."""
    return sign == "\ufe0f" or unicodedata.category(sign) in ("So", "Sk", "Cf")


def _from_right(text: str) -> bool:
    """Whether the text runs from the right: its first letter decides."""
    sides = (unicodedata.bidirectional(sign) for sign in text)
    return next((side in JOINED for side in sides if side in {"L", *JOINED}), False)


def _set(headline: str) -> tuple[Font, list[str]]:
    """The headline in lines, as large as it fits; [] if no font can draw it."""
    lines: list[str] = []
    font = _last_resort(SIZES[0])
    for size in SIZES:
        found = font_for(headline, size)
        if not found:
            return font, []
        font, lines = found, list(_wrapped(headline, found))
        if len(lines) <= LINES and len(lines) * size * 1.2 <= HEIGHT - 290:
            return font, lines
    most = int((HEIGHT - 290) // (SIZES[-1] * 1.2))
    return font, [*lines[: most - 1], _cut(lines[most - 1], font, "…")] if len(lines) > most else lines


def _cut(line: str, font: Font, end: str = "") -> str:
    """As much of a line as fits; `end` says that something follows it anyway."""
    shown = f"{line}{end}"
    while line and font.getlength(shown) > WIDTH - 2 * EDGE:
        line = line[:-1].rstrip()
        shown = f"{line}…"
    return shown


def _wrapped(text: str, font: Font) -> Iterator[str]:
    """Lines that fit; what has no spaces breaks anywhere."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if font.getlength(longer) <= WIDTH - 2 * EDGE:
            line = longer
            continue
        if line:
            yield line
        line = ""
        for sign in word:
            if line and font.getlength(line + sign) > WIDTH - 2 * EDGE:
                yield line
                line = ""
            line += sign
    if line:
        yield line


def _line(draw: ImageDraw.ImageDraw, text: str, at: int, size: int, fill: str, right: bool) -> None:
    """One line around the height `at`, left out if no font has its signs."""
    line = _drawable(text)
    if line and (font := font_for(line, size)):
        _text(draw, _cut(line, font), at, font, fill, right, anchor="m")


def _text(
    draw: ImageDraw.ImageDraw, line: str, at: int, font: Font, fill: str, right: bool, *, anchor: str
) -> None:
    side = "r" if right else "l"
    direction: dict[str, Any] = (
        {"direction": "rtl" if _from_right(line) else "ltr"} if features.check("raqm") else {}
    )
    draw.text((WIDTH - EDGE if right else EDGE, at), line, fill, font, anchor=f"{side}{anchor}", **direction)
