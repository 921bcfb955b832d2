"""Biographies of authors: where one begins in the last paragraphs, and whose it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from . import facts
from .blocks import Block
from .draft import Bio, LeftOut, Note
from .glue import SENTENCE_END
from .names import HONORIFIC, JOURNALISM, PARTICLES, PROFESSION, is_name, is_name_word, tidy
from .plain import is_cased, key, plain, size

ABOUT: Final = re.compile(
    r"[\W_]*(?:about (?:the )?(?:authors?|writers?|reporters?|journalists?|contributors?)|author(?:'s)? bio(?:graphy)?|"
    r"(?:the )?authors?|biograph(?:y|ies)|bio|à propos (?:de l['’]auteure?|des auteurs)|l['’]auteure?|biographie|"
    r"über (?:den autor|die autorin|die autoren)|zum autor|zur autorin|zur person|der autor|die autorin|"
    r"sobre (?:el autor|la autora|los autores|o autor|a autora)|acerca del autor|l['’]autore|l['’]autrice|"
    r"sull['’]autore|"
    r"over de auteur|om författaren|om forfatteren|o autorze|об авторе|про автора|yazar hakkında|"
    r"(?:نبذة )?عن (?:الكاتب|الكاتبة|المؤلف|المؤلفة)|著者について|著者紹介|著者プロフィール|執筆者紹介|"
    r"筆者紹介|筆者について|"
    r"プロフィール|记者简介|作者简介|關於作者|关于作者|기자 소개|저자 소개)\s*(?P<colon>[:：]\s*)?",
    re.I,
)
COVERS: Final = re.compile(
    r"(?:covers|reports|writes|has (?:covered|reported|written)|couvre|écrit|suit|berichtet|schreibt|cubre|escribe|"
    r"informa|scrive|si occupa|copre|cobre|escreve|schrijft|verslaat|skriver|bevakar|dækker|dekker|pisze|"
    r"пишет|освещает|пише)\b"
)
IS: Final = re.compile(
    r"(?:is|was|has been|works as|joined|est|a été|travaille comme|ist|arbeitet als|war|es|trabaja como|è|lavora come|"
    r"é|trabalha como|werkt als|är|er|jest)\b"
)
# What authors do and others too; only what follows tells them apart.
DOES: Final = re.compile(
    r"(?:specialis|specializ|focuses|analy[sz]es|investigates|explores|examines|leads|heads|edits|serves|works|"
    r"contributes|brings|holds|has (?:spent|worked|been|held|led|served)|hosts|chronicles|tracks|studies|directs|"
    r"dirige|analyse|travaille|leitet|arbeitet|"
    r"analysiert|trabaja|analiza|lavora|trabalha)"
)
# 'With ten years in newsrooms, Ada Lund covers …'
LEADS_IN: Final = frozenset(
    [
        "with",
        "based",
        "born",
        "raised",
        "educated",
        "trained",
        "originally",
        "after",
        "a",
        "an",
        "as",
        "formerly",
    ]
)
INITIAL: Final = re.compile(r"[^\W\d_]\.")
SPEECH: Final = re.compile(
    r"\b(?:said|says|told|added|warned|argued|announced|insisted|déclaré|expliqué|sagte|erklärte|dijo|afirmó|disse)\b"
)
PRONOUN: Final = re.compile(
    r"(?:she|he|they|her|his|their|elle|il|sie|er|ella|él|lei|lui|ela|ele|zij|hij|ze|hon|han|hun|ona|она|он)\b",
    re.I,
)
ARABIC_NAME: Final = re.compile(
    r"((?:\S+\s+){1,3}?\S+)(?=\s*[،,]?\s+(?:هي |هو )?(?:صحفي|صحافي|مراسل|محرر|كاتب|إعلامي|محلل|[تي]غطي|[تي]كتب))"
)
EAST_ASIAN_NAME: Final = re.compile(
    r"([^\s、。，,（(はがを]{2,14}?)(?:さん|氏)?\s*(?:（[^（）]{1,30}）|\([^()]{1,30}\))?\s*(?:は|：|:|＝|是)"
)
SENTENCES: Final = re.compile(r"(?:^|(?<=[.!?。！？؟…]))[\"'”’»)\]]*\s*(?=\S)")
SEARCHED: Final = 8  # paragraphs at the end
LONGEST: Final = 6000  # characters at the end of a paragraph that may hold biographies
ENOUGH: Final = 3


@dataclass(slots=True)
class Bios:
    """The biographies that were found."""

    bios: list[Bio] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def starts(text: str, *, glued: bool = False) -> Iterator[tuple[int, str, int]]:
    """Each place where a sentence begins with a name: the place, the name, and where the name ends.

    With `glued` the sentence before may lack its full stop, as at the end of a table's cell.
    """
    tokens = [(found.start(), found[0]) for found in re.finditer(r"\S+", text)]
    sentence = 0
    for index, (start, token) in enumerate(tokens):
        before = tokens[index - 1][1] if index else ""
        opens = not index or bool(SENTENCE_END.search(before[-4:] + " ")) or before.endswith((")", "]"))
        opens = opens and not (HONORIFIC.fullmatch(f"{before} ") or INITIAL.fullmatch(before))
        sentence = index if opens else sentence
        led_in = before.endswith(",") and tokens[sentence][1].casefold() in LEADS_IN
        if not (opens or glued or led_in) or not is_name_word(token):
            continue
        if glued and not opens and is_name_word(before):
            continue  # the name begins further left
        end = index
        while end < len(tokens) and end - index < 6:
            word = tokens[end][1]
            if not is_name_word(word) and word.casefold() not in PARTICLES:
                break
            end += 1
            if word.endswith(","):
                break
        while end > index and tokens[end - 1][1] in PARTICLES:
            end -= 1
        if end - index >= 2:
            last = tokens[end - 1]
            name = tidy(text[start : last[0] + len(last[1])])
            yield tokens[sentence][0] if led_in and not opens else start, name, last[0] + len(last[1])


def openings(text: str, known: Iterable[str], *, glued: bool = False) -> Iterator[tuple[int, str]]:
    """Where biographies may begin in a text, and whose: a sentence says what somebody covers, writes or is."""
    for start, name, end in starts(text, glued=glued):
        matched = _known(name, known)
        words = name.split()
        if matched and glued and len(matched.split()) < len(words) and name.endswith(matched):
            start, name = text.index(matched, start), matched
        if (is_name(name) or matched) and _introduces(text[end:].lstrip(" ,")):
            yield start, matched or HONORIFIC.sub("", name)


def opening(text: str, known: Iterable[str], *, glued: bool = False) -> tuple[int, str] | None:
    """The first of these places."""
    return next(openings(text, known, glued=glued), None)


def _known(name: str, known: Iterable[str]) -> str:
    return next((other for other in known if key(other) == key(name) or name.endswith(f" {other}")), "")


def _introduces(rest: str) -> bool:
    """Whether what follows a name says what this person does for a living in journalism."""
    rest = re.sub(r"^(?:who|qui|que|chi|die|der|also|aussi|auch)\s+", "", rest)
    if COVERS.match(rest):
        return True
    sentence = rest[:300]
    if found := SENTENCE_END.search(sentence):
        sentence = sentence[: found.end()]
    if IS.match(rest) or re.match(r"(?:an?|the|our|unsere?|notre|nuestr[oa])\s", rest):
        return bool(PROFESSION.search(sentence))
    return bool(DOES.match(rest)) and (bool(JOURNALISM.search(sentence)) or facts.count(rest[:250]) > 1)


def take(blocks: list[Block], byline: list[str]) -> Bios:
    """Take the biographies out of the last paragraphs; what stands before one in its paragraph stays."""
    found = Bios()
    _announced(found, blocks, byline)
    paragraphs = [block for block in blocks if block.kind == "paragraph"][-SEARCHED:]
    for block in paragraphs:
        _from_paragraph(found, blocks, block, byline)
    for block in [block for block in blocks if block.kind == "paragraph"]:
        if any(key(block.text) == key(bio.name) for bio in found.bios):
            found.left_out.append(LeftOut(block.line, block.text, "name of the author"))
            blocks.remove(block)
    return found


def _announced(found: Bios, blocks: list[Block], byline: list[str]) -> None:
    """Biographies under or behind 'About the author'."""
    for block in list(blocks):
        if block.kind not in ("heading", "paragraph"):
            continue
        about = ABOUT.match(block.text.strip().strip("#*_ "))
        text = block.text.strip().strip("#*_ ")
        if not about or not (about["colon"] or about.end() == len(text)):
            continue
        rest = text[about.end() :].strip("*_ ")
        index = blocks.index(block)
        if not rest:
            end = index + 1
            while end < len(blocks) and blocks[end].kind == "paragraph" and _is_bio(blocks[end].text, byline):
                end += 1
            if end == index + 1:
                continue
            texts = [each.text for each in blocks[index + 1 : end]]
            del blocks[index:end]
        elif _is_bio(rest, byline):
            texts = [rest]
            del blocks[index]
        else:
            continue
        found.left_out.append(LeftOut(block.line, text[: about.end()].strip(), "heading of the biography"))
        for each in texts:
            _add(found, each, block.line, byline)


def _is_bio(text: str, byline: list[str]) -> bool:
    return bool(_whose(text, byline)) and size(text) <= 250


def _whose(text: str, byline: list[str]) -> str:
    """The name a biography begins with; '' if it begins with none."""
    text = plain(text)
    for name in byline:
        if text.casefold().startswith(name.casefold()):
            return name
    if is_cased(text):
        first = next(starts(text), None)
        return HONORIFIC.sub("", first[1]) if first and first[0] == 0 and is_name(first[1]) else ""
    end = SENTENCE_END.search(text)
    sentence = text[: end.end()] if end else text
    found = ARABIC_NAME.match(sentence) or EAST_ASIAN_NAME.match(sentence)
    return found[1].strip(" ،,") if found and PROFESSION.search(sentence) else ""


def _from_paragraph(found: Bios, blocks: list[Block], block: Block, byline: list[str]) -> None:
    text = block.text
    if found.bios and _goes_on(text, found.bios[-1]) and _is_after(blocks, block):
        last = found.bios.pop()
        found.bios.append(facts.draw(last.name, f"{last.text} {text}"))
        blocks.remove(block)
        return
    begins = list(_begins(text, byline))
    ends = [*(start for start, _name in begins[1:]), len(text)] if begins else []
    for (start, name), end in zip(begins, ends, strict=True):
        score = _score(text[start:end], name, byline, blocks, block, whole=start == 0)
        if score >= ENOUGH:
            break
    else:
        return
    if score == ENOUGH and name not in byline:
        note = f"This was taken as a biography of the author; nothing else says that {name} is the author."
        found.notes.append(Note(block.line_at(start), note))
    _add(found, text[start:].strip(), block.line_at(start), byline, name)
    if start == 0:
        blocks.remove(block)
    else:
        block.lines = [block.lines[0]._replace(text=text[:start].strip())]


def _begins(text: str, byline: list[str]) -> Iterator[tuple[int, str]]:
    """Where biographies may begin near the end of a paragraph, and whose, in scripts with and without capitals."""
    skipped = max(0, len(text) - LONGEST)
    text = text[skipped:]
    if is_cased(text):
        yield from ((start + skipped, name) for start, name in openings(text, byline))
        return
    for found in SENTENCES.finditer(text):
        if name := _whose(text[found.end() : found.end() + 400], byline):
            yield found.end() + skipped, name


def _is_after(blocks: list[Block], block: Block) -> bool:
    """Whether nothing but paragraphs follows."""
    return all(each.kind == "paragraph" for each in blocks[blocks.index(block) :])


def _goes_on(text: str, bio: Bio) -> bool:
    """Whether a paragraph speaks on about the same person."""
    begins = PRONOUN.match(text) or text.startswith((bio.name, bio.name.split()[-1]))
    return bool(begins) and size(text) <= 80 and facts.count(text) > 0


def _score(text: str, name: str, byline: list[str], blocks: list[Block], own: Block, *, whole: bool) -> int:
    """How much a text is the biography of its author, not news about somebody."""
    signed = name in byline
    surname = re.compile(rf"(?<!\w){re.escape(name.split()[-1])}(?!\w)")
    others = (block for block in blocks if block is not own and block.kind in ("paragraph", "list", "quote"))
    told = not signed and any(surname.search(block.text) and key(block.text) != key(name) for block in others)
    last = own in [block for block in blocks if block.kind != "rule"][-2:]
    works = bool(PROFESSION.search(text))
    known = 3 * signed + 2 + min(4, facts.count(text)) + (last and (whole or works))
    return known - 3 * told - 2 * (not signed and bool(SPEECH.search(text)))


def _add(found: Bios, text: str, line: int, byline: list[str], name: str = "") -> None:
    """Add a biography, or several that stand in one text."""
    name = name or _whose(text, byline)
    for start, other, end in starts(text):
        if start <= text.find(name) + len(name):
            continue
        if key(other) != key(name) and _introduces(text[end:].lstrip(" ,")) and not PRONOUN.match(other):
            found.bios.append(facts.draw(name, text[:start].strip()))
            _add(found, text[start:], line, byline, other)
            return
    found.bios.append(facts.draw(name, text))
