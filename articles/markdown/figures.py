"""Pictures in a body: a paragraph that holds nothing but `![words](picture:…)` is a figure, with caption and credit.

The code after `picture:` is the first twelve or more signs of the picture's name, which is made of its content, or its
number in the library.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

from images.templatetags.images import picture

from ..payload import ImagePayload
from .words import inline_text, inlines

SCHEME: Final = "picture:"
CODE: Final = re.compile(r"picture:([0-9a-f]{12,64}|[1-9][0-9]{0,8})", re.ASCII)
NAME: Final = 12
"""How many signs of a name stand in a text."""
SIZES: Final = "(min-width: 62rem) 41rem, 100vw"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of the library where it stands in a body; its words are those of the text, else the library's."""

    name: str
    marker: str
    alt: str
    caption: str
    credit: str


def code_of(address: str) -> str:
    """Which picture an address calls: a number, or the beginning of a name; '' for any other address."""
    found = CODE.fullmatch(address)
    return found[1] if found else ""


def codes(tokens: Iterable[Token]) -> list[str]:
    """The pictures that a parsed text calls, each once, in order."""
    called = (
        code_of(str(token.attrs["src"]))
        for line in inlines(tokens)
        for token in line
        if token.type == "image"
    )
    return list(dict.fromkeys(filter(None, called)))


def called(code: str, images: Iterable[ImagePayload]) -> ImagePayload | None:
    """The picture that this code means."""
    if len(code) < NAME:
        return next((image for image in images if str(image["image"]) == code), None)
    return next((image for image in images if image["name"].startswith(code)), None)


def place(
    tokens: Sequence[Token], images: Sequence[ImagePayload]
) -> tuple[list[Token], list[Figure], list[str]]:
    """The tokens with a figure for each such paragraph, the figures, and what calls a picture that is not to be had."""
    placed: list[Token] = []
    figures: list[Figure] = []
    missing: list[str] = []
    skip = 0
    for token, following in pairwise([*tokens, Token("end", "", 0)]):
        if skip:
            skip -= 1
            continue
        alone = _alone(following) if token.type == "paragraph_open" else None
        if alone is None:
            placed.append(token)
            missing += _within(token)
            continue
        marker = str(alone.attrs["src"])
        skip = 2
        image = called(code_of(marker), images)
        if not image:
            missing.append(marker)
            placed.append(Token("figure", "", 0, block=True, meta={"missing": marker}))
            continue
        figure = _figure(alone, image, marker)
        figures.append(figure)
        meta = {"image": {**image, "alt": figure.alt}, "figure": figure}
        placed.append(Token("figure", "", 0, block=True, content=figure.caption, meta=meta))
    return placed, figures, missing


def show(self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> SafeString:
    """Render rule: the picture in all its sizes, with what is said of it; without one its marker, for the editor."""
    meta = tokens[index].meta
    if "missing" in meta:
        return format_html('<p><span class="dangling">[{}]</span></p>\n', meta["missing"])
    figure: Figure = meta["figure"]
    said = [format_html("{}", figure.caption)] if figure.caption else []
    if figure.credit:
        said.append(format_html('<span class="credit">{}</span>', figure.credit))
    return format_html(
        '<figure class="picture" data-picture="{}">{}{}</figure>\n',
        figure.name[:NAME],
        render_to_string("images/picture.html", picture(meta["image"], crop="full", sizes=SIZES)),
        format_html("<figcaption>{}</figcaption>", SafeString(" ".join(said))) if said else "",
    )


def without(html: str, names: Iterable[str]) -> SafeString:
    """The HTML with a sentence in the place of each of these pictures and of what was said of it."""
    gone = "|".join(re.escape(name[:NAME]) for name in names)
    said = _("A picture stood here. It was withdrawn, because we have no right to show it any more.")
    sentence = format_html('<figure class="picture"><figcaption>{}</figcaption></figure>', said)
    figure = rf'<figure class="picture" data-picture="(?:{gone})">.*?</figure>'
    return SafeString(re.sub(figure, lambda _found: sentence, html, flags=re.DOTALL) if gone else html)


def _alone(line: Token) -> Token | None:
    """The picture of the library that is all of this line."""
    parts = [part for part in line.children or () if not (part.type == "text" and not part.content.strip())]
    if len(parts) == 1 and parts[0].type == "image" and str(parts[0].attrs["src"]).startswith(SCHEME):
        return parts[0]
    return None


def _within(token: Token) -> list[str]:
    """The pictures of the library that stand among other words."""
    images = (part for part in token.children or () if part.type == "image")
    return [src for part in images if (src := str(part.attrs["src"])).startswith(SCHEME)]


def _figure(alone: Token, image: ImagePayload, marker: str) -> Figure:
    alt = " ".join(inline_text(alone.children).split()) or image["alt"]
    caption = str(alone.attrs.get("title", "")) or image["caption"]
    return Figure(image["name"], marker, alt, caption, image["credit"])
