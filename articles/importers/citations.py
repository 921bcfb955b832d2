"""Citations in running text: every form of them becomes `[[label]](address)`."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin

from articles.addresses import normalise

from .draft import LeftOut, Note, Source
from .plain import outside_code

DIGITS: Final = "0-9٠-٩۰-۹"
DESTINATION: Final = re.compile(
    r"\s?\(\s{0,9}(?:<([^<>\s]++)>|((?:[^\s()<>]++|\([^\s()<>]*+\))++))(?:\s{1,9}[\"'(][^\"')\n]{0,300}[\"')])?\s{0,9}\)"
)
DOUBLE: Final = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]")
ESCAPED: Final = re.compile(r"\[\\\[([^\[\]\n\\]{1,300})\\\]\](?=\()")
INNER: Final = re.compile(rf"\[\[([{DIGITS}]{{1,3}})\](\(\s*(?:[^\s()]++|\([^\s()]*+\))++\s*\))\]")
LINK: Final = re.compile(r"\[([^\[\]\n]{1,500})\](?=\()")
REFERRING: Final = re.compile(rf"\[([^\[\]\n]{{1,500}})\]\s?\[([{DIGITS}]{{1,3}})\]")
NUMBER: Final = re.compile(rf"\^?\s?[{DIGITS}]{{1,3}}")
BARE: Final = re.compile(
    rf"\\?[\[［【]\s?\^?([{DIGITS}]{{1,3}}(?:\s?[,;،、–-]\s?\^?[{DIGITS}]{{1,3}}){{0,20}})\s?\\?[\]］】]"
)
RAISED: Final = re.compile("(?<=[^\\W\\d_.,;!?»”’)])?[⁰¹²³⁴-⁹]{1,3}")
BEGIN: Final = re.compile(r"\\?[\[［【]|(?<=[\w.,;:!?»”’\")\]])[⁰¹²³⁴-⁹]{1,3}")
RAISED_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
UNIT: Final = re.compile(r"(?:^|[\s\d(/])(?:[kcdm]?m|km|ft|in|yd|mi|CO|H|s|x|y|n|R)$")
FOOTNOTE: Final = re.compile(r"\[\^([^\[\]\s]{1,60})\]")
OWN: Final = "address within the page or its site"
WEB: Final = re.compile(r"https?://", re.I)


@dataclass(slots=True)
class Known:
    """Where numbers lead: the document's list of references, else its own complete citations."""

    listed: dict[str, Source] = field(default_factory=dict)
    defined: set[str] = field(default_factory=set)  # numbers explained as Markdown does it: '[1]: https://…'
    labelled: dict[str, Source | None] = field(default_factory=dict)  # None where two pages have one label

    def get(self, label: str) -> Source | None:
        """The source of this number or footnote."""
        name = numbered(label)
        return self.listed.get(name) or self.labelled.get(name)


def numbered(label: str) -> str:
    """A label as numbers are compared: '٣', '03' and '^3' are all 3."""
    label = label.strip().lstrip("^").strip()
    return str(int(label)) if label.isdecimal() else label.casefold()


def is_web(address: str) -> bool:
    """Whether this is the address of a web page."""
    try:
        normalise(address)
    except ValueError:
        return False
    return bool(WEB.match(address)) and len(address) <= 2000


def destination(text: str, position: int) -> tuple[str, int] | None:
    """The address in parentheses at this position and where they end."""
    found = DESTINATION.match(text, position)
    return (found[1] or found[2], found.end()) if found else None


class Citations:
    """Rewrites texts in the order of the document and collects the sources they cite."""

    def __init__(self, known: Known, base: str = "") -> None:
        self.known = known
        self.sources: dict[str, Source] = {}
        self.labels: dict[str, set[str]] = {}
        self.base = base
        self.linked: set[str] = set()  # numbers of references that are the address of a link
        self.notes: list[Note] = []
        self.left_out: list[LeftOut] = []
        self._line: Callable[[int], int] = lambda _offset: 1
        self._unknown: dict[int, list[str]] = {}

    def rewrite(self, text: str, line_at: Callable[[int], int]) -> str:
        """The text with its citations in their one form; code stays as it is."""
        if not BEGIN.search(text):
            return text
        pieces: list[str] = []
        offset = 0
        for code, piece in outside_code(text):
            start = offset
            self._line = lambda at, start=start: line_at(start + at)  # type: ignore[misc]
            pieces.append(piece if code else self._rewrite(piece))
            offset += len(piece)
        return "".join(pieces)

    def finish(self) -> list[Note]:
        """What remains to be said once all texts are rewritten."""
        for line, labels in self._unknown.items():
            marks = ", ".join(dict.fromkeys(f"[{label}]" for label in labels))
            self.notes.append(Note(line, f"No address is known for {marks}; it was left as it stands."))
        return self.notes

    def cite(self, label: str, address: str, title: str = "") -> str:
        """The mark of a citation; its source is kept once, as it was first given."""
        name = normalise(address)
        first = self.sources.setdefault(name, Source(address, title))
        if title and not first.title:
            self.sources[name] = Source(first.address, title)
        written = f"<{address}>" if address.count("(") != address.count(")") else address
        return f"[[{label}]]({written})"

    def _rewrite(self, text: str) -> str:
        pieces: list[str] = []
        position = 0
        while found := BEGIN.search(text, position):
            start = found.start()
            pieces.append(text[position:start])
            mark, end = self._mark(text, start)
            pieces.append(mark)
            position = end
        pieces.append(text[position:])
        return "".join(pieces)

    def _mark(self, text: str, start: int) -> tuple[str, int]:
        """What stands at this bracket, and where it ends; a bracket that is no mark stays a bracket."""
        for read in (_double, _escaped, _inner, _referring, _link, _bare, _footnote, _raised):
            if (result := read(self, text, start)) is not None:
                return result
        end = start + (2 if text[start] == "\\" else 1)
        return text[start:end], end

    def unknown(self, label: str, at: int) -> None:
        """Remember that a number leads nowhere."""
        self._unknown.setdefault(self._line(at), []).append(label)

    def note(self, at: int, text: str) -> None:
        """Remember a sentence about this offset."""
        self.notes.append(Note(self._line(at), text))

    def leave_out(self, at: int, text: str, reason: str) -> None:
        """Remember text at this offset that was taken out."""
        self.left_out.append(LeftOut(self._line(at), text, reason))

    def resolve(self, label: str) -> str | None:
        """The mark of a number that the document explains elsewhere."""
        source = self.known.get(label)
        return self.cite(label.strip().lstrip("^"), source.address, source.title) if source else None


