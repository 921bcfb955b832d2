"""Page chrome: what a page says to its visitor around an article."""

import re
from functools import lru_cache
from typing import Final

from . import vocabulary
from .draft import LeftOut
from .lines import Line
from .plain import ends_sentence, plain, size

PHRASES: Final = vocabulary.load("chrome")
BEGINNINGS: Final = re.compile(
    r"(?:©|\(c\)\s*\d{4}|copyright\s+(?:©|\(c\)|\d{4})|all rights reserved|subscribe to (?:our|the|read|continue)|"
    r"sign up (?:for|to) (?:our|the|get|receive)|follow us|share (?:on|via|this)|we use cookies|"
    r"this (?:web)?site uses cookies|by (?:continuing|clicking|signing up),? you (?:agree|accept)|log in to|sign in to|"
    r"you must be logged in|please (?:log|sign) in|enter your e-?mail|your e-?mail address will not|"
    r"read more:|read also:|also read:|see also:|related:|click here to|download our app|"
    r"lire aussi\s*:|à lire aussi\s*:|inscrivez-vous à|abonnez-vous à|ce site utilise des cookies|"
    r"lesen sie auch\s*:|mehr zum thema\s*:|diese (?:web)?seite verwendet cookies|wir verwenden cookies|"
    r"lee también\s*:|leggi anche\s*:|leia também\s*:|lees ook\s*:|suscríbete a|читайте также\s*:|اقرأ أيضا[ًَ]?\s*:)",
    re.I,
)
TRAIL: Final = re.compile(r"\s[›»>→]\s")  # home › section › page
READING_TIME: Final = re.compile(
    r"(?:reading time:?\s*|lesezeit:?\s*|temps de lecture\s*:?\s*)?\d{1,3}[\s-]*(?:min(?:ute)?s?|minuten)[\s.]*"
    r"(?:read|de lecture|lesezeit|lectura|di lettura|de leitura)?",
    re.I,
)
COUNT: Final = re.compile(r"^\(?\d{1,6}\)?\s+|\s*[(:]?\s*\d{1,6}\s*\)?$")
TRIM: Final = re.compile(r"^[\W_]+|[\W_]+$")
PARTING: Final = re.compile(r"\s*[|·•›»/>→]\s*|\s{3,}|\t+")
SENTENCES: Final = re.compile(PARTING.pattern + r"|(?<=[.?!])\s+")
LINK: Final = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\s]{0,500}\)")
NAVIGATION: Final = vocabulary.load("navigation")
RELATED: Final = vocabulary.load("related")
# A heading of one word is chrome only if it is about comments or advertising.
ONLY_CHROME: Final = re.compile(
    r"\s|com+ent|kom+ent|advert|коммент|комент|تعليق|コメント|广告|評論|评论|関連|広告"
)
BULLETED: Final = re.compile(r"\s*(?:[-*+•‣▪●]|\d{1,3}[.)])\s")
HOMES: Final = frozenset(
    (
        "home",
        "menu",
        "accueil",
        "startseite",
        "inicio",
        "portada",
        "главная",
        "الرئيسية",
        "ホーム",
        "首页",
        "홈",
    )
)
_SEVERAL: Final = "|".join(
    sorted((re.escape(phrase) for phrase in PHRASES if " " in phrase), key=len, reverse=True)
)
TAIL: Final = re.compile(
    rf"(?<=[.!?。！？؟»”\"')\]])[\s|]+(?:(?:{_SEVERAL})(?=[\s|.!?…»›→:]|$)[\s|.!?…»›→:]*)+$", re.I
)


def _bare(text: str) -> str:
    return TRIM.sub("", LINK.sub(r"\1", text).replace("’", "'")).casefold()


def _is_phrase(text: str) -> bool:
    bare = _bare(text)
    return bare in PHRASES or bare in RELATED or _bare(COUNT.sub("", bare)) in PHRASES


@lru_cache(maxsize=2048)
def is_chrome(text: str) -> bool:
    """Whether this line says something to the visitor of a page and nothing to the reader of an article."""
    text = text.strip()
    if len(text) > 200:
        return False
    if not any(character.isalnum() for character in text):
        return text.strip("| ") == "" and "|" in text
    bare = _bare(text)
    if text.startswith("#") and not ONLY_CHROME.search(bare):
        return False
    if _is_phrase(text) or READING_TIME.fullmatch(bare):
        return True
    words = bare.split()
    if len(words) > 2 and all(word in PHRASES for word in words):
        return True
    parts = [part for part in SENTENCES.split(LINK.sub(r"\1", text)) if _bare(part)]
    if len(parts) > 1 and all(_is_phrase(part) for part in parts):
        return True
    return (
        bool(BEGINNINGS.match(TRIM.sub("", text, count=1) if not text.startswith("©") else text))
        and size(text) <= 25
    )


