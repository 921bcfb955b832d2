"""Lines that say who wrote an article, and when."""

import re
from dataclasses import dataclass, field
from typing import Final

from . import dates
from .blocks import Block
from .draft import LeftOut, Note
from .names import NAME_WORD, OTHER_CAPITALS, PARTICLES, PROFESSION, is_name, is_name_word, listed, tidy
from .plain import is_cased, plain, size

# 'By' and its like; those with a colon may stand before anything, the others only before names.
BY: Final = re.compile(
    r"\s*(?:(?:written|reported|words|story|text|reporting|article|analysis|report|opinion|edited|compiled)\s+by|by|"
    r"(?:un\s+)?(?:article|texte|récit|reportage)\s+de|propos recueillis par|écrit par|par|"
    r"(?:ein\s+)?(?:bericht|text|artikel|kommentar|analyse|gastbeitrag|interview)\s+von|von|"
    r"escrito por|por|scritto da|di|da|door|av|af|skrevet av|przez|tekst|yazan)\s*[:：]?\s+(?=\S)"
    r"|\s*(?:by|authors?|byline|writer|reporter|words|text|auteure?s?|texte|autor(?:in|en|es|a|as)?|autor\(in\)|autore|"
    r"autori|redaktion|verfasser(?:in)?|auteurs?|tekst|skribent|автор[ы]?|текст|yazar|"
    r"بقلم|كتب(?:ت)?|الكاتب|الكاتبة|تقرير|إعداد|المؤلف|تحرير|文責|執筆者?|著者|取材・文|取材|文|記者|筆者|作者|撰文|記者|글|기자)"
    r"\s*[:：/／=＝・・]\s*(?=\S)"
    r"|\s*(?:بقلم|كتبت?|إعداد|تقرير|מאת)\s+(?=\S)",
    re.I,
)
SUFFIX: Final = re.compile(r"\s*(?:（[^（）]{1,30}）)?\s*(?:記者|特派員|编辑|기자)\s*$")
PLACE: Final = re.compile(r"\s+(?:in|à|aus|en|at|from|for|pour|für|para|im|i)\s+(?=[^\W\d_])", re.I)
EMAIL: Final = re.compile(r"\(?\s*\S+@\S+\.\w+\s*\)?|(?<!\w)@\w+")
MARKED_UP: Final = re.compile(r"!?\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")
# 'BergUpdated', '2026By'
RUN_TOGETHER: Final = re.compile(
    r"(?<=[^\W\d_A-Z])(?=(?:Published|Updated|Posted|Publi[ée]|Mis à|Veröffentlicht|Aktualisiert|Actualizado|"
    r"Pubblicato|Aggiornato)\b)|(?<=\d)(?=(?:By|Par|Von|Por|Di|Door)\s)"
)
# 'Rare Owl Returns By Ada Lund 3 May 2026', with or without the space
GLUED_BY: Final = re.compile(
    r"(?<=[^\W\d_A-Z]|[?!\"”»)])\s*(?=(?:By|Par|Von|Por|Di|Door|Av|Af)\s+[^\W\d_a-z])"
)
DIVIDER: Final = re.compile(r"\s*[|•·–—]\s*|\s{3,}|\t+")
LONGEST: Final = 220


@dataclass(slots=True)
class Bylines:
    """The names and the date that lines of their own gave, and these lines."""

    names: list[str] = field(default_factory=list)
    published: str = ""
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Read:
    """What one line says: names, a date, what else."""

    names: list[str]
    published: str = ""
    ambiguous: bool = False


def take(blocks: list[Block], known: list[str]) -> Bylines:
    """Take the lines that name authors or say when; `known` are names that the document gives elsewhere."""
    found = Bylines()
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        near = place < 14 or place >= len(blocks) - 6
        read = (
            read_line(block.text, known)
            if near and block.kind == "paragraph" and len(block.lines) == 1
            else None
        )
        if read is None and near and (glued := _behind_title(block, known)):
            title, line, read = glued
            kept.append(Block("paragraph", [block.lines[0]._replace(text=title)]))
            block = Block("paragraph", [block.lines[0]._replace(text=line)])
        elif read is None:
            kept.append(block)
            continue
        found.names += [name for name in read.names if name not in found.names]
        found.left_out.append(LeftOut(block.line, block.text, "byline" if read.names else "date"))
        if read.published and not found.published:
            found.published = read.published
            if read.ambiguous:
                found.notes.append(
                    Note(block.line, f"Day and month may be the other way round in “{block.text[:80]}”.")
                )
    blocks[:] = kept
    return found


def _behind_title(block: Block, known: list[str]) -> tuple[str, str, Read] | None:
    """A short line whose end says both who and when: what stands before that, that end, and what it says."""
    text = block.text
    if block.kind != "paragraph" or len(block.lines) != 1 or len(text) > LONGEST:
        return None
    for found in GLUED_BY.finditer(text):
        read = read_line(text[found.end() :], known)
        if read and read.names and read.published and size(text[: found.start()]) > 2:
            return text[: found.start()], text[found.end() :], read
    return None


def read_line(text: str, known: list[str]) -> Read | None:
    """What a line says about author and date; None if it is about anything else."""
    if len(text) > LONGEST:
        return None
    text = RUN_TOGETHER.sub(" ", EMAIL.sub(" ", plain(MARKED_UP.sub(r"\1", text))))
    day = dates.find(text)
    published = dates.iso(day) if day else ""
    ambiguous = bool(day and dates.is_ambiguous(day))
    if day and dates.is_date_line(text):
        return Read([], published, ambiguous)
    rest = dates.without_dates(text) if day else text
    begin = BY.match(rest)
    if begin and begin.end() < len(rest):
        names = _names(rest[begin.end() :], strict=is_cased(text))
        return Read(names, published, ambiguous) if names else None
    names = [tidy(part) for part in DIVIDER.split(rest) if part.strip()]
    if names and (day or known) and len(names) <= 3 and is_name(names[0]) and (day or names[0] in known):
        people = [name for name in listed(names[0]) if is_name(name)]
        return Read(people, published, ambiguous) if people else None
    if SUFFIX.search(rest) and size(rest) <= 8:
        return Read([tidy(SUFFIX.sub("", rest))], published, ambiguous)
    return None


def _names(text: str, *, strict: bool) -> list[str]:
    """The authors after 'By'; none if this reads like a sentence."""
    text = DIVIDER.split(text.strip(), maxsplit=1)[0].strip()
    if not text:
        return []
    if not strict:
        parts = listed(SUFFIX.sub("", text))
        return parts if size(text) <= 12 and text[-1] not in "。؟！." else []
    names: list[str] = []
    for part in listed(text):
        name = tidy(PLACE.split(part, maxsplit=1)[0])
        if not PROFESSION.search(name) and _may_be_author(name, alone=not names):
            names.append(name)
        elif not names or not _is_role(part):
            return []
    return names


def _may_be_author(name: str, *, alone: bool) -> bool:
    words = name.split()
    if not words or len(words) > 6 or words[0].casefold() in OTHER_CAPITALS:
        return False
    if is_name(name):
        return True
    if len(words) == 1:  # an agency, or somebody with one name
        return alone and bool(NAME_WORD.fullmatch(name)) and name[0].isupper()
    return is_name_word(words[0]) and all(
        is_name_word(word) or word.isupper() or word.casefold() in PARTICLES for word in words
    )


def _is_role(text: str) -> bool:
    """'Political Correspondent', 'Reuters', 'our man in Rome': what follows a name after a comma."""
    return size(text) <= 7
