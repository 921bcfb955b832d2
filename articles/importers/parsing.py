"""From a text to a draft: a pure function."""

import re
from functools import cached_property

from . import bios, bylines, chrome, front_matter, furniture, glue, headline, own, references, summaries
from .assembly import Parts, assemble
from .blocks import Block, paragraph, split
from .citations import BARE, is_web, numbered
from .draft import ImportedDraft, LeftOut, Note, Source, Unplaced
from .front_matter import Stated
from .lines import number_lines
from .markup import convert
from .names import PROFESSION, is_name, listed
from .plain import is_cased, outside_code, plain, size
from .reading import clean


def parse(text: str) -> ImportedDraft:
    """The draft in a text; raises Unreadable where there is none."""
    text = clean(text)
    return own.take(text) or _Import(text).draft()


class _Import:
    """One text on its way; every step takes what it knows out of the blocks, and the rest is the body."""

    def __init__(self, text: str) -> None:
        taken = front_matter.take(text)
        self.stated: Stated = taken.stated
        self.notes: list[Note] = taken.notes
        self.left_out: list[LeftOut] = taken.left_out
        self.unplaced: list[Unplaced] = taken.unplaced
        page = convert(number_lines(taken.text, taken.first), self.stated)
        self._keep(page)
        lines, left_out = chrome.sweep(page.sinks[0].lines)
        self.left_out += left_out
        found = split(lines)
        self.notes += found.notes
        self.blocks: list[Block] = found.blocks

    def draft(self) -> ImportedDraft:
        """All steps, in the order in which each can rely on the ones before."""
        known = self._references()
        around = furniture.Furniture()
        furniture.clear(self.blocks, around)
        signed = bylines.take(self.blocks, self.stated.byline)
        byline = [name for entry in self.stated.byline for name in listed(entry)] or signed.names
        self._unglue(byline)
        furniture.clear(self.blocks, around)
        biographies = bios.take(self.blocks, byline)
        if not byline:
            byline = [bio.name for bio in biographies.bios]
            again = bylines.take(self.blocks, byline)
            signed.left_out += again.left_out
            signed.published = signed.published or again.published
        title = headline.take(self.blocks, self.stated)
        summary = summaries.take(self.blocks, self.stated, title.paragraphs_before)
        if title.text:
            furniture.set_edges_aside(self.blocks, around)
        byline = byline or self._names_below(title, around, signed)
        for part in (signed, biographies, around, title, summary):
            self._keep(part)
        return assemble(
            Parts(
                stated=self.stated,
                blocks=self.blocks,
                references=known,
                headline=title.text,
                summary=summary,
                byline=byline,
                bios=biographies.bios,
                label=self.stated.label or around.label,
                topics=self.stated.topics or around.topics,
                published=self.stated.published or signed.published,
                notes=self.notes,
                left_out=self.left_out,
                unplaced=self.unplaced,
            )
        )

    def _names_below(
        self, title: headline.Headline, around: furniture.Furniture, signed: bylines.Bylines
    ) -> list[str]:
        """Names that stand by themselves between headline and text, or beside the date, are most likely its authors."""
        text_line = next((block.line for block in self.blocks if headline.is_prose(block)), 0)
        between = range(title.line + 1 if title.line else text_line, text_line)
        named = [item for item in around.unplaced if item.line in between and _may_sign(item.text)]
        around.unplaced = [item for item in around.unplaced if item not in named]
        around.notes = [note for note in around.notes if note.line not in {item.line for item in named}]
        below = next((block for block in self.blocks if title.line and block.line > title.line), None)
        dated = {left.line for left in signed.left_out if left.reason == "date"}
        if (
            not named
            and below is not None
            and {below.line + 1, below.line + 2} & dated
            and _may_sign(below.text)
        ):
            named = [Unplaced(below.line, below.text)]
            self.blocks.remove(below)
        for line, name in named:
            around.left_out.append(LeftOut(line, name, "byline"))
            around.notes.append(Note(line, f"“{name}” was taken as an author; nothing says so."))
        return [item.text for item in named]

    def _keep(self, part: object) -> None:
        """Collect what a step has to say."""
        self.notes += getattr(part, "notes", [])
        self.left_out += getattr(part, "left_out", [])
        self.unplaced += getattr(part, "unplaced", [])

    def _references(self) -> references.References:
        texts = [_text_of(block) for block in self.blocks if block.kind != "code"]
        cited = {
            numbered(part)
            for text in texts
            for code, piece in outside_code(text)
            if not code
            for found in BARE.finditer(piece)
            for part in re.split(r"\D+", found[1])
            if part
        }
        found = references.take(self.blocks, cited)
        for place, (address, name) in enumerate(self.stated.sources, start=1):
            if is_web(address):
                source = Source(address, name)
                found.known.listed.setdefault(str(place), source)
                found.entries.append(references.Entry(str(place), source, 1, address, bracketed=True))
        for text in texts:
            for label, address in references.labelled(text):
                there = found.known.labelled.setdefault(label, Source(address))
                if there and there.address != address:
                    found.known.labelled[label] = None
        self._keep(found)
        return found

    def _unglue(self, byline: list[str]) -> None:
        """Give text that had run into a table's last cell its own paragraphs again."""
        for block in [block for block in self.blocks if block.kind == "table"]:
            table = block.table
            if table is None or not table.rows:
                continue
            row = table.rows[-1]
            place = max((index for index, cell in enumerate(row.cells) if cell), default=0)
            cell = row.cells[place]
            others = [other for each in table.rows for other in each.cells if other and other is not cell]
            found = self._cut(cell, others, row.closed or not table.closed, byline)
            if found is None:
                continue
            row.cells[place] = found.cell
            index = self.blocks.index(block) + 1
            self.blocks[index:index] = [paragraph(found.rest, row.line)]
            sure = "" if found.certain else " Please check the place."
            end = plain(found.cell)[-60:]
            self.notes.append(
                Note(
                    row.line,
                    f"Text had run into the last cell of the table, which ends at “{end}” now.{sure}",
                )
            )

    def _cut(self, cell: str, others: list[str], closed: bool, byline: list[str]) -> glue.Cut | None:
        longest = max((size(plain(other)) for other in others), default=8)
        if size(cell) <= longest + 3 and closed:
            return None
        sentence = glue.SENTENCE_END.search(cell)
        begin = bios.opening(cell[:2000], byline, glued=True) if is_cased(cell) else None
        at = begin[0] if begin else 0
        if at and (sentence is None or at < sentence.start()) and size(cell[:at]) <= 2 * longest + 4:
            return glue.Cut(cell[:at].strip(), cell[at:].strip(), certain=True)
        return glue.cut(cell, others, closed=closed, known=self._vocabulary)

    @cached_property
    def _vocabulary(self) -> glue.Vocabulary:
        return glue.Vocabulary.of(
            block.text for block in self.blocks if block.kind in ("paragraph", "list", "quote")
        )


def _may_sign(text: str) -> bool:
    """Whether a line is a name and nothing else."""
    return is_name(text) and not PROFESSION.search(text)


def _text_of(block: Block) -> str:
    """A block's text, a table's cells included."""
    if block.table is None:
        return block.text
    rows = [block.table.columns, *(row.cells for row in block.table.rows)]
    return "\n".join(cell for row in rows for cell in row)
