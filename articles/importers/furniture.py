"""What is left of a page around its article once lines of chrome are gone: menus, pictures, stray characters."""

import re
from dataclasses import dataclass, field
from typing import Final

from .blocks import ITEM, Block
from .chrome import cut_tail, is_bare_link, is_nav_item
from .draft import LeftOut, Note, Unplaced
from .headline import is_prose
from .plain import ends_sentence, size

PICTURES: Final = re.compile(r"(?:\[?!\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)(?:\]\([^()\s]*\))?\s*)+")
CREDIT: Final = re.compile(
    r"[*_]{0,2}(?:photos?|photographs?|images?|pictures?|illustration|crédits?(?: photo)?|fotos?|bild(?:er)?|imagen|"
    r"immagine|afbeelding|foto's|фото|صورة|الصورة|写真|撮影|图片|사진)(?: (?:by|credit|credits|de|von))?\s*[:：/©]",
    re.I,
)
TAGS: Final = re.compile(
    r"(?:tags?|topics?|keywords?|filed under|mots[- ]clés|schlagwörter|schlagworte|themen|etiquetas|temas|"
    r"parole chiave|теги|темы|الوسوم|كلمات مفتاحية|タグ|キーワード|标签)\s*[:：]\s*",
    re.I,
)
WITHIN_SITE: Final = re.compile(r"\s*\[[^\[\]]{1,200}\]\([/#?][^()\s]*\)\s*")
LABELS: Final = {
    name: label
    for label, names in {
        "analysis": "analysis analyse análisis analisi análise تحليل 分析",
        "opinion": "opinion op-ed comment commentary editorial tribune meinung kommentar "
        "leitartikel opinión opinione رأي 意見 社説",
        "background": "background explainer hintergrund décryptage contexto 解説",
        "review": "review rezension critique reseña recensione",
        "sponsored": "sponsored advertorial",
    }.items()
    for name in names.split()
}


@dataclass(slots=True)
class Furniture:
    """What was set aside, and the label that a line of its own gave."""

    label: str = ""
    topics: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def clear(blocks: list[Block], into: Furniture) -> None:
    """Set menus, pictures, stray pipes and phrases at the ends of paragraphs aside."""
    kept: list[Block] = []
    prose = next((index for index, block in enumerate(blocks) if is_prose(block)), len(blocks))
    for index, block in enumerate(blocks):
        if block.kind == "list" and _is_menu(block, before_text=index < prose):
            into.left_out += [LeftOut(line.number, line.text.strip(), "menu") for line in block.lines]
        elif block.kind != "paragraph":
            kept.append(block)
        elif not _set_aside(block, into):
            _trim(block, into)
            if block.text:
                kept.append(block)
    blocks[:] = _without_menu_lines(kept, into)


def _set_aside(block: Block, into: Furniture) -> bool:
    """Whether a paragraph was a picture, a line of topics or nothing but signs, which were put where they belong."""
    text = block.text
    if _is_picture(text):
        into.unplaced.append(Unplaced(block.line, text))
        into.notes.append(
            Note(block.line, "Here stands a picture; pictures go in through the picture library.")
        )
    elif (tags := TAGS.match(text)) and size(text) <= 40:
        into.topics += [topic for part in text[tags.end() :].split(",") if (topic := part.strip(" .#"))]
        into.left_out.append(LeftOut(block.line, text, "topics"))
    elif not any(map(str.isalnum, text)):
        into.left_out.append(LeftOut(block.line, text, "stray character"))
    else:
        return False
    return True


def _is_picture(text: str) -> bool:
    """Whether this is only a picture, or the credit line of one."""
    return bool(PICTURES.fullmatch(text)) or bool(
        CREDIT.match(text) and size(text) <= 25 and not ends_sentence(text)
    )


def _is_menu(block: Block, *, before_text: bool) -> bool:
    items = [ITEM.sub("", line.text, count=1) for line in block.lines]
    if len(items) > 1 and all(WITHIN_SITE.fullmatch(item) for item in items):
        return True
    if len(items) < 3 or not all(
        is_nav_item(item) or (is_bare_link(item) and size(item) <= 5) for item in items
    ):
        return False
    return before_text or sum(is_nav_item(item) for item in items) * 2 >= len(items)


def _trim(block: Block, into: Furniture) -> None:
    """Take a lone pipe and phrases of chrome off the ends of a paragraph."""
    line = block.lines[-1]
    text, tail = cut_tail(line.text)
    if tail:
        into.left_out.append(LeftOut(line.number, tail, "page chrome"))
    if text.count("|") == 1 and text.strip("| ") != text.strip():
        text = text.strip("| ")
        into.left_out.append(LeftOut(line.number, "|", "stray character"))
    block.lines[-1] = line._replace(text=text)
    if not text:
        block.lines.pop()


def _without_menu_lines(blocks: list[Block], into: Furniture) -> list[Block]:
    """The blocks without runs of three or more short lines most of which are names of pages."""
    kept: list[Block] = []
    index = 0
    while index < len(blocks):
        end = index
        while end < len(blocks) and blocks[end].kind == "paragraph" and size(blocks[end].text) <= 3:
            end += 1
        run = blocks[index:end]
        if len(run) >= 3 and sum(is_nav_item(block.text) for block in run) * 2 >= len(run):
            into.left_out += [LeftOut(block.line, block.text, "menu") for block in run]
            index = end
        else:
            kept += run or [blocks[index]]
            index = max(end, index + 1)
    return kept


def set_edges_aside(blocks: list[Block], into: Furniture) -> None:
    """Short lines above the first paragraph and below the last belong to the page or to nothing: a kicker, a desk."""
    prose = [index for index, block in enumerate(blocks) if is_prose(block)]
    if not prose:
        return
    content = [index for index, block in enumerate(blocks) if block.kind != "paragraph" or is_prose(block)]
    edges = [*blocks[: min(prose[0], content[0])], *blocks[max(content) + 1 :]]
    for block in edges:
        text = block.text.strip()
        if (
            ends_sentence(text)
            or text.endswith((":", "："))
            or size(text) > 12
            or "`" in text
            or "](" in text
        ):
            continue
        blocks.remove(block)
        if (label := LABELS.get(text.casefold().strip(" :*#"))) and not into.label:
            into.label = label
            into.left_out.append(LeftOut(block.line, text, "label"))
            continue
        into.unplaced.append(Unplaced(block.line, text))
        into.notes.append(
            Note(block.line, f"“{text[:100]}” stands by itself at the edge of the text and was not placed.")
        )
