"""What changed between two payloads, word by word. Pure; the work is bounded however long the texts are.

Paragraphs are compared first, and words only within a paragraph that has a counterpart.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal, NamedTuple, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markdown_it.token import Token

from articles.labels import label_name
from articles.languages import name as language_name
from articles.markdown.rendering import PARSER
from articles.payload import (
    BylinePayload,
    CoveragePayload,
    ImagePayload,
    Payload,
    ReferencePayload,
    RowPayload,
    TablePayload,
    TermPayload,
)

UNSPACED: Final = "\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e01-\u0eff\u1000-\u109f"
WORD: Final = re.compile(rf"(?:[{UNSPACED}]|[^\s{UNSPACED}]+)\s*")

MOST_WORD_PAIRS: Final = 1_000_000
"""Above this many pairs of words two paragraphs are shown one after the other."""
MOST_PARAGRAPH_PAIRS: Final = 10_000
"""Above this many pairs of paragraphs nobody looks which of them belong together."""
ALIKE: Final = 0.4
"""The share of words in common from which two paragraphs are versions of each other."""


class Piece(NamedTuple):
    """Some words that both editions have, or one of them."""

    kind: Literal["same", "out", "in"]
    text: str


Line: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One changed place: what it is called, and its paragraphs."""

    place: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes in the order of the page, and how many paragraphs of the body stayed as they were."""

    changes: tuple[Change, ...]
    unchanged: int

    @property
    def changed_words(self) -> int:
        """How many words came or went; one that took another's place counts once."""
        return sum(_changed(line) for change in self.changes for line in change.lines)


class Region(NamedTuple):
    """Paragraphs of the older text that others take the place of."""

    old: Sequence[str]
    new: Sequence[str]
    at: int


def difference(old: Payload, new: Payload) -> Difference:
    """Everything a reader could see change from one payload to the other, in words of the active language."""
    before, after = blocks(old["body"]), blocks(new["body"])
    regions = list(_regions(before, after))
    changes = [
        *_line(_("Headline"), old["headline"], new["headline"]),
        *_line(_("Headline in lists"), old["short_headline"], new["short_headline"]),
        *_line(pgettext("of an article", "Summary"), old["summary"], new["summary"]),
        *_line(_("Label"), label_name(old["label"]), label_name(new["label"])),
        *_line(_("Byline"), _byline(old), _byline(new)),
        *_expertise(old["byline"], new["byline"]),
        *_line(_("Section"), _terms([old["section"]]), _terms([new["section"]])),
        *_line(_("Topics"), _terms(old["topics"]), _terms(new["topics"])),
        *_line(_("Language"), language_name(old["language"]), language_name(new["language"])),
        *_picture(old["lead_image"], new["lead_image"]),
        *(Change(_place(region), tuple(_lines(region))) for region in regions),
        *_pictures(old.get("images", []), new.get("images", [])),
        *_coverage(old.get("coverage"), new.get("coverage")),
        *_tables(old["tables"], new["tables"]),
        *_sources(old["references"], new["references"]),
    ]
    return Difference(tuple(changes), len(after) - sum(len(region.new) for region in regions))


def _changed(line: Line) -> int:
    went, came = (
        sum(len(WORD.findall(piece.text)) for piece in line if piece.kind == kind) for kind in ("out", "in")
    )
    return max(went, came)


def blocks(body: str) -> list[str]:
    """The paragraphs, headings, items and table rows of a body as plain text; citations and links stay visible."""
    found: list[str] = []
    row: list[str] | None = None
    for token in PARSER.parse(body):
        match token.type:
            case "tr_open":
                row = []
            case "tr_close":
                found.append(" | ".join(row or []))
                row = None
            case "inline":
                (found if row is None else row).append(" ".join(_visible(token.children or []).split()))
            case "fence" | "code_block":
                found.append(token.content.strip())
            case "embed":
                found.append(" ".join(filter(None, [token.content, token.meta["address"]])))
            case "box_open":
                found.append(token.meta["title"])
            case "stakeholders":
                found.append(token.meta["marker"])
    return [block for block in found if block]


def words(old: str, new: str) -> Line:
    """The words of both texts in one line."""
    before, after = WORD.findall(old), WORD.findall(new)
    if len(before) * len(after) > MOST_WORD_PAIRS:
        return tuple(piece for piece in (Piece("out", old), Piece("in", new)) if piece.text)
    keys = [word.strip() for word in before], [word.strip() for word in after]
    runs = SequenceMatcher(None, *keys, autojunk=len(before) * len(after) > MOST_PARAGRAPH_PAIRS)
    return tuple(_pieces(_joined(runs.get_opcodes()), before, after))


Opcode: TypeAlias = tuple[str, int, int, int, int]


