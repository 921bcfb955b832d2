"""Drawn people, who stand for invented authors."""

from .brush import CREAM, INK, Colour, canvas, finish, mix

PORTRAIT = (1000, 1000)


def person(ground: Colour, coat: Colour, hair: Colour, skin: Colour, style: str) -> bytes:
    """Head and shoulders without a face; `style` is of the hair: long, short, beard, bun or fringe."""
    p, draw, w, _h = canvas(PORTRAIT, mix(ground, CREAM, 0.25), ground)
    u = w / 768

    def at(*values: float) -> list[float]:
        return [value * u for value in values]

    if style == "long":
        draw.rounded_rectangle(at(218, 150, 550, 620), 160 * u, fill=hair)
    if style == "bun":
        draw.ellipse(at(304, 60, 464, 220), fill=hair)
    draw.rounded_rectangle(at(110, 560, 658, 1000), 190 * u, fill=coat)
    draw.polygon(at(318, 470, 450, 470, 470, 610, 384, 680, 298, 610), fill=mix(skin, INK, 0.18))
    if style == "beard":
        draw.rounded_rectangle(at(246, 330, 522, 572), 130 * u, fill=hair)
    draw.ellipse(at(250, 180, 518, 500 if style == "beard" else 540), fill=skin)
    draw.pieslice(at(236, 140, 532, 460), 178, 362, fill=hair)
    if style == "fringe":
        draw.rounded_rectangle(at(236, 280, 532, 345), 30 * u, fill=hair)
        draw.rounded_rectangle(at(232, 290, 286, 500), 26 * u, fill=hair)
        draw.rounded_rectangle(at(482, 290, 536, 500), 26 * u, fill=hair)
    collar = at(298, 590, 384, 690, 470, 590, 520, 620, 400, 800, 368, 800, 248, 620)
    draw.polygon(collar, fill=mix(coat, CREAM, 0.75))
    return finish(p, PORTRAIT)
