"""Pictures drawn by ourselves for the demonstration; the same bytes on every run."""

import math
import random
from collections.abc import Callable
from functools import partial
from typing import Final

from PIL import Image, ImageDraw, ImageFilter

from .brush import (
    CREAM,
    INK,
    MIST,
    OCHRE,
    PETROL,
    RUST,
    SAND,
    TEAL,
    canvas,
    finish,
    glow,
    mix,
    ridge,
    ripples,
    sky,
)
from .people import person

Drawn = Callable[[], bytes]

WIDE, LANDSCAPE = (2000, 1125), (2000, 1333)


def landscapes() -> dict[str, Drawn]:
    """Each picture's name and what draws it as PNG."""
    return {
        "barrier": barrier, "city": city, "hills": hills, "fields": fields, "harbour": harbour,
        "mountains": mountains, "lighthouse": lighthouse, "turbines": turbines, "viaduct": viaduct,
    }  # fmt: skip


def portraits() -> dict[str, Drawn]:
    """Each drawn person's name and what draws them as PNG; they stand for invented authors."""
    return {
        "calm": partial(person, mix(TEAL, MIST, 0.35), PETROL, mix(RUST, INK, 0.55), (222, 178, 146), "long"),
        "warm": partial(person, SAND, mix(INK, PETROL, 0.3), INK, (150, 104, 76), "short"),
        "grey": partial(
            person, mix(PETROL, MIST, 0.5), mix(RUST, INK, 0.3), (188, 190, 186), (231, 194, 168), "beard"
        ),
        "bright": partial(
            person, mix(OCHRE, CREAM, 0.35), mix(PETROL, TEAL, 0.4), (42, 28, 24), (112, 74, 54), "bun"
        ),
        "plain": partial(person, MIST, OCHRE, mix(OCHRE, RUST, 0.6), (238, 204, 180), "fringe"),
    }


DESCRIPTIONS: Final = {
    "barrier": "The tall piers of a storm barrier march across an estuary at dusk, a red light on each.",
    "city": "A dark city skyline at nightfall, windows lit here and there.",
    "hills": "Layered grey-green hills in morning mist under a pale sun.",
    "fields": "Striped fields run to the horizon past a row of round trees.",
    "harbour": "Three red cranes above stacked containers at a quay.",
    "mountains": "Snow on high mountains, mirrored in a still lake.",
    "lighthouse": "A lighthouse on a headland throws its beam over the sea at night.",
    "turbines": "Wind turbines stand in a row on a low green coast.",
    "viaduct": "A train crosses a high stone viaduct above a wooded valley.",
}
"""Alternative text of each landscape."""


def barrier() -> bytes:
    deep = mix(PETROL, INK, 0.35)
    p, draw, w, h = canvas(WIDE, deep, mix(TEAL, PETROL, 0.3), SAND, CREAM, SAND, TEAL, PETROL, deep)
    horizon, u = h * 0.563, w / 2400
    glow(p, w * 0.69, h * 0.474, 300 * u, CREAM, 210)
    draw.ellipse((1592 * u, 582 * u, 1708 * u, 698 * u), fill=CREAM)
    ridge(p, horizon, 120 * u, 4, mix(TEAL, MIST, 0.25))
    ridge(p, horizon, 62 * u, 9, mix(PETROL, TEAL, 0.55))
    water = (mix(SAND, TEAL, 0.35), mix(TEAL, PETROL, 0.4), PETROL, mix(PETROL, INK, 0.7))
    p.paste(sky((w, h - int(horizon)), *water), (0, int(horizon)))
    ripples(p, horizon, [mix(PETROL, INK, 0.4), TEAL, mix(TEAL, SAND, 0.5)], 3)
    ripples(p, horizon, [CREAM, SAND], 5, w * 0.69)
    last: tuple[float, ...] = ()
    for i in range(9):  # piers, nearer ones larger, a beam and a gate between each and the one before
        t = i / 8
        s = (0.26 + t**1.7) * u
        x, foot = (2060 - t**0.9 * 1850) * u, horizon + (14 + 200 * t**1.9) * u
        wide, top = 92 * s, foot - 420 * s
        tone = mix(mix(PETROL, TEAL, 0.35), INK, 0.25 + 0.6 * t)
        edges = (x, foot - 328 * s, foot - 277 * s, foot - 176 * s, foot - 8 * s)
        if last:
            beam = [(x, edges[1]), (last[0], last[1]), (last[0], last[2]), (x, edges[2])]
            draw.polygon(beam, fill=tone)
            if i % 3:
                gate = [(x, edges[3]), (last[0], last[3]), (last[0], last[4]), (x, edges[4])]
                draw.polygon(gate, fill=mix(tone, TEAL, 0.16))
        sides = [(x - wide / 2, foot), (x - wide * 0.36, top), (x + wide * 0.36, top), (x + wide / 2, foot)]
        draw.polygon(sides, fill=tone)
        draw.rectangle((x - wide * 0.5, top - 30 * s, x + wide * 0.5, top), fill=tone)
        draw.rectangle((x + wide * 0.18, top, x + wide * 0.36, foot), fill=mix(tone, SAND, 0.35))
        draw.rectangle((x - 7 * s, top - 58 * s, x + 7 * s, top - 30 * s), fill=RUST)
        last = edges
    return finish(p, WIDE)


