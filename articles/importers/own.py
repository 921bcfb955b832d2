"""Our own export: read back word for word, with none of the guesses that a scraped page needs."""

import re
from collections.abc import Iterator
from typing import Any, Final

from django.utils.dateparse import parse_date

from articles.exporters import FORMAT, MARK, appendix
from articles.payload import ReferencePayload, TablePayload

from . import language
from .citations import is_web
from .draft import ImportedDraft, LeftOut, Note, Source, Table, Unplaced
from .front_matter import entries_of, mapping

FRONT: Final = re.compile(rf"\A---\nformat: {re.escape(FORMAT)}\n(.*?\n)---(?:\n|\Z)", re.S)
LARGEST: Final = 1_000_000
KEY: Final = re.compile(r"[-a-zA-Z0-9_]{1,40}")
TEXTS: Final = (
    "headline",
    "short_headline",
    "summary",
    "label",
    "section",
    "published",
    "address",
)
NAMES: Final = (
    *TEXTS,
    *("paper", "updated", "edition", "kind", "note", "was_wrong", "is_right", "fingerprint", "removed"),
    *("language", "byline", "topics", "references", "tables"),
)
"""All that an export may hold."""
REFERENCE: Final = [name for name in ReferencePayload.__annotations__ if name not in ("source", "document")]


class _Unfit(ValueError):
    """Somebody has changed the front matter into something else."""


def take(text: str) -> ImportedDraft | None:
    """The draft in an export of ours; None for every other document, and for one that is no longer what we wrote."""
    found = FRONT.match(text)
    told = mapping(found[1]) if found and found.end() < LARGEST else None
    if not found or told is None:
        return None
    try:
        return _draft(told, found[1], text[found.end() :], text[: found.end()].count("\n") + 1)
    except _Unfit:
        return None


def _draft(told: dict[str, Any], front: str, rest: str, line: int) -> ImportedDraft:
    references, tables = list(map(_reference, _list(told, "references"))), list(_tables(told))
    body, mark, tail = f"\n{rest.rstrip()}\n".rpartition(f"\n{MARK}\n")
    if not mark:
        body, tail = rest, ""
    byline = [_texts(by, ("name", "role", "expertise")) for by in _list(told, "byline")]
    notes, left_out, unplaced = _beside(told, front)
    tail_line = line + body.count("\n")
    if tail.strip() and tail.strip() == appendix(references, tables):
        left_out.append(LeftOut(tail_line, tail.strip(), "tables and sources of the front matter, once more"))
    elif tail.strip():
        unplaced.append(Unplaced(tail_line, tail.strip()))
        notes.append(
            Note(tail_line, "What stands below the text differs from the front matter, which counts.")
        )
    texts = _texts(told, TEXTS)
    code = language.stated(_texts(told, ("language",))["language"])
    if not code:
        code = language.identify(f"{texts['headline']} {texts['summary']} {body[:20000]}")[0]
        notes.append(Note(1, f"The front matter names no language; it seems to be “{code}”."))
    return ImportedDraft(
        headline=texts["headline"],
        short_headline=texts["short_headline"],
        summary=texts["summary"],
        label=texts["label"],
        section=texts["section"],
        published=texts["published"],
        address=texts["address"] if is_web(texts["address"]) else "",
        body=body.strip(),
        tables=[
            Table(
                "stakeholders",
                table["columns"],
                [[row["name"], *map("; ".join, row["cells"])] for row in table["rows"]],
                1,
                table["slug"],
                table["caption"],
            )
            for table in tables
        ],
        sources=list(_sources(references, notes)),
        byline=[by["name"] for by in byline],
        roles={by["name"]: by["role"] for by in byline if by["role"]},
        expertise={by["name"]: by["expertise"] for by in byline if by["expertise"]},
        language=code,
        topics=_strings(told.get("topics", [])),
        notes=sorted(notes),
        left_out=left_out,
        unplaced=unplaced,
        exact=True,
    )


def _beside(told: dict[str, Any], front: str) -> tuple[list[Note], list[LeftOut], list[Unplaced]]:
    """Each entry as it was written: read, or unknown and to be looked at."""
    notes: list[Note] = []
    left_out = [LeftOut(2, f"format: {FORMAT}", "front matter")]
    unplaced: list[Unplaced] = []
    for name, (line, written) in entries_of(front, 3).items():
        if name in NAMES:
            left_out.append(LeftOut(line, written.strip(), "front matter"))
        elif name in told:
            unplaced.append(Unplaced(line, written.strip()))
            notes.append(Note(line, f"The front matter has “{name}”, which has no place in an article."))
    return notes, left_out, unplaced


def _list(told: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = told.get(name, [])
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise _Unfit
    return found


def _texts(told: dict[str, Any], names: tuple[str, ...]) -> dict[str, str]:
    texts = {name: told.get(name, "") for name in names}
    if not all(isinstance(text, str) for text in texts.values()):
        raise _Unfit
    return texts


def _strings(found: Any) -> list[str]:
    if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
        raise _Unfit
    return found


def _reference(told: dict[str, Any]) -> ReferencePayload:
    texts: Any = {**_texts(told, tuple(REFERENCE)), "source": 0}
    for name in ("published", "accessed"):
        try:
            known = not texts[name] or parse_date(texts[name])
        except ValueError:
            known = None
        if not known:
            raise _Unfit
    reference: ReferencePayload = texts
    return reference


def _tables(told: dict[str, Any]) -> Iterator[TablePayload]:
    for table in _list(told, "tables"):
        rows = [(_texts(row, ("name",))["name"], row.get("cells", [])) for row in _list(table, "rows")]
        if not all(name and isinstance(cells, list) for name, cells in rows):
            raise _Unfit
        texts = _texts(table, ("slug", "caption"))
        yield {
            "slug": texts["slug"],
            "caption": texts["caption"],
            "columns": _strings(table.get("columns", [])),
            "rows": [
                {"stakeholder": 0, "name": name, "cells": list(map(_strings, cells))} for name, cells in rows
            ],
        }


def _sources(references: list[ReferencePayload], notes: list[Note]) -> Iterator[Source]:
    """What the references rest on; what is no web address, and what is no key, is left away with a note."""
    keys: set[str] = set()
    for one in references:
        if one["address"] and not is_web(one["address"]):
            notes.append(
                Note(1, f"“{one['address'][:120]}” is no web address; its source was kept without it.")
            )
        key = one["key"] if KEY.fullmatch(one["key"]) and one["key"] not in keys else ""
        keys.add(key)
        yield Source(
            address=one["address"] if is_web(one["address"]) else "",
            title=one["title"],
            key=key,
            kind=one["kind"],
            publisher=one["publisher"],
            published=one["published"],
            accessed=one["accessed"],
            archived=one["archived"] if is_web(one["archived"]) else "",
            quote=one["quote"],
            note=one["note"],
            unnamed_reason=one["unnamed_reason"],
        )
