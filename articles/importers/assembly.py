"""The last step of an import: what was found becomes a draft."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from . import language
from .blocks import Block
from .citations import Citations, is_web
from .draft import Bio, ImportedDraft, LeftOut, Note, Source, Table, Unplaced
from .facts import draw
from .front_matter import Stated
from .plain import CITATION, LINK, plain
from .references import References
from .summaries import Summary

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+(?:Z|[+-][\d:]+)?)?")
ADDRESS: Final = re.compile(r"\]\(([^()\s]+)\)")


@dataclass(slots=True)
class Parts:
    """What the steps of an import have found; `blocks` is what is left for the body."""

    stated: Stated
    blocks: list[Block]
    references: References
    headline: str
    summary: Summary
    byline: list[str]
    bios: list[Bio]
    label: str
    topics: list[str]
    published: str
    notes: list[Note]
    left_out: list[LeftOut]
    unplaced: list[Unplaced]


def assemble(parts: Parts) -> ImportedDraft:
    """The draft: citations in their one form, sources by first appearance, tables in their places."""
    address = parts.stated.address if is_web(parts.stated.address) else ""
    citations = Citations(parts.references.known, address)
    summary = _summary(parts, citations)
    tables: list[Table] = []
    body = "\n\n".join(filter(None, (_markdown(block, citations, tables) for block in parts.blocks)))
    sources = _sources(parts, citations)
    code, notes = _language(parts.stated, " ".join([parts.headline, summary, plain(body[:20000])]))
    return ImportedDraft(
        headline=parts.headline,
        summary=summary,
        body=body,
        tables=tables,
        sources=sources,
        byline=parts.byline,
        bios=_bios(parts),
        language=code,
        address=address,
        section=parts.stated.section,
        topics=parts.topics,
        label=parts.label,
        published=parts.published if DAY.fullmatch(parts.published) else "",
        notes=sorted({*parts.notes, *notes, *citations.finish()}),
        left_out=sorted([*parts.left_out, *citations.left_out], key=lambda left: left.line),
        unplaced=sorted(parts.unplaced),
    )


def on(line: int) -> Callable[[int], int]:
    """Every offset of a text lies on this line."""
    return lambda _offset: line


def _summary(parts: Parts, citations: Citations) -> str:
    """The summary as plain text; the addresses of its links are left out, those of its citations are sources."""
    summary = parts.summary
    text = citations.rewrite(summary.text, summary.block.line_at if summary.block else on(summary.line))
    links = [found[0] for found in LINK.finditer(CITATION.sub("", text))]
    parts.left_out += [
        LeftOut(summary.line, address, "address of a link in the summary")
        for link in links
        for address in ADDRESS.findall(link)
    ]
    if links or CITATION.search(text):
        note = "The summary is plain text: its citations and links were taken out."
        parts.notes.append(Note(summary.line, note))
    return plain(text)


def _markdown(block: Block, citations: Citations, tables: list[Table]) -> str:
    """A block as it stands in the body; a stakeholder table leaves its marker there."""
    if block.table is None:
        return block.text if block.kind == "code" else citations.rewrite(block.text, block.line_at)
    found = block.table
    found.columns = [citations.rewrite(cell, on(found.line)) for cell in found.columns]
    for row in found.rows:
        row.cells = [citations.rewrite(cell, on(row.line)) for cell in row.cells]
    kind = found.kind
    earlier = sum(table.kind == kind for table in tables)
    slug = f"table-{earlier + 1}" if kind == "stakeholders" and earlier else ""
    tables.append(Table(kind, found.columns, [row.cells for row in found.rows], found.line, slug))
    if kind == "plain":
        return found.markdown()
    return f"{{stakeholders:{slug}}}" if slug else "{stakeholders}"


def _sources(parts: Parts, citations: Citations) -> list[Source]:
    """The cited sources by first appearance, then those that the list of references names and nothing cites."""
    for entry in parts.references.entries:
        if not entry.source or entry.number in citations.linked:
            continue
        before = len(citations.sources)
        citations.cite(entry.number, entry.source.address, entry.source.title)
        if len(citations.sources) > before:
            parts.notes.append(Note(entry.line, f"Nothing in the text cites {entry.source.address}."))
    return list(citations.sources.values())


def _bios(parts: Parts) -> list[Bio]:
    """The biographies of the text, and those of the front matter, which come first where both have one."""
    first = parts.byline[0] if parts.byline else ""
    stated = {name or first: text for name, text in parts.stated.bios.items() if name or first}
    bios = [bio for bio in parts.bios if bio.name not in stated]
    parts.left_out += [
        LeftOut(1, bio.text, "biography, for which the front matter has another")
        for bio in parts.bios
        if bio.name in stated and bio.text != stated[bio.name]
    ]
    return [*(draw(name, text) for name, text in stated.items()), *bios]


def _language(stated: Stated, text: str) -> tuple[str, list[Note]]:
    """The language, and a note where it is not certain."""
    if code := language.stated(stated.language):
        return code, []
    code, certain = language.identify(text)
    return code, [] if certain else [Note(1, f"The language seems to be “{code}”, but that is not certain.")]
