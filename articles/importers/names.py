"""Names of people in running text, told by their capitals, and lists of them."""

import re
from typing import Final

from . import vocabulary

PARTICLES: Final = vocabulary.load("particles")
_AND: Final = "and|et|und|y|e|en|og|och|i|ve|ja|и|та|і|و|와|및|with|mit|avec"
AND: Final = re.compile(
    rf"\s*[&,،、;·・/|]\s*(?:(?:{_AND})\s+)?|\s+(?:{_AND})\s+|\s+و(?=\S)|\s*[と和]\s*(?=[\u3040-\u9fff])"
)
NAME_WORD: Final = re.compile(r"[^\W\d_]+(?:[.'’\-‐–][^\W\d_]*)*\.?")
HONORIFIC: Final = re.compile(r"^(?:dr|prof|mr|mrs|ms|mme|m|sir|dame|herr|frau)\.?\s+", re.I)
OTHER_CAPITALS: Final = vocabulary.load("no_names")
PROFESSION: Final = re.compile(
    r"correspondent|journalist|reporter|\beditor|columnist|\bwriter|analyst|contributor|\bfellow\b|professor|lecturer|"
    r"\bauthor\b|producer|photographer|commentator|researcher|broadcaster|freelance|newsroom|bureau chief|"
    r"correspondante?|journaliste|rédact|chroniqueu|reporte[ur]|éditorialiste|chercheu|autrice|auteure?\b|"
    r"korrespondent|redakteur|autorin?\b|reporterin|kolumnist|publizist|"
    r"corresponsal|periodista|redactor|columnista|analista|editora?\b|escritora?\b|giornalist|corrispondente|inviat[oa]\b|"
    r"redattor|jornalista|correspondente|repórter|redacteur|verslaggever|redaktör|skribent|dziennikar|redaktor|"
    r"журналист|корреспондент|обозреватель|редактор|кореспондент|"
    r"صحفي|صحافي|مراسل|محرر|كاتب|إعلامي|محلل|記者|ジャーナリスト|特派員|編集|論説委員|コラムニスト|ライター|记者|编辑|撰稿人|特约|기자|특파원",
    re.I,
)
JOURNALISM: Final = re.compile(
    PROFESSION.pattern
    + r"|\bcover(?:ing|age|ed)\b|\breport(?:ing|ed|age)\b|journalis|\bdesk\b|\bbeat\b|newspaper|"
    r"magazine|\bpresse\b|\bprensa\b|zeitung|\bredaktion\b|\brédaction\b",
    re.I,
)
MOST_WORDS: Final = 6


def is_name_word(word: str) -> bool:
    """Whether a word may be part of a name: a capital first, and not letters all large unless it is an initial."""
    word = word.strip(",")
    if not NAME_WORD.fullmatch(word) or not word[0].isupper():
        return False
    letters = [part for part in re.split(r"[.'’\-‐–]", word) if part]
    return all(len(part) == 1 or not part.isupper() or len(part) > 3 for part in letters)


def is_name(text: str) -> bool:
    """Whether this is a name of two to six words, particles between them."""
    words = HONORIFIC.sub("", text).split()
    if not 2 <= len(words) <= MOST_WORDS:
        return False
    if words[0].casefold() in OTHER_CAPITALS or not is_name_word(words[-1]):
        return False
    return is_name_word(words[0]) and all(
        is_name_word(word) or word.casefold() in PARTICLES for word in words
    )


def tidy(name: str) -> str:
    """A name without the punctuation around it; one in capitals gets small letters."""
    name = " ".join(name.strip(" \t*_.,;:|–—-·()[]").split())
    if name.isupper() and len(name) > 4 and " " in name:
        return " ".join(
            part.title() if part.casefold() not in PARTICLES else part.lower() for part in name.split()
        )
    return name


def listed(text: str) -> list[str]:
    """The parts of 'A, B and C'."""
    return [name for part in AND.split(f" {text} ") if part and (name := tidy(part))]
