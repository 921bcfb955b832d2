"""Video and audio elsewhere: `{video: https://… "title"}` on a line of its own is a link; nothing is loaded unasked."""

import re
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

MARKER: Final = re.compile(
    r'\{(video|audio):[ \t]*(https://[^\s"{}<>]{4,500})(?:[ \t]+["“„«](.{1,200})["”“»])?[ \t]*\}'
)
YOUTUBE: Final = re.compile(r"[-_A-Za-z0-9]{11}")
NUMBER: Final = re.compile(r"[0-9]{1,15}", re.ASCII)


def embed(state: StateBlock, line: int, end: int, silent: bool) -> bool:
    """Block rule: the marker alone on a line, with a web address that can be read."""
    text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
    found = MARKER.fullmatch(text.strip())
    if not found or state.is_code_block(line) or not host_of(found[2]):
        return False
    if not silent:
        token = state.push("embed", "", 0)
        token.meta.update(kind=found[1], address=found[2])
        token.content = (found[3] or "").strip()
    state.line = line + 1
    return True


def host_of(address: str) -> str:
    """The host of an address, as people know it; '' for none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").removeprefix("m.")


def player_of(address: str) -> str:
    """Where the hosts that we know keep a player that sets no cookie before it plays; '' for any other address."""
    parts = urlsplit(address)
    match host_of(address):
        case "youtube.com" | "youtube-nocookie.com":
            name = parse_qs(parts.query).get("v", [parts.path.rpartition("/")[2]])[0]
        case "youtu.be":
            name = parts.path.strip("/")
        case "vimeo.com" | "player.vimeo.com":
            number = parts.path.rpartition("/")[2]
            return f"https://player.vimeo.com/video/{number}?dnt=1" if NUMBER.fullmatch(number) else ""
        case "soundcloud.com":
            return f"https://w.soundcloud.com/player/?{urlencode({'url': address})}"
        case _:
            return ""
    return f"https://www.youtube-nocookie.com/embed/{name}" if YOUTUBE.fullmatch(name) else ""


def show(self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> SafeString:
    """Render rule: a link with its title and the name of the host; a script may open the player when it is pressed."""
    kind, address = tokens[index].meta["kind"], tokens[index].meta["address"]
    said = _("Video on %(host)s") if kind == "video" else _("Audio on %(host)s")
    told = said % {"host": host_of(address)}
    player = player_of(address)
    return format_html(
        '<p class="embed"><a href="{}" rel="noopener"{}>{}</a> <span class="credit">{}</span></p>\n',
        address,
        format_html(' data-player="{}"', player) if player else "",
        tokens[index].content or told,
        told if tokens[index].content else "",
    )
