"""Which paragraph is the summary."""

import re
from dataclasses import dataclass, field
from typing import Final

from .blocks import Block
from .draft import LeftOut, Note
from .front_matter import Stated
from .headline import is_prose
from .plain import key, size

LABEL: Final = re.compile(
    r"\s*[*_]{0,2}(?:summary|in brief|at a glance|tl;?dr|abstract|standfirst|key takeaway|the gist|résumé|en bref|"
    r"l['’]essentiel|chapô|zusammenfassung|in kürze|kurz gefasst|das wichtigste in kürze|resumen|en resumen|sommario|"
    r"in breve|resumo|samenvatting|sammanfattning|резюме|кратко|коротко|ملخص|الملخص|الخلاصة|要約|概要|摘要|提要|요약)"
    r"\s*(?:[:：—–-]\s*[*_]{0,2}\s*|[*_]{2}\s*[:：]?\s*|(?P<alone>$))",
    re.I,
)
CITED: Final = re.compile(r"\]\(|\[\^?\d{1,3}\]|［\d{1,3}］")
WHOLE: Final = re.compile(r"([*_]{1,3})(?=\S)([^*_]+)(?<=\S)\1")
LONGEST: Final = 160  # words


@dataclass(slots=True)
class Summary:
    """The summary as Markdown, its line, and what is to be said about it."""

    text: str = ""
    line: int = 1
    block: Block | None = None
    notes: list[Note] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def take(blocks: list[Block], stated: Stated, paragraphs_before: int) -> Summary:
    """Take the summary out of the blocks; `paragraphs_before` stood above the headline."""
    if stated.summary:
        same = next((block for block in blocks[:12] if key(block.text) == key(stated.summary)), None)
        if same is not None:
            blocks.remove(same)
        return Summary(stated.summary)
    if labelled := _labelled(blocks):
        return labelled
    prose = [block for block in blocks if is_prose(block)]
    if len(prose) < 2:
        return Summary(notes=[Note(1, "No summary was found: the text has too few paragraphs.")])
    first = prose[0]
    index = blocks.index(first)
    if any(block.kind in ("heading", "list", "table", "quote", "code") for block in blocks[:index]):
        return Summary(
            notes=[Note(first.line, "No summary was found: the text does not begin with a paragraph.")]
        )
    if size(first.text) > LONGEST:
        return Summary(
            notes=[Note(first.line, "No summary was found: the first paragraph is too long for one.")]
        )
    if paragraphs_before < 2 and CITED.search(first.text):
        return Summary(
            notes=[
                Note(first.line, "No summary was found: the first paragraph cites sources, as a lede does.")
            ]
        )
    blocks.remove(first)
    found = Summary(_unmarked(first.text), first.line, first)
    for block in [
        block for block in blocks[:12] if block.kind == "paragraph" and key(block.text) == key(first.text)
    ]:
        blocks.remove(block)
        found.left_out.append(LeftOut(block.line, block.text, "summary, once more"))
    if paragraphs_before < 2:
        found.notes.append(
            Note(first.line, "The first paragraph was taken as the summary; nothing marks it.")
        )
    return found


def _unmarked(text: str) -> str:
    """The text without the bold or italics it stands in as a whole."""
    marked = WHOLE.fullmatch(text.strip())
    return marked[2] if marked else text


def _labelled(blocks: list[Block]) -> Summary | None:
    """A paragraph that begins with 'Summary:', or follows a line that says only that."""
    for index, block in enumerate(blocks[:12]):
        if block.kind not in ("paragraph", "heading"):
            continue
        text = block.text.lstrip("# ")
        label = LABEL.match(text)
        if not label:
            continue
        left = LeftOut(block.line, text[: label.end()].strip(), "label of the summary")
        if text[label.end() :].strip() and block.kind == "paragraph" and label["alone"] is None:
            del blocks[index]
            return Summary(text[label.end() :].strip(), block.line, block, left_out=[left])
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if label.end() == len(text) and following is not None and is_prose(following):
            del blocks[index : index + 2]
            return Summary(following.text, following.line, following, left_out=[left])
    return None
