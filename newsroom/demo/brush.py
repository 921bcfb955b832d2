"""What every drawn picture is made of: skies, light, hills, water, and the grain of paper."""

import math
import random
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, ...]

INK, PETROL, TEAL, MIST = (16, 27, 33), (14, 74, 84), (92, 150, 150), (206, 221, 216)
SAND, OCHRE, RUST, CREAM = (226, 204, 160), (214, 158, 62), (168, 72, 48), (245, 236, 214)
FINER: Final = 3 / 2
"""Everything is drawn this much larger and made smaller at the end, which smooths the edges."""


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """The colour `t` of the way from `a` to `b`."""
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b, strict=True))


def sky(size: tuple[int, int], *stops: Colour) -> Image.Image:
    """A vertical gradient through the given colours."""
    column = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        place = y / (size[1] - 1) * (len(stops) - 1)
        i = min(int(place), len(stops) - 2)
        column.putpixel((0, y), mix(stops[i], stops[i + 1], place - i))
    return column.resize(size)


def canvas(size: tuple[int, int], *stops: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw, int, int]:
    """A picture larger than it will be, filled with a sky, its pencil, width and height."""
    w, h = (round(side * FINER) for side in size)
    picture = sky((w, h), *stops)
    return picture, ImageDraw.Draw(picture), w, h


def glow(picture: Image.Image, x: float, y: float, radius: float, colour: Colour, strength: int) -> None:
    """Light around a point; blurred at an eighth of the size, where nobody can tell."""
    mask = Image.new("L", (picture.width // 8, picture.height // 8))
    x, y, r = x / 8, y / 8, radius / 8
    ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=strength)
    soft = mask.filter(ImageFilter.GaussianBlur(r / 2)).resize(picture.size, Image.Resampling.BICUBIC)
    picture.paste(colour, (0, 0), soft)


def ridge(
    picture: Image.Image, base: float, height: float, seed: int, colour: Colour, rough: float = 1.0
) -> None:
    """A wavy horizon at `base`, filled down to the foot of the picture."""
    rng, (w, h) = random.Random(seed), picture.size
    waves = [(rng.uniform(0.6, 1.6) * 2**k, rng.uniform(0, 7), rough**k / 1.9**k) for k in range(6)]
    line = [
        (x, base - height * (0.5 + 0.5 * sum(a * math.sin(f * x / w * 4 + p) for f, p, a in waves) / 1.9))
        for x in range(0, w + 8, 8)
    ]
    ImageDraw.Draw(picture).polygon([*line, (w, h), (0, h)], fill=colour)


def ripples(
    picture: Image.Image, horizon: float, colours: Sequence[Colour], seed: int, around: float = 0
) -> None:
    """Short strokes on water, wider and rarer towards the viewer, more of them below a light at `around`."""
    rng, draw, (w, h) = random.Random(seed), ImageDraw.Draw(picture), picture.size
    for _ in range(520):
        depth = rng.random() ** 1.6
        y = horizon + 4 + depth * (h - horizon)
        lit = around and rng.random() < 0.6
        x = rng.gauss(around, w * (0.03 + 0.10 * depth)) if lit else rng.uniform(0, w)
        reach, thick = (6 + 90 * depth) * w / 2400, max(1, round((1 + 4 * depth) * w / 2400))
        draw.line((x - reach, y, x + reach, y), fill=rng.choice(colours), width=thick)


@cache
def grain(size: tuple[int, int]) -> Image.Image:
    """Faint noise, as of paper; always the same."""
    noise = random.Random(7).randbytes(size[0] * size[1])
    picture = Image.frombytes("L", size, noise).point(lambda value: 128 + (value - 128) // 8)
    return Image.merge("RGB", [picture.filter(ImageFilter.BoxBlur(1))] * 3)


def finish(picture: Image.Image, size: tuple[int, int]) -> bytes:
    """The picture at its size with a little grain, as PNG."""
    picture = picture.resize(size, Image.Resampling.HAMMING)
    picture = Image.blend(picture, ImageChops.overlay(picture, grain(size)), 0.6)
    file = BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()