def city() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, INK, mix(INK, PETROL, 0.8), mix(PETROL, RUST, 0.35), OCHRE, SAND)
    u, rng = w / 1440, random.Random(12)
    for layer, tone in enumerate((mix(PETROL, RUST, 0.3), mix(PETROL, INK, 0.35), INK)):
        x = -20.0
        while x < w / u:
            wide = rng.randint(50, 130)
            tall = rng.randint(170, 420) - layer * 70 + (300 if rng.random() < 0.08 else 0)
            roof = h / u - tall - 90 * (2 - layer)
            draw.rectangle((x * u, roof * u, (x + wide) * u, h), fill=tone)
            for wx in range(int(x) + 12, int(x) + wide - 14, 18) if layer else ():
                for wy in range(int(roof) + 16, int(h / u), 28):
                    if rng.random() < 0.22:
                        light = mix(tone, OCHRE, rng.uniform(0.4, 0.95))
                        draw.rectangle((wx * u, wy * u, (wx + 7) * u, (wy + 12) * u), fill=light)
            x += wide + rng.randint(-8, 14)
    return finish(p, LANDSCAPE)


def hills() -> bytes:
    p, _draw, w, h = canvas(LANDSCAPE, mix(TEAL, MIST, 0.5), MIST, CREAM, SAND)
    glow(p, w * 0.29, h * 0.31, w * 0.1, CREAM, 255)
    far, near = mix(MIST, SAND, 0.3), mix(PETROL, INK, 0.4)
    for i in range(6):
        ridge(p, h * (0.54 + 0.1 * i), h * (0.27 - 0.023 * i), 31 + i, mix(far, near, 0.12 + 0.176 * i))
    return finish(p, LANDSCAPE)


def fields() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, mix(OCHRE, CREAM, 0.4), CREAM, SAND)
    u, horizon = w / 1440, h * 0.344
    ridge(p, horizon, 80 * u, 77, mix(TEAL, MIST, 0.3))
    for i in range(-26, 27):
        near, far = (720 + i * 190) * u, (860 + i * 21) * u
        tone = (OCHRE, mix(OCHRE, RUST, 0.5), mix(PETROL, OCHRE, 0.45))[i % 3]
        draw.polygon([(far, horizon), (far + 21 * u, horizon), (near + 190 * u, h), (near, h)], fill=tone)
    for i in range(7):
        x = (110 + i * 66 + i * i * 3) * u
        draw.rectangle((x - 3 * u, horizon - 40 * u, x + 3 * u, horizon + 26 * u), fill=INK)
        crown = (x - 24 * u, horizon - 96 * u, x + 24 * u, horizon - 22 * u)
        draw.ellipse(crown, fill=mix(PETROL, INK, 0.5))
    return finish(p, LANDSCAPE)


def harbour() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, MIST, CREAM, SAND)
    u, horizon, rng = w / 1440, h * 0.583, random.Random(2)
    p.paste(sky((w, h - int(horizon)), mix(TEAL, MIST, 0.4), TEAL, PETROL), (0, int(horizon)))
    ripples(p, horizon, [mix(PETROL, INK, 0.3), MIST], 21)
    tone = mix(RUST, INK, 0.25)
    for at, scale in ((300, 1.0), (690, 1.3), (1120, 0.9)):
        x, s = at * u, scale * u
        foot = horizon + 20 * s
        for side in (-1, 1):
            leg = (x + side * 70 * s, foot, x + side * 26 * s, foot - 400 * s)
            draw.line(leg, fill=tone, width=round(15 * s))
            stay = (x, foot - 430 * s, x + (60 + side * 260) * s, foot - 292 * s)
            draw.line(stay, fill=tone, width=round(6 * s))
        draw.line((x - 210 * s, foot - 290 * s, x + 330 * s, foot - 290 * s), fill=tone, width=round(16 * s))
        draw.line((x + 220 * s, foot - 290 * s, x + 220 * s, foot - 120 * s), fill=INK, width=round(3 * u))
        draw.rectangle((x + 180 * s, foot - 120 * s, x + 260 * s, foot - 80 * s), fill=OCHRE)
    for row in range(3):
        y = horizon + (30 - row * 42) * u
        for x in range(0, 1440, 96):
            if rng.random() < 0.75 - row * 0.22:
                box = mix(rng.choice((RUST, OCHRE, PETROL, TEAL, SAND)), INK, 0.15)
                draw.rectangle((x * u, y - 40 * u, (x + 92) * u, y), fill=box)
    draw.rectangle((0, horizon + 30 * u, w, horizon + 52 * u), fill=INK)
    return finish(p, LANDSCAPE)