Result = tuple[str, int] | None


def _double(all_: Citations, text: str, start: int) -> Result:
    found = DOUBLE.match(text, start)
    if not found:
        return None
    label = " ".join(found[1].split())
    to = destination(text, found.end())
    if to and is_web(to[0]):
        return all_.cite(label.lstrip("^"), to[0]), to[1]
    end = to[1] if to else found.end()
    if to and NUMBER.fullmatch(label) and (mark := all_.resolve(label)):
        all_.leave_out(start, to[0], OWN)
        return mark, end
    if to:
        all_.note(start, f"“{text[start:end][:120]}” cites no web address; it was left as it stands.")
        return text[start:end], end
    if NUMBER.fullmatch(label) and not text.startswith("(", end):
        mark = all_.resolve(label)
        if not mark:
            all_.unknown(label, start)
        return mark or text[start:end], end
    reason = "has an address that cannot be read" if text.startswith("(", end) else "names no web address"
    all_.note(start, f"The citation “{found[0][:120]}” {reason}; it was left as it stands.")
    return found[0], end


def _escaped(all_: Citations, text: str, start: int) -> Result:
    found = ESCAPED.match(text, start)
    to = destination(text, found.end()) if found else None
    if not found or not to:
        return None
    if is_web(to[0]):
        return all_.cite(found[1], to[0]), to[1]
    mark = all_.resolve(found[1])
    if not mark:
        return None
    all_.leave_out(start, to[0], OWN)
    return mark, to[1]


def _inner(all_: Citations, text: str, start: int) -> Result:
    """`[[1](address)]`."""
    found = INNER.match(text, start)
    to = destination(text, found.start(2)) if found else None
    return (all_.cite(found[1], to[0]), found.end()) if found and to and is_web(to[0]) else None


def _referring(all_: Citations, text: str, start: int) -> Result:
    """`[words][1]` is a link whose address a line '[1]: …' gives; `[1][2]` are two citations."""
    found = REFERRING.match(text, start)
    source = all_.known.get(found[2]) if found else None
    if not found or not source or NUMBER.fullmatch(found[1]) or numbered(found[2]) not in all_.known.defined:
        return None
    all_.linked.add(numbered(found[2]))
    return f"[{found[1]}]({source.address})", found.end()


def _link(all_: Citations, text: str, start: int) -> Result:
    """`[1](address)` is a citation, `[words](address)` a link; an address of another page's own is dropped."""
    found = LINK.match(text, start)
    to = destination(text, found.end()) if found else None
    if not found or not to:
        return None
    if NUMBER.fullmatch(found[1]):
        if is_web(to[0]):
            return all_.cite(found[1].lstrip("^ "), to[0]), to[1]
        if mark := all_.resolve(found[1]):
            all_.leave_out(start, to[0], OWN)
            return mark, to[1]
    if to[0].startswith(("/", "#", "?")):
        if is_web(full := urljoin(all_.base, to[0])):
            return f"[{found[1]}]({full})", to[1]
        all_.leave_out(start, to[0], OWN)
        all_.note(
            start, f"The link to “{to[0][:120]}” leads nowhere outside its own page; its words were kept."
        )
        return found[1], to[1]
    return text[start : to[1]], to[1]


def _bare(all_: Citations, text: str, start: int) -> Result:
    found = BARE.match(text, start)
    if not found:
        return None
    marks: list[str] = []
    labels = _labels(found[1])
    for label in labels:
        if mark := all_.resolve(label):
            marks.append(mark)
        else:
            all_.unknown(label, start)
            marks.append(f"[{label}]")
    if not any(mark.startswith("[[") for mark in marks):
        return found[0], found.end()
    return "".join(marks), found.end()


def _labels(text: str) -> list[str]:
    """The numbers of '1, 3' and of '2–4'."""
    labels: list[str] = []
    for part in re.split(r"\s?[,;،、]\s?", text):
        ends = [end.strip(" ^") for end in re.split("[–-]", part)]
        if len(ends) == 2 and 0 < int(ends[1]) - int(ends[0]) <= 20:
            labels += [str(number) for number in range(int(ends[0]), int(ends[1]) + 1)]
        else:
            labels += ends
    return labels


def _footnote(all_: Citations, text: str, start: int) -> Result:
    found = FOOTNOTE.match(text, start)
    if not found:
        return None
    mark = all_.resolve(found[1])
    if not mark:
        all_.unknown(f"^{found[1]}", start)
    return mark or found[0], found.end()


def _raised(all_: Citations, text: str, start: int) -> Result:
    """A raised number that the list of references knows, unless it is the power of a unit."""
    found = RAISED.match(text, start)
    if not found:
        return None
    label = found[0].translate(RAISED_DIGITS)
    if UNIT.search(text, max(0, start - 6), start) or numbered(label) not in all_.known.listed:
        return found[0], found.end()
    return all_.resolve(label) or found[0], found.end()
