"""An edition as one Markdown document that the importer reads back as the same article.

The front matter is the truth: it holds all that is no running text, word for word. The body is the body as it was
written. Below it, for people, stand tables and sources once more, written out.
"""

from collections.abc import Sequence
from typing import Any, Final

import yaml

from articles.payload import ReferencePayload, TablePayload

from .facts import Facts, moment

FORMAT: Final = "newsroom-article/1"
MARK: Final = "<!-- Written out from the front matter, which counts when this is read back: -->"


class _Dumper(yaml.SafeDumper):
    """One line for each text, whatever is in it, so that no text can look like the end of the front matter."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Every text is written out where it stands."""
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def as_markdown(facts: Facts) -> str:
    """The document; where the text was retracted or removed, the sentence that says so."""
    payload = facts.payload
    parts = [front_matter(facts), facts.removed or payload["body"]]
    written = appendix(payload["references"], payload["tables"])
    if written or MARK in payload["body"]:
        parts += [MARK, written]
    return "\n\n".join(parts).rstrip("\n") + "\n"


def front_matter(facts: Facts) -> str:
    """All but the body, between two lines of dashes."""
    payload = facts.payload
    section = payload["section"]
    told: dict[str, Any] = {
        "format": FORMAT,
        "headline": payload["headline"],
        "short_headline": payload["short_headline"],
        "summary": payload["summary"],
        "label": payload["label"],
        "language": payload["language"],
        "byline": [
            {name: value for name, value in by.items() if name != "author"} for by in payload["byline"]
        ],
        "section": section["name"] if section else "",
        "topics": [topic["name"] for topic in payload["topics"]],
        "published": moment(facts.first_published),
        "updated": moment(facts.updated) if facts.updated else "",
        "address": facts.address,
        "paper": facts.paper,
        "edition": facts.number,
        "kind": facts.kind,
        "note": facts.note,
        "was_wrong": facts.was_wrong,
        "is_right": facts.is_right,
        "fingerprint": facts.fingerprint,
        "removed": facts.removed,
        "references": [
            {name: value for name, value in reference.items() if name != "source"}
            for reference in payload["references"]
        ],
        "tables": [
            {**table, "rows": [{"name": row["name"], "cells": row["cells"]} for row in table["rows"]]}
            for table in payload["tables"]
        ],
    }
    text = yaml.dump(
        _known(told), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=float("inf"), line_break="\n"
    )
    return f"---\n{text}---"


def _known(value: Any) -> Any:
    """Without the names of what is not there, at any depth of names."""
    if isinstance(value, dict):
        return {name: _known(item) for name, item in value.items() if item not in ("", [])}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_known(item) for item in value]
    return value


def appendix(references: Sequence[ReferencePayload], tables: Sequence[TablePayload]) -> str:
    """Tables and sources for people to read, each line one line."""
    sources = [
        f"{number}. [{one['key']}] {'. '.join(filter(None, map(_line, _told(one))))}".rstrip()
        for number, one in enumerate(references, start=1)
    ]
    parts = [*map(_table, tables), "\n".join(sources)]
    return "\n\n".join(filter(None, parts))


def _told(one: ReferencePayload) -> list[str]:
    address = f"<{one['address']}>" if one["address"] else ""
    return [one["title"], one["publisher"], one["published"], one["unnamed_reason"], one["note"], address]


def _table(table: TablePayload) -> str:
    lines = [
        table["columns"],
        ["---"] * len(table["columns"]),
        *([row["name"], *map("; ".join, row["cells"])] for row in table["rows"]),
    ]
    caption = f"**{_line(table['caption'])}**\n\n" if table["caption"] else ""
    rows = ("| " + " | ".join(_line(cell).replace("|", "\\|") for cell in cells) + " |" for cells in lines)
    return caption + "\n".join(rows)


def _line(text: str) -> str:
    return " ".join(text.split())