@lru_cache(maxsize=2048)
def is_menu(text: str) -> bool:
    """Whether this line is a row of names of pages: three short ones or more, and known from menus."""
    if len(text) > 400 or ends_sentence(text):
        return False
    parts = [_bare(part) for part in PARTING.split(LINK.sub(r"\1", text.strip().strip("|"))) if _bare(part)]
    if len(parts) < 3 or any(size(part) > 4 for part in parts):
        return False
    known = sum(part in NAVIGATION or part in PHRASES for part in parts)
    return known >= 2 or (known == 1 and (parts[0] in HOMES or bool(TRAIL.search(text))))


def is_nav_item(text: str) -> bool:
    """Whether an item of a list, or a line of its own, is the name of a page in a menu."""
    bare = _bare(text)
    return bare in NAVIGATION or bare in PHRASES


def is_bare_link(text: str) -> bool:
    """Whether a line is nothing but a link with a short text."""
    found = LINK.fullmatch(text.strip())
    return bool(found) and size(plain(text)) <= 8


def sweep(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """The lines without chrome, empty ones in its place, and what was left out; rows of tables stay."""
    kept: list[Line] = []
    left_out: list[LeftOut] = []
    end = max((index for index, line in enumerate(lines) if _is_content(line)), default=-1)
    related = False
    for index, line in enumerate(lines):
        text = line.text
        if related and _is_teaser(line, at_the_end=index > end):
            kept.append(line._replace(text=""))
            left_out.append(LeftOut(line.number, text.strip(), "another article"))
            continue
        if text.strip():
            related = not line.code and len(text) <= 200 and _bare(text) in RELATED
        stays = line.code or not text.strip() or BULLETED.match(text) or _is_row(lines, index)
        if stays or not is_line_of_chrome(text):
            kept.append(line)
            continue
        kept.append(line._replace(text=""))
        words = line.text.strip().strip("|").strip()
        if words:
            left_out.append(LeftOut(line.number, words, "page chrome"))
        if line.text.strip().startswith("|") or line.text.strip().endswith("|"):
            left_out.append(LeftOut(line.number, "|", "stray character"))
    return kept, left_out


def _is_content(line: Line) -> bool:
    """Whether a line is running text, code or a row: something that stands in articles, not around them."""
    text = line.text
    return (
        line.code or text.count("|") > 1 or (size(text) >= 12 and ends_sentence(text) and not is_chrome(text))
    )


def _is_teaser(line: Line, *, at_the_end: bool) -> bool:
    """Whether a line under 'Related articles' names one: an item of a list, or a title where no text follows."""
    text = line.text.strip()
    if not text or line.code or size(text) > 25 or text.startswith("#") or is_line_of_chrome(text):
        return False
    return bool(BULLETED.match(text)) or (at_the_end and not ends_sentence(text.rstrip("?？؟!")))


def is_line_of_chrome(text: str) -> bool:
    """Chrome or a menu."""
    return is_chrome(text) or is_menu(text)


def _is_row(lines: list[Line], index: int) -> bool:
    """Whether this line may be a row: its neighbour is one too, or a line of dashes follows."""
    text = lines[index].text.strip()
    if "|" not in text:
        return False
    around = [_neighbour(lines, index, step) for step in (-1, 1)]
    if any(other and "|" in other and not other.strip("|:-–— \t") for other in around):
        return True
    return text.startswith("|") and any(other.startswith("|") for other in around)


def _neighbour(lines: list[Line], index: int, step: int) -> str:
    index += step
    while 0 <= index < len(lines) and not lines[index].text.strip():
        index += step
    return lines[index].text.strip() if 0 <= index < len(lines) else ""


def cut_tail(text: str) -> tuple[str, str]:
    """The text without the phrases of chrome that stick to its end, and these."""
    start = max(0, len(text) - 300)
    found = TAIL.search(text, start)
    if not found or found.start() == 0:
        return text, ""
    return text[: found.start()].rstrip(), text[found.start() :].strip()