def mountains() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, mix(PETROL, TEAL, 0.6), MIST, CREAM, CREAM)
    shore, rng = int(h * 0.62), random.Random(5)
    rock, snow = mix(PETROL, MIST, 0.3), mix(CREAM, MIST, 0.4)
    for x, peak, half in ((0.18, 0.27, 0.28), (0.85, 0.22, 0.34), (0.5, 0.12, 0.36)):
        cx, top, foot = x * w, peak * h, half * w
        draw.polygon([(cx, top), (cx + foot, shore), (cx - foot, shore)], fill=mix(rock, INK, 0.12))
        draw.polygon([(cx, top), (cx + foot, shore), (cx + foot * 0.12, shore)], fill=mix(rock, MIST, 0.25))
        reach = 0.42
        jags = [
            (cx + (2 * k / 8 - 1) * foot * reach, top + (shore - top) * (reach + rng.uniform(-0.13, 0.05)))
            for k in range(1, 8)
        ]
        line = top + (shore - top) * reach
        draw.polygon([(cx, top), (cx - foot * reach, line), *jags, (cx + foot * reach, line)], fill=snow)
    ridge(p, shore + 4, h * 0.07, 41, mix(PETROL, INK, 0.45), 1.5)
    depth = h - shore
    mirrored = p.crop((0, shore - depth, w, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirrored = mirrored.resize((w // 6, depth // 6)).filter(ImageFilter.BoxBlur(2)).resize((w, depth))
    p.paste(Image.blend(mirrored, sky((w, depth), TEAL, PETROL), 0.35), (0, shore))
    ripples(p, shore + depth * 0.35, [mix(TEAL, MIST, 0.3), mix(PETROL, TEAL, 0.5)], 8)
    return finish(p, LANDSCAPE)


def lighthouse() -> bytes:
    p, draw, w, h = canvas(WIDE, INK, mix(INK, PETROL, 0.5), mix(PETROL, TEAL, 0.3), mix(TEAL, SAND, 0.3))
    u, horizon, rng = w / 2000, int(h * 0.66), random.Random(19)
    for _ in range(170):
        x, y, r = rng.uniform(0, w), rng.uniform(0, h * 0.5), rng.uniform(0.8, 2.4) * u
        draw.ellipse((x - r, y - r, x + r, y + r), fill=mix(PETROL, CREAM, rng.uniform(0.3, 0.9)))
    p.paste(sky((w, h - horizon), mix(PETROL, TEAL, 0.3), PETROL, INK), (0, horizon))
    lamp = (1480 * u, 330 * u)
    beam = Image.new("L", (w // 8, h // 8))
    ends = [(lamp[0] / 8, lamp[1] / 8), (0, 250 * u / 8), (0, 560 * u / 8)]
    ImageDraw.Draw(beam).polygon(ends, fill=120)
    p.paste(
        CREAM, (0, 0), beam.filter(ImageFilter.GaussianBlur(4 * u)).resize(p.size, Image.Resampling.BICUBIC)
    )
    ripples(p, horizon, [mix(PETROL, INK, 0.5), mix(TEAL, PETROL, 0.4), mix(TEAL, CREAM, 0.3)], 23, w * 0.3)
    land = [
        (900, 790),
        (1080, 735),
        (1250, 660),
        (1420, 625),
        (1620, 620),
        (1800, 650),
        (2000, 690),
        (2000, 1125),
    ]
    draw.polygon([(x * u, y * u) for x, y in [*land, (760, 1125), (820, 900)]], fill=mix(INK, PETROL, 0.25))
    x, foot, top = lamp[0], 640 * u, 375 * u
    for i in range(5):  # bands of the tower, narrower upwards
        a, b = i / 5, (i + 1) / 5
        low, high = (58 - 20 * a) * u, (58 - 20 * b) * u
        y0, y1 = foot + (top - foot) * a, foot + (top - foot) * b
        tone = mix(CREAM, TEAL, 0.3) if i % 2 == 0 else mix(RUST, INK, 0.15)
        draw.polygon([(x - low, y0), (x + low, y0), (x + high, y1), (x - high, y1)], fill=tone)
    draw.rectangle((x - 52 * u, 366 * u, x + 52 * u, 380 * u), fill=INK)
    draw.rectangle((x - 26 * u, 296 * u, x + 26 * u, 366 * u), fill=OCHRE)
    draw.polygon([(x - 40 * u, 298 * u), (x + 40 * u, 298 * u), (x, 246 * u)], fill=mix(RUST, INK, 0.3))
    draw.rectangle((1560 * u, 570 * u, 1690 * u, 640 * u), fill=mix(CREAM, TEAL, 0.55))
    draw.polygon([(1545 * u, 572 * u), (1705 * u, 572 * u), (1625 * u, 520 * u)], fill=mix(RUST, INK, 0.5))
    glow(p, *lamp, 80 * u, CREAM, 235)
    return finish(p, WIDE)


def turbines() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, mix(TEAL, MIST, 0.25), mix(MIST, TEAL, 0.15), CREAM, CREAM)
    u, rng = w / 2000, random.Random(31)
    ridge(p, h * 0.7, h * 0.05, 61, mix(TEAL, MIST, 0.4))
    p.paste(sky((w, h - int(h * 0.7)), mix(TEAL, MIST, 0.3), TEAL), (0, int(h * 0.7)))
    ripples(p, h * 0.7, [mix(TEAL, MIST, 0.7), mix(TEAL, PETROL, 0.4)], 33)
    for i, at in enumerate((250, 560, 930, 1360, 1800)):
        s = (0.55 + 0.13 * i) * u
        x, hub, foot = at * u, h * (0.42 - 0.055 * i), h * (0.76 + 0.03 * i)
        tone = mix(CREAM, TEAL, 0.28 - 0.05 * i)
        draw.polygon([(x - 16 * s, foot), (x - 7 * s, hub), (x + 7 * s, hub), (x + 16 * s, foot)], fill=tone)
        start = rng.uniform(0, 2)
        for k in range(3):
            angle = start + k * math.tau / 3
            c, d, reach = math.cos(angle), math.sin(angle), 330 * s
            root = (x + c * 60 * s - d * 20 * s, hub + d * 60 * s + c * 20 * s)
            draw.polygon([(x, hub), root, (x + c * reach, hub + d * reach)], fill=mix(tone, CREAM, 0.5))
        draw.ellipse((x - 18 * s, hub - 18 * s, x + 18 * s, hub + 18 * s), fill=mix(tone, INK, 0.25))
    for i in range(3):
        ridge(p, h * (0.84 + 0.07 * i), h * 0.07, 71 + i, mix(mix(TEAL, OCHRE, 0.35), PETROL, 0.25 + 0.3 * i))
    return finish(p, LANDSCAPE)


def viaduct() -> bytes:
    p, draw, w, h = canvas(LANDSCAPE, mix(OCHRE, CREAM, 0.55), CREAM, mix(MIST, SAND, 0.4), MIST)
    u, deck = w / 2000, h * 0.4
    glow(p, w * 0.76, h * 0.2, 150 * u, CREAM, 255)
    for i in range(3):
        ridge(p, h * (0.52 + 0.09 * i), h * 0.2, 90 + i, mix(MIST, PETROL, 0.15 + 0.17 * i), 1.1)
    stone, shade = mix(SAND, RUST, 0.25), mix(mix(SAND, RUST, 0.4), INK, 0.3)
    for i in range(-1, 9):
        x, gap = (70 + 250 * i) * u, 190 * u
        draw.rectangle((x, deck, x + 60 * u, h), fill=stone)
        draw.rectangle((x + 42 * u, deck, x + 60 * u, h), fill=shade)
        left, top = x + 60 * u, deck + 40 * u
        spandrel = [(left, deck), (left + gap, deck), (left + gap, top + gap / 2)]
        arch = [
            (left + gap / 2 * (1 + math.cos(a / 12)), top + gap / 2 * (1 - math.sin(a / 12)))
            for a in range(38)
        ]
        draw.polygon([*spandrel, *arch, (left, top + gap / 2)], fill=mix(stone, shade, 0.2))
    draw.rectangle((0, deck - 22 * u, w, deck + 14 * u), fill=mix(stone, CREAM, 0.25))
    for i in range(4):
        x, y = (520 + 262 * i) * u, deck - 22 * u
        draw.rounded_rectangle((x, y - 74 * u, x + 252 * u, y - 8 * u), 12 * u, fill=PETROL if i else RUST)
        for k in range(6):
            pane = (x + (20 + 38 * k) * u, y - 60 * u, x + (46 + 38 * k) * u, y - 36 * u)
            draw.rectangle(pane, fill=mix(CREAM, OCHRE, 0.3))
        for k in (40, 90, 160, 210):
            draw.ellipse((x + k * u, y - 18 * u, x + (k + 18) * u, y), fill=INK)
    ridge(p, h * 0.86, h * 0.14, 96, mix(PETROL, OCHRE, 0.2), 1.5)
    ridge(p, h * 0.98, h * 0.14, 98, mix(PETROL, INK, 0.45), 1.6)
    return finish(p, LANDSCAPE)
