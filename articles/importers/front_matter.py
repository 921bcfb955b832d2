"""Front matter: what a document says about itself in YAML above its text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from .draft import LeftOut, Note, Unplaced

FENCED: Final = re.compile(r"\A\s*?---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
LARGEST: Final = 50_000
ENTRY: Final = re.compile(r"^[\"']?([^\W\d][^:\n\"'#]{0,60}?)[\"']?[ \t]*:(?=\s|$)", re.M)
NAMES: Final = {
    "headline": ("headline", "title", "titre", "titel", "titulo", "título", "titolo"),
    "summary": ("summary", "description", "excerpt", "standfirst", "dek", "abstract", "lead", "subtitle"),
    "byline": (
        "byline",
        "author",
        "authors",
        "by",
        "auteur",
        "auteurs",
        "autor",
        "autoren",
        "autore",
        "autores",
    ),
    "language": ("language", "lang", "locale"),
    "section": ("section", "category", "categories", "rubrique", "ressort"),
    "topics": ("topics", "topic", "tags", "keywords"),
    "label": ("label",),
    "published": (
        "published",
        "date",
        "published_at",
        "publishdate",
        "datepublished",
        "pubdate",
        "first_published",
    ),
    "address": (
        "canonical",
        "canonical_url",
        "canonicalurl",
        "url",
        "link",
        "permalink",
        "address",
        "source_url",
    ),
    "bio": ("bio", "author_bio", "biography"),
    "sources": ("sources", "references", "citations"),
}
FIELD_OF: Final = {name: field_name for field_name, names in NAMES.items() for name in names}
PERSON: Final = ("name", "title")
WEB: Final = ("url", "address", "link", "href")


@dataclass(slots=True)
class Stated:
    """What a document, its front matter or its HTML head, states about itself; texts as they were written."""

    headline: str = ""
    summary: str = ""
    byline: list[str] = field(default_factory=list)
    bios: dict[str, str] = field(default_factory=dict)
    language: str = ""
    section: str = ""
    topics: list[str] = field(default_factory=list)
    label: str = ""
    published: str = ""
    address: str = ""
    sources: list[tuple[str, str]] = field(default_factory=list)
    headline_line: int = 1
    explicit: bool = False


@dataclass(slots=True)
class Taken:
    """The front matter of a document, the text after it, and the number of that text's first line."""

    stated: Stated
    text: str
    first: int
    notes: list[Note] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)


def take(text: str) -> Taken:
    """Cut the front matter off; a document without a mapping between two lines of dashes has none."""
    taken = Taken(Stated(), text, 1)
    found = FENCED.match(text[: LARGEST + 1000])
    if not found:
        return taken
    first = text[: found.start(1)].count("\n") + 1
    data = mapping(found[1])
    if data is None and _is_like_amapping(found[1]):
        data = {
            name: raw.partition(":")[2].strip() for name, (_line, raw) in entries_of(found[1], first).items()
        }
        taken.notes.append(Note(first, "The front matter is not valid YAML; it was read line by line."))
    if data is None:
        return taken
    taken.text, taken.first = text[found.end() :], text[: found.end()].count("\n") + 1
    entries = entries_of(found[1], first)
    for name, value in data.items():
        line, raw = entries.get(name, (first, f"{name}: {value}" if isinstance(value, str) else found[1]))
        _place(taken, name, value, line, raw.strip())
    return taken


def mapping(text: str) -> dict[str, Any] | None:
    """The YAML as texts, lists and mappings of texts; BaseLoader builds no objects, and 'no' stays Norwegian.

    Not the loader in C: deep nesting makes it crash the process.
    """
    try:
        data = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if not isinstance(data, dict) or not all(isinstance(name, str) for name in data):
        return None
    return data


def _is_like_amapping(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    named = sum(bool(ENTRY.match(line)) for line in lines)
    return bool(lines) and named * 2 > len(lines) and bool(ENTRY.match(lines[0]))


def entries_of(text: str, first: int) -> dict[str, tuple[int, str]]:
    """Each entry's line and its text as written."""
    starts = list(ENTRY.finditer(text))
    entries: dict[str, tuple[int, str]] = {}
    line, position = first, 0
    for index, found in enumerate(starts):
        line += text.count("\n", position, found.start())
        position = found.start()
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        entries.setdefault(found[1].strip(), (line, text[position:end]))
    return entries


def _place(taken: Taken, name: str, value: Any, line: int, written: str) -> None:
    """Put one entry where it belongs, or among what is unplaced."""
    texts = list(_texts(value))
    stated = taken.stated
    field_name = FIELD_OF.get(name.strip().casefold().replace("-", "_"))
    match field_name:
        case "headline":
            stated.headline, stated.headline_line, stated.explicit = " ".join(texts), line, True
        case "summary":
            stated.summary = stated.summary or " ".join(texts)
        case "byline":
            stated.byline = [person for person in _people(value, stated) if person]
        case "bio":
            stated.bios[""] = " ".join(texts)
        case "sources":
            stated.sources = list(_sources(value))
        case "topics":
            stated.topics = [part.strip() for text in texts for part in text.split(",") if part.strip()]
        case "language" | "section" | "label" | "published" | "address":
            setattr(stated, field_name, texts[0].strip() if texts else "")
        case _:
            if texts:
                taken.unplaced.append(Unplaced(line, written))
                taken.notes.append(
                    Note(line, f"The front matter has “{name}”, which has no place in an article.")
                )
            return
    if texts:
        taken.left_out.append(LeftOut(line, written, "front matter"))


def _texts(value: Any) -> Iterator[str]:
    """The text, or the texts of the list; whatever lies deeper is not looked at."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, str) and item.strip():
            yield " ".join(item.split())
        elif isinstance(item, dict) and isinstance(item.get("name"), str):
            yield item["name"]


def _people(value: Any, stated: Stated) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            name = next((str(entry[part]) for part in PERSON if entry.get(part)), "")
            if isinstance(entry.get("bio"), str):
                stated.bios[name] = " ".join(entry["bio"].split())
            yield name
        elif isinstance(entry, str):
            yield entry.strip()


def _sources(value: Any) -> Iterator[tuple[str, str]]:
    """Addresses with their titles; an entry is an address, or a mapping that has one."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            address = next((entry[part] for part in WEB if isinstance(entry.get(part), str)), "")
            title = entry.get("title") or entry.get("name") or ""
            yield address, title if isinstance(title, str) else ""
        elif isinstance(entry, str):
            yield entry.strip(), ""
