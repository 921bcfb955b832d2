"""Markdown of comments: what strangers write becomes a few harmless tags. Pure: text in, HTML out."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

MAX_LENGTH: Final = 5_000
"""Characters a comment may have; the form checks it before anything is rendered."""

MAX_QUOTED: Final = 600
"""Characters of another comment that are quoted by themselves."""

MAX_MARKS: Final = 4
"""Combining marks one letter may carry; written languages need no more."""

NEW_LINE: Final = re.compile("\r\n?|[\x85\u2028\u2029]")
# Control characters, lone surrogates, and the marks that turn the direction of whatever follows.
UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u206a-\u206f\ufeff\ufff9-\ufffb]"
)
ISOLATED: Final = re.compile("([\u2066-\u2068][^\u2066-\u2069\n]*\u2069)|[\u2066-\u2069]")
BLANK_LETTERS: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")

# A plain host: no user before an '@' that makes another site look like a known one.
LINK: Final = re.compile(r"https?://[\w.-]+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
BARE: Final = re.compile(r"(?<!\w)https?://[^\s<>\"]+", re.IGNORECASE)
PUNCTUATION: Final = ".,:;!?'…”»*\u2019"

CLEANER: Final = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "em", "li", "ol", "p", "pre", "strong", "ul"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},  # "*": the cleaner would keep titles
    link_rel="nofollow ugc noopener",
    url_schemes={"http", "https"},
    url_relative="deny",
)


def render_comment(text: str) -> SafeString:
    """The comment as HTML that is safe on any page; slower with length, so check that first."""
    return mark_safe(CLEANER.clean(PARSER.render(printable(text))))  # noqa: S308 (this is what makes it safe)


def printable(text: str) -> str:
    """The text without what would disturb its neighbours: controls, turned directions, towers of marks."""
    lines = UNPRINTABLE.sub("", NEW_LINE.sub("\n", text))
    return "".join(_capped(ISOLATED.sub(r"\1", lines)))


def quotation(text: str) -> str:
    """What somebody says, without what they quote themselves, as a quotation to answer; cut where it is long."""
    lines = text.splitlines()
    own = "\n".join(line for line in lines if not line.startswith(">")).strip() or text.strip()
    short = own if len(own) <= MAX_QUOTED else f"{own[:MAX_QUOTED].rsplit(maxsplit=1)[0]} …"
    return "\n".join(f"> {line}".rstrip() for line in short.splitlines())


def is_empty(text: str) -> bool:
    """True if nothing in the text can be seen."""
    return not any(unicodedata.category(c)[0] in "LNPS" and c not in BLANK_LETTERS for c in text)


def _capped(text: str) -> Iterator[str]:
    """The characters of the text, leaving out marks beyond what one letter may carry."""
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        if category in ("Mn", "Me"):
            marks += 1
        elif category != "Cf":  # an invisible joiner does not start a new letter
            marks = 0
        if marks <= MAX_MARKS or category == "Cf":
            yield character


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return LINK.fullmatch(url) is not None


def _link_bare_addresses(state: StateCore) -> None:
    """Core rule: web addresses in plain text become links, as readers expect."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = list(_linked(state.md, token.children or []))


def _linked(parser: MarkdownIt, tokens: list[Token]) -> Iterator[Token]:
    in_link = False
    for token in tokens:
        in_link = token.type == "link_open" or (in_link and token.type != "link_close")
        if token.type == "text" and not in_link:
            yield from _split(parser, token.content)
        else:
            yield token


def _split(parser: MarkdownIt, text: str) -> Iterator[Token]:
    """Text and links in turn."""
    done = 0
    for found in BARE.finditer(text):
        address = _trimmed(found[0])
        href = parser.normalizeLink(address)
        if not parser.validateLink(href):
            continue
        yield Token("text", "", 0, content=text[done : found.start()])
        yield Token("link_open", "a", 1, attrs={"href": href})
        yield Token("text", "", 0, content=address)
        yield Token("link_close", "a", -1)
        done = found.start() + len(address)
    yield Token("text", "", 0, content=text[done:])


def _trimmed(address: str) -> str:
    """The address without the punctuation around it, keeping brackets that it opened itself."""
    address = address.rstrip(PUNCTUATION)
    surplus = max(0, address.count(")") - address.count("("))
    closing = len(address) - len(address.rstrip(")"))
    return address[: len(address) - min(surplus, closing)].rstrip(PUNCTUATION)


def _parser() -> MarkdownIt:
    parser = _Markdown("zero", {"html": False, "breaks": True})
    parser.enable(["blockquote", "list", "fence", "newline", "escape", "backticks", "emphasis", "link"])
    parser.core.ruler.push("bare_addresses", _link_bare_addresses)
    return parser


PARSER: Final = _parser()