def _joined(opcodes: Iterable[Opcode]) -> list[Opcode]:
    """The steps, with a lone word that stays between two changes counted as changed: that reads better."""
    joined: list[Opcode] = []
    steps = list(opcodes)
    for index, (kind, i1, i2, j1, j2) in enumerate(steps):
        lone = kind == "equal" and i2 - i1 == 1 and 0 < index < len(steps) - 1
        kind = "equal" if kind == "equal" and not lone else "replace"
        if joined and kind == joined[-1][0] == "replace":
            _kind, before, _i, after, _j = joined.pop()
            joined.append((kind, before, i2, after, j2))
        else:
            joined.append((kind, i1, i2, j1, j2))
    return joined


def _pieces(opcodes: Iterable[Opcode], before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, i1, i2, j1, j2 in opcodes:
        if kind == "equal":
            yield Piece("same", "".join(after[j1:j2]))
            continue
        for side, text in (("out", "".join(before[i1:i2])), ("in", "".join(after[j1:j2]))):
            if text:
                # The space after the last word stays outside of the brackets.
                yield Piece("out" if side == "out" else "in", text.rstrip())
                yield Piece("same", " ")


def _visible(tokens: Sequence[Token]) -> str:
    """A line's text; a citation shows as its mark, a link with its address."""
    text, addresses = "", []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "code_inline":
                text += token.content
            case "softbreak" | "hardbreak":
                text += " "
            case "footnote":
                text += f"[^{token.meta['label']}]"
            case "citation":
                text += f" [{token.meta['citation'].label}] "
            case "link_open":
                addresses.append(str(token.attrs["href"]))
            case "link_close":
                address = addresses.pop()
                text += "" if text.endswith(address) else f" ({address})"
            case "image":
                said = (token.content, str(token.attrs.get("title", "")), f"[{token.attrs['src']}]")
                text += " ".join(filter(None, said)) if said[2].startswith("[picture:") else token.content
    return text


def _regions(old: list[str], new: list[str]) -> Iterator[Region]:
    """Where the texts differ; paragraphs that stand once in both hold them together, as in patience diff."""
    for (i1, j1), (i2, j2) in pairwise([(-1, -1), *_anchors(old, new), (len(old), len(new))]):
        i, j, end_i, end_j = i1 + 1, j1 + 1, i2, j2
        while i < end_i and j < end_j and old[i] == new[j]:
            i, j = i + 1, j + 1
        while i < end_i and j < end_j and old[end_i - 1] == new[end_j - 1]:
            end_i, end_j = end_i - 1, end_j - 1
        if i < end_i or j < end_j:
            yield Region(old[i:end_i], new[j:end_j], j)


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """The longest rising sequence of places at which a paragraph stands that both texts have exactly once."""
    count, counted = Counter(old), Counter(new)
    there = {text: index for index, text in enumerate(new)}
    pairs = [(i, there[text]) for i, text in enumerate(old) if count[text] == counted[text] == 1]
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (_i, j) in enumerate(pairs):
        place = bisect_left(ends, j)
        before.append(last[place - 1] if place else -1)
        ends[place:], last[place:] = [j, *ends[place + 1 :]], [index, *last[place + 1 :]]
    chain = []
    index = last[-1] if last else -1
    while index >= 0:
        chain.append(pairs[index])
        index = before[index]
    return chain[::-1]


def _lines(region: Region) -> Iterator[Line]:
    """Each paragraph of a region once: with its counterpart where it has one, else as taken out or put in."""
    start = 0
    for paragraph in region.new:
        match = _counterpart(region, start, paragraph)
        if match is None:
            yield (Piece("in", paragraph),)
            continue
        yield from ((Piece("out", gone),) for gone in region.old[start:match])
        yield words(region.old[match], paragraph)
        start = match + 1
    yield from ((Piece("out", gone),) for gone in region.old[start:])


def _counterpart(region: Region, start: int, paragraph: str) -> int | None:
    """Which of the older paragraphs from `start` on this one is a version of."""
    if len(region.old) == len(region.new) == 1:
        return 0
    if len(region.old) * len(region.new) > MOST_PARAGRAPH_PAIRS:
        return None
    wanted = set(paragraph.split())
    shares = [
        (len(wanted & (known := set(text.split()))) / max(len(wanted), len(known)), -index)
        for index, text in enumerate(region.old[start:], start)
    ]
    share, index = max(shares, default=(0.0, 0))
    return -index if share >= ALIKE else None


def _place(region: Region) -> str:
    """Where in the newer body a region is."""
    first, last = region.at + 1, region.at + len(region.new)
    if first == last:
        return _("Body, paragraph %(number)s") % {"number": first}
    if first < last:
        return _("Body, paragraphs %(first)s to %(last)s") % {"first": first, "last": last}
    if not region.at:
        return _("Body, at the beginning")
    return _("Body, after paragraph %(number)s") % {"number": region.at}


def _line(place: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield Change(place, (words(old, new),))


def _byline(payload: Payload) -> str:
    return ", ".join(f"{by['name']} ({by['role']})" if by["role"] else by["name"] for by in payload["byline"])


def _expertise(old: Sequence[BylinePayload], new: Sequence[BylinePayload]) -> Iterator[Change]:
    before, after = ({by["name"]: by.get("expertise", "") for by in byline} for byline in (old, new))
    for name in dict.fromkeys([*after, *before]):
        place = _("Byline, why %(name)s writes about this") % {"name": name}
        yield from _line(place, before.get(name, ""), after.get(name, ""))


def _terms(terms: Iterable[TermPayload | None]) -> str:
    return ", ".join(term["name"] for term in terms if term)


def _picture(old: ImagePayload | None, new: ImagePayload | None) -> Iterator[Change]:
    """Another picture is another one even if the same is said about it."""
    before, after = _said_of(old), _said_of(new)
    if old and new and old["name"] != new["name"]:
        yield Change(_("Picture"), ((Piece("out", before),), (Piece("in", after),)))
    else:
        yield from _line(_("Picture"), before, after)


def _pictures(old: Sequence[ImagePayload], new: Sequence[ImagePayload]) -> Iterator[Change]:
    """What the library says of pictures that stand in both texts; the body shows which come and go."""
    before = {image["name"]: image for image in old}
    for image in new:
        if image["name"] in before:
            yield from _line(_("Picture in the text"), _said_of(before[image["name"]]), _said_of(image))


def _said_of(image: ImagePayload | None) -> str:
    return " / ".join(filter(None, (image["alt"], image["caption"], image["credit"]))) if image else ""


def _coverage(old: CoveragePayload | None, new: CoveragePayload | None) -> Iterator[Change]:
    """The entries that came, went, or say something else."""
    before = {entry["entry"]: entry for entry in old["entries"]} if old else {}
    after = {entry["entry"]: entry for entry in new["entries"]} if new else {}
    for number in dict.fromkeys([*after, *before]):
        was, now = before.get(number), after.get(number)
        yield from _line(_("Live coverage"), was["text"] if was else "", now["text"] if now else "")


def _tables(old: Sequence[TablePayload], new: Sequence[TablePayload]) -> Iterator[Change]:
    before = {table["slug"]: table for table in old}
    after = {table["slug"]: table for table in new}
    for slug in dict.fromkeys([*after, *before]):
        was, now = before.get(slug), after.get(slug)
        yield from _line(
            _("Stakeholders, caption"), was["caption"] if was else "", now["caption"] if now else ""
        )
        headings = [" | ".join(table["columns"]) if table else "" for table in (was, now)]
        yield from _line(_("Stakeholders, headings"), *headings)
        columns = now["columns"] if now else was["columns"] if was else []
        yield from _rows(was["rows"] if was else [], now["rows"] if now else [], columns)


def _rows(old: Sequence[RowPayload], new: Sequence[RowPayload], columns: Sequence[str]) -> Iterator[Change]:
    before = {row["name"]: row for row in old}
    after = {row["name"]: row for row in new}
    for name in dict.fromkeys([*after, *before]):
        was, now = before.get(name), after.get(name)
        place = _("Stakeholders, row “%(name)s”") % {"name": name}
        if not was or not now:
            yield from _line(place, _cells(was), _cells(now))
            continue
        for column, gone, come in zip(columns[1:], was["cells"], now["cells"], strict=False):
            yield from _line(f"{place}, {column}", "; ".join(gone), "; ".join(come))
    kept = [[name for name in rows if name in before and name in after] for rows in (before, after)]
    if kept[0] != kept[1]:
        yield from _line(_("Stakeholders, order"), *(", ".join(names) for names in kept))


def _cells(row: RowPayload | None) -> str:
    return " | ".join([row["name"], *("; ".join(cell) for cell in row["cells"])]) if row else ""


def _sources(old: Sequence[ReferencePayload], new: Sequence[ReferencePayload]) -> Iterator[Change]:
    """The changed sources, under one heading."""
    before = {reference["key"]: _shown(reference) for reference in old}
    after = {reference["key"]: _shown(reference) for reference in new}
    keys = [key for key in dict.fromkeys([*after, *before]) if before.get(key) != after.get(key)]
    if keys:
        lines = tuple(words(before.get(key, ""), after.get(key, "")) for key in keys)
        yield Change(_("Sources"), lines)


def _shown(reference: ReferencePayload) -> str:
    quote = f"“{reference['quote']}”" if reference["quote"] else ""
    facts = [reference[name] for name in ("title", "publisher", "published", "address", "archived")]
    document = reference.get("document", "")
    said = [*facts, quote, reference["note"], reference["unnamed_reason"], document]
    return " · ".join(filter(None, said))
