"""The list of references at the end of a document: it explains the numbers in the text and is not part of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from . import vocabulary
from .blocks import Block
from .citations import DIGITS, Known, is_web, numbered
from .draft import LeftOut, Note, Source, Unplaced
from .lines import Line
from .plain import LINK, plain, size

HEADINGS: Final = vocabulary.load("references")
MARKED: Final = re.compile(
    rf"\s*(?:[-*+•]\s+)?(?:\\?[\[［【]\^?(?P<bracket>[{DIGITS}]{{1,3}}|(?<=\^)[^\[\]\s]{{1,60}})\\?[\]］】]:?|"
    rf"(?P<plain>[{DIGITS}]{{1,3}})[.):]|(?P<raised>[⁰¹²³⁴-⁹]{{1,3}})|\^)\s*"
)
ADDRESS: Final = re.compile(r"<?((?:https?://|www\.(?=\w))[^\s<>\"'）」』]+)>?", re.I)
LINKED: Final = re.compile(r"\[([^\[\]]{0,500})\]\(<?(https?://[^\s<>]+?)>?(?:\s+\"[^\"]*\")?\)(?!\))", re.I)
COMPLETE: Final = re.compile(
    rf"\[\[([{DIGITS}]{{1,3}})\]\]\((https?://(?:[^\s()]++|\([^\s()]*+\))++)\)", re.I
)
NEXT: Final = re.compile(rf"(?<=\s)(?=\\?[\[［【]\^?[{DIGITS}]{{1,3}}\\?[\]］】]:?\s+\S)")
DEFINITION: Final = re.compile(r"\s*\[[^\[\]]{1,60}\]:")
LABEL: Final = re.compile(r"\s*[*_]{0,2}([^\W\d_][^\n:：]{0,40}?)[*_]{0,2}\s*[:：][*_]{0,2}\s*")
RAISED_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
SEPARATORS: Final = ' \t.,;:：|–—-“”"«»()<>↑^[]*_'


@dataclass(slots=True)
class Entry:
    """One entry: its number or footnote's name, '' for none; its source, None without an address."""

    number: str
    source: Source | None
    line: int
    text: str
    bracketed: bool


@dataclass(slots=True)
class References:
    """What the list of references explains, in its order, and what became of its lines."""

    known: Known = field(default_factory=Known)
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def is_heading(text: str) -> bool:
    """Whether this line is the heading of a list of references."""
    return plain(text.strip().strip("#")).strip(" :：*_").casefold() in HEADINGS


def take(blocks: list[Block], cited: set[str]) -> References:
    """Take the entries out of the blocks; `cited` are the bare numbers that the text uses."""
    found = References()
    kept: list[Block] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        if block.kind in ("heading", "paragraph") and len(block.lines) == 1 and is_heading(block.text):
            end = _section(found, blocks, index + 1)
            if end > index + 1:
                found.left_out.append(LeftOut(block.line, block.text, "heading of the references"))
                index = end
                continue
        rest = _loose(found, block, cited, last=index >= len(blocks) - 6)
        if rest is not None:
            kept.append(rest)
        index += 1
    blocks[:] = kept
    _settle(found)
    return found


def _section(found: References, blocks: list[Block], index: int) -> int:
    """Take the entries under a heading; returns the index of the first block that is none."""
    entries: list[Entry] = []
    while index < len(blocks) and blocks[index].kind in ("paragraph", "list"):
        block = blocks[index]
        texts = _pieces(block.lines)
        if block.kind == "paragraph" and not all(_is_entry(text) for text, _line in texts):
            break
        for text, line in texts:
            entry = _entry(text, line)
            previous = entries[-1] if entries else None
            if previous and not previous.source and entry.source and not entry.number and size(text) <= 3:
                previous.source = Source(entry.source.address, _title(previous.text, previous.number))
                previous.text += "\n" + text
                continue
            entries.append(entry)
        index += 1
    if not any(entry.source or entry.bracketed for entry in entries):
        return 0
    if not any(entry.number for entry in entries):
        for place, entry in enumerate(entries, start=1):
            entry.number = str(place)
    found.entries += entries
    return index


def _is_entry(text: str) -> bool:
    """Whether a line under the heading of the references is an entry: numbered, or with an address and few words."""
    marked = MARKED.match(text)
    return bool(marked and size(text) <= 60) or bool(ADDRESS.search(text) and size(text) <= 40)


