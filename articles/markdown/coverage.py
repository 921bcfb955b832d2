"""Live coverage below a body: the pinned entry, then the newest first, each with its time and its own address."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token

from ..payload import CoverageEntryPayload, CoveragePayload


def entries(coverage: CoveragePayload | None, parse: Callable[[str], Sequence[Token]]) -> Iterator[Token]:
    """The tokens of a coverage; `parse` reads an entry's Markdown."""
    if not coverage or not coverage["entries"]:
        return
    heading = _("Live coverage, which has ended") if coverage["over"] else _("Live coverage")
    yield _tag("div", 1, {"class": "coverage", "id": "coverage"})
    yield _tag("h2", 1)
    yield Token("inline", "", 0, children=[Token("text", "", 0, content=heading)])
    yield _tag("h2", -1)
    yield _tag("ol", 1)
    for entry in sorted(coverage["entries"], key=lambda one: not one["pinned"]):
        yield _tag(
            "li", 1, {"id": f"entry-{entry['entry']}", **({"class": "pinned"} if entry["pinned"] else {})}
        )
        yield Token("entry_when", "", 0, block=True, meta={"entry": entry})
        yield from parse(entry["text"])
        yield _tag("li", -1)
    yield _tag("ol", -1)
    yield _tag("div", -1)


def show(self: RendererProtocol, tokens: Sequence[Token], index: int, options: Any, env: Any) -> SafeString:
    """Render rule: when an entry was made, by whom, and when it was corrected."""
    entry: CoverageEntryPayload = tokens[index].meta["entry"]
    facts = [format_html('<a href="#entry-{}">{}</a>', entry["entry"], _time(entry["at"]))]
    if entry["pinned"]:
        facts.append(format_html("<strong>{}</strong>", _("Pinned")))
    if entry["signed"]:
        facts.append(format_html("<bdi>{}</bdi>", entry["signed"]))
    if entry["corrected"]:
        facts.append(format_html("{} {}", _("corrected"), _time(entry["corrected"])))
    return format_html('<p class="kind">{}</p>\n', SafeString(" · ".join(facts)))


def _time(moment: str) -> SafeString:
    """A moment as readers of the language write it, in the paper's time zone."""
    try:
        at = timezone.localtime(datetime.fromisoformat(moment))
    except ValueError:
        return format_html("{}", moment)
    said = f"{date_format(at, 'TIME_FORMAT')}, {date_format(at, 'DATE_FORMAT')}"
    return format_html('<time datetime="{}">{}</time>', moment, said)


def _tag(tag: str, nesting: Literal[1, -1], attributes: Any = None) -> Token:
    return Token(
        f"{tag}_{'open' if nesting == 1 else 'close'}", tag, nesting, attrs=attributes or {}, block=True
    )
