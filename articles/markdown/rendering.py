"""From a body, its references and its tables to the HTML of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils import translation
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ..languages import spoken
from ..payload import CoveragePayload, ImagePayload, Payload, ReferencePayload, TablePayload
from . import boxes, coverage, embeds, footnotes
from . import citations as cite
from . import figures as pictures
from . import tables as board
from .allowed import clean, encodable, is_allowed
from .sources import source_list
from .words import Paragraph, inline_text, inlines, links, paragraphs, text, words


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article's text as a page shows it; both HTML fields are sanitised and go into a page as they are.

    `cited` holds keys of references by number; `dangling` the addresses, keys and markers that lead nowhere;
    `text` the words of body and tables without markup, `words` how many; `paragraphs`, `links` and `figures` are
    what the checks look at.
    """

    html: SafeString
    sources_html: SafeString
    cited: tuple[str, ...]
    dangling: tuple[str, ...]
    text: str
    words: int
    paragraphs: tuple[Paragraph, ...]
    links: tuple[str, ...]
    figures: tuple[pictures.Figure, ...] = ()


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (the library's name)
        return is_allowed(url) or bool(pictures.code_of(url))


def _parser() -> MarkdownIt:
    parser = _Markdown("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.inline.ruler.before("link", "citation", cite.mark)
    parser.block.ruler.before(
        "paragraph", "stakeholders", board.marker, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.inline.ruler.before("link", "footnote", footnotes.call)
    ends: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    parser.block.ruler.before("reference", "note", footnotes.note, ends)
    parser.block.ruler.before("paragraph", "box", boxes.box, ends)
    parser.add_render_rule("citation", cite.show)
    parser.add_render_rule("footnote", footnotes.show)
    parser.add_render_rule("way_back", footnotes.way_back)
    parser.add_render_rule("entry_when", coverage.show)
    parser.block.ruler.before("paragraph", "embed", embeds.embed, ends)
    parser.add_render_rule("embed", embeds.show)
    parser.add_render_rule("box_open", boxes.show_open)
    parser.add_render_rule("box_close", boxes.show_close)
    parser.add_render_rule("figure", pictures.show)
    return parser


PARSER: Final = _parser()


def citations(body: str) -> list[cite.Citation]:
    """The citations in a body, in order, those in code left out."""
    return cite.marks(PARSER.parse(encodable(body)))


def pictures_called(body: str) -> list[str]:
    """The codes of the pictures that a body calls, in order; a text without any is not parsed."""
    return pictures.codes(PARSER.parse(encodable(body))) if pictures.SCHEME in body else []


def line_text(markdown: str) -> str:
    """The words of one line of Markdown, without marks and citations."""
    line = PARSER.parseInline(encodable(markdown), {})
    return " ".join("".join(inline_text(token.children) for token in line).split())


def render_payload(payload: Payload) -> Rendered:
    """The page of a payload, of an old one too."""
    return render(
        payload["body"],
        payload["references"],
        payload["tables"],
        language=payload["language"],
        images=payload.get("images", []),
        live=payload.get("coverage"),
    )


def render(
    body: str,
    references: Sequence[ReferencePayload],
    tables: Sequence[TablePayload],
    *,
    language: str,
    images: Sequence[ImagePayload] = (),
    live: CoveragePayload | None = None,
) -> Rendered:
    """The page of a body and its coverage: numbered citations, tables and pictures in their places, the sources."""
    env: dict[str, Any] = {}

    def inline(markdown: str) -> Token:
        return PARSER.parseInline(markdown, env)[0]

    with translation.override(spoken(language)):
        reports = coverage.entries(live, lambda text: PARSER.parse(encodable(text), env))
        written = _fitted([*PARSER.parse(encodable(body), env), *reports])
        tokens, missing = board.place(written, tables, inline)
        tokens, figures, without_picture = pictures.place(tokens, images)
        tokens, without_note = footnotes.place(tokens)
        sources, dangling = cite.number(tokens, references)
        _settle_links_and_pictures(tokens)
        html = clean(PARSER.renderer.render(tokens, PARSER.options, env))
        sources_html = clean(source_list(sources))
    words_only = encodable(text(tokens))
    return Rendered(
        html=html,
        sources_html=sources_html,
        cited=tuple(source.reference["key"] for source in sources if source.places),
        dangling=tuple(dict.fromkeys([*dangling, *missing, *without_picture, *without_note])),
        text=words_only,
        words=words(words_only),
        paragraphs=tuple(paragraphs(tokens)),
        links=tuple(dict.fromkeys(links(tokens))),
        figures=tuple(figures),
    )


def _fitted(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens as they fit into a page, which has its first heading already and tables that fit a phone."""
    for token in board.frame(tokens):
        if token.tag == "h1":
            token.tag = "h2"
        yield token


def _settle_links_and_pictures(tokens: Sequence[Token]) -> None:
    """Links that leave the site say so; of a picture that is none of the library's, the words stay."""
    for line in inlines(tokens):
        for token in line:
            if token.type == "link_open" and str(token.attrs["href"]).lower().startswith("http"):
                token.attrSet("rel", "noopener")
            elif token.type == "image":
                token.type, token.content = "text", inline_text(token.children)