def _loose(found: References, block: Block, cited: set[str], *, last: bool) -> Block | None:
    """The block without entries that no heading announces: '[1] https://…', 'Source: https://…', a numbered list."""
    if block.kind == "list":
        return None if last and _is_list_of_entries(found, block, cited) else block
    if block.kind != "paragraph":
        return block
    kept: list[Line] = []
    for line in block.lines:
        text = _without_label(line.text)
        pieces = _pieces([line._replace(text=text)])
        marked = [MARKED.match(piece) for piece, _line in pieces]
        if not ADDRESS.search(text) or not all(ADDRESS.search(piece) for piece, _line in pieces):
            kept.append(line)
        elif (
            all(mark and (mark["bracket"] or mark["raised"]) for mark in marked)
            or (last and all(mark and mark["plain"] and numbered(mark["plain"]) in cited for mark in marked))
            or (text != line.text and size(text) <= 40)
        ):
            found.entries += [entry for piece, number in pieces for entry in _entries(piece, number)]
            if text != line.text:
                found.left_out.append(
                    LeftOut(line.number, line.text[: -len(text)].strip(), "heading of the references")
                )
        else:
            kept.append(line)
    if not kept:
        return None
    block.lines = kept
    return block


def _is_list_of_entries(found: References, block: Block, cited: set[str]) -> bool:
    entries = [_entry(line.text, line.number) for line in block.lines]
    if not all(entry.source for entry in entries) or not any(entry.number in cited for entry in entries):
        return False
    if sum(size(entry.text) for entry in entries) > 30 * len(entries):
        return False
    found.entries += entries
    return True


def _without_label(text: str) -> str:
    """The text after 'Sources:'."""
    label = LABEL.match(text)
    return text[label.end() :] if label and label[1].strip().casefold() in HEADINGS else text


def _pieces(lines: Iterable[Line]) -> list[tuple[str, int]]:
    """The entries in these lines: one that several numbers begin in is several."""
    return [
        (piece.strip(), line.number) for line in lines for piece in NEXT.split(line.text) if piece.strip()
    ]


def _entries(text: str, line: int) -> list[Entry]:
    """The entry in a text; one without a number that links several pages is several."""
    entry = _entry(text, line)
    links = [] if entry.number else [found for found in LINKED.finditer(text) if is_web(found[2])]
    if len(links) < 2:
        return [entry]
    return [Entry("", Source(found[2], plain(found[1])), line, found[0], bracketed=False) for found in links]


def _entry(text: str, line: int) -> Entry:
    marked = MARKED.match(text)
    number = ""
    if marked:
        number = marked["bracket"] or marked["plain"] or (marked["raised"] or "").translate(RAISED_DIGITS)
        number = numbered(number) if number else ""
    linked = LINKED.search(text)
    bare = ADDRESS.search(text)
    address = linked[2] if linked else _trimmed(bare[1]) if bare else ""
    if address.lower().startswith("www."):
        address = f"https://{address}"
    source = Source(address, _title(text, number)) if is_web(address) else None
    return Entry(number, source, line, text, bool(marked and marked["bracket"]))


def _title(text: str, number: str) -> str:
    """What an entry says besides its number and its address."""
    marked = MARKED.match(text) if number else None
    text = text[marked.end() :] if marked else re.sub(r"^\s*[-*+•]\s+", "", text)
    text = LINK.sub(r"\1", text)
    text = ADDRESS.sub("", text)
    return plain(text).strip(SEPARATORS)[:300].strip()


def _trimmed(address: str) -> str:
    """A bare address without the punctuation of the sentence it stands in."""
    while address and (
        address[-1] in ".,;:!?'*_]。、"
        or (address[-1] == ")" and address.count(")") > address.count("("))
        or (address[-1] == "]" and address.count("]") > address.count("["))
    ):
        address = address[:-1]
    return address


def _settle(found: References) -> None:
    """Give every number its source and every line its place."""
    listed = found.known.listed
    for entry in found.entries:
        if not entry.source:
            found.unplaced.append(Unplaced(entry.line, entry.text))
            found.notes.append(
                Note(entry.line, "This reference has no web address; add it to the references by hand.")
            )
            continue
        found.left_out.append(LeftOut(entry.line, entry.text, "list of references"))
        if not entry.number:
            continue
        if DEFINITION.match(entry.text):
            found.known.defined.add(entry.number)
        first = listed.setdefault(entry.number, entry.source)
        if first.address != entry.source.address:
            found.notes.append(
                Note(entry.line, f"The number {entry.number} is given twice; its first address counts.")
            )


def labelled(text: str) -> Iterable[tuple[str, str]]:
    """Each complete citation's number and address."""
    for found in COMPLETE.finditer(text):
        if is_web(found[2]):
            yield numbered(found[1]), found[2]
