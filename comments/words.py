"""Words to look out for: how they are compared, and where they stand in a text. Pure.

Whole words only. Capitals, accents and look-alikes do not count: letters of other scripts, figures and signs that stand
for letters, letters set apart. Where a script sets no spaces, each sign is a word.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from articles.folding import ARABIC_ARTICLE, LETTERS, RUN
from comments.names import GREEK_OR_CYRILLIC

LONGEST: Final = 40
"""Signs of a word that count."""

# Marks that make no other letter of it: accents, and the points of Hebrew and Arabic.
ACCENTS: Final = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]"
)
LOOK_ALIKES: Final = str.maketrans(
    {
        **GREEK_OR_CYRILLIC,
        **dict(zip("іιјϳɑɡᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "iijjagabcdefghijklmnoprstuvwyz", strict=True)),
    }
)
FIGURES: Final = {"0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
SIGNS: Final = {"@": "a", "$": "s", "€": "e", "+": "t", "*": "", "\\": "", "`": "", "_": ""}
# '1', '|', '!' and a capital I can pass for two letters.
DISGUISES: Final = (
    str.maketrans({**FIGURES, **SIGNS, "1": "i", "!": "i", "|": "l"}),
    str.maketrans({**FIGURES, **SIGNS, "1": "l", "!": "l", "|": "i", "I": "l"}),
)
PIECE: Final = re.compile(r"[\w@$€+*\\`!|]{2,80}")
DISGUISED: Final = re.compile(r"[\d@$€+*\\`!|_]|[a-z]I|I[a-z]")
APART: Final = re.compile(r"(?<!\w)\w(?:[^\w\n]\w){2,79}(?!\w)")

Tree = dict[str, Any]
# What a sign does in a word.
LETTER, ALONE, MARK, DIVIDES = range(4)


@dataclass(slots=True)
class Token:
    """A word of a text: the forms in which it is looked up, and where it begins and ends."""

    plain: str
    begin: int
    end: int
    forms: tuple[str, ...]

    @property
    def is_greek_or_cyrillic(self) -> bool:
        return all("\u0370" <= sign <= "\u052f" for sign in self.plain)


@dataclass(frozen=True, slots=True)
class Listed:
    """A word or phrase of the list."""

    text: str
    banned: bool
    folded: str


@dataclass(frozen=True, slots=True)
class Match:
    """Where a word of the list stands in a text, and how it is written there."""

    word: Listed
    begin: int
    end: int
    written: str


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, one after the other; in a script without spaces each sign."""
    word, begin, before = "", 0, LETTER
    for place, sign in enumerate(text):
        plain, part = _plain(sign)
        if word and (part is DIVIDES or (part is not MARK and ALONE in (before, part))):
            yield _token(word, begin, place)
            word = ""
        if plain:
            if not word:
                begin, before = place, part
            word += plain
    if word:
        yield _token(word, begin, len(text))


def fold(text: str) -> str:
    """A word or phrase of the list as it is stored and compared; '' if it has neither letters nor figures."""
    return " ".join(alike(token.plain) for token in tokens(text))


def alike(plain: str) -> str:
    """The word with the Latin letters that its letters look like."""
    return plain if plain.isascii() else plain.translate(LOOK_ALIKES)


@dataclass(slots=True)
class Reading:
    """A text, read once, to find words of the list in it."""

    text: str
    words: list[Token] = field(default_factory=list)
    disguised: list[Token] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = list(tokens(self.text))
        disguised = list(_disguised(self.text))
        at = {(token.begin, token.end): token for token in self.words} if disguised else {}
        for begin, end, form in disguised:
            token = at.get((begin, end))
            if token is None:
                self.disguised.append(Token(form, begin, end, (form,)))
            elif form not in token.forms:
                token.forms += (form,)

    @property
    def forms(self) -> set[str]:
        """All that a word of the list can begin with to be found here."""
        return {form for token in (*self.words, *self.disguised) for form in token.forms}

    def find(self, listed: Iterable[Listed]) -> list[Match]:
        """Where the words stand, in the order of the text; the longest of those that begin at one place.

        However many words there are, each place is looked at for as many steps as a phrase has words.
        """
        tree = _tree(listed)
        found: dict[tuple[int, str], Match] = {}
        for place, token in enumerate(self.words):
            if token.forms[0] not in tree and len(token.forms) == 1:
                continue
            for word, end in _walk(tree, self.words, place):
                part = self.words[place:end]
                if not (_is_its_own_word(part, word) and self._is_greek_or_cyrillic()):
                    match = self._match(word, part[0].begin, part[-1].end)
                    found[match.begin, word.folded] = match
        for token in self.disguised:
            for word, _end in _walk(tree, [token], 0):
                found.setdefault((token.begin, word.folded), self._match(word, token.begin, token.end))
        return sorted(found.values(), key=lambda match: (match.begin, -match.end))

    def _match(self, word: Listed, begin: int, end: int) -> Match:
        return Match(word, begin, end, self.text[begin:end])

    def _is_greek_or_cyrillic(self) -> bool:
        """True if most of the text is: its words are then no disguise of Latin ones."""
        return sum(token.is_greek_or_cyrillic for token in self.words) * 2 > len(self.words)


def _tree(listed: Iterable[Listed]) -> Tree:
    """The words of the list by what they begin with; under '' stands the one that ends there."""
    tree: Tree = {}
    for word in listed:
        node = tree
        for part in word.folded.split(" "):
            node = node.setdefault(part, {})
        node[""] = word
    return tree


def _walk(tree: Tree, words: list[Token], place: int) -> Iterator[tuple[Listed, int]]:
    """The words of the list that begin with this word of a text, each with the place after its end."""
    nodes = [tree]
    while nodes and place < len(words):
        nodes = [node[form] for node in nodes for form in words[place].forms if form in node]
        place += 1
        for node in nodes:
            if "" in node:
                yield node[""], place


def _is_its_own_word(part: list[Token], word: Listed) -> bool:
    """True if these Greek or Cyrillic words only look like the Latin ones of the list."""
    return all(token.is_greek_or_cyrillic for token in part) and not any(
        token.is_greek_or_cyrillic for token in tokens(word.text)
    )


def _disguised(text: str) -> Iterator[tuple[int, int, str]]:
    """Words that signs, figures or spaces between their letters may hide, each with its place."""
    for piece in PIECE.finditer(text):
        if DISGUISED.search(piece[0]):
            for form in _hidden(piece[0]):
                yield piece.start(), piece.end(), form
    for piece in APART.finditer(text):
        if not RUN.search(piece[0]):
            form = fold("".join(filter(str.isalnum, piece[0])))
            yield piece.start(), piece.end(), form


@lru_cache(maxsize=5_000)
def _hidden(piece: str) -> tuple[str, ...]:
    """What a piece may stand for, with letters in place of figures and signs."""
    return tuple({form: None for disguise in DISGUISES if (form := fold(piece.translate(disguise)))})


@lru_cache(maxsize=20_000)
def _plain(sign: str) -> tuple[str, int]:
    """What a sign counts for in a word, and what it does there; what is no part of a word divides words."""
    if sign.isascii():
        return (sign.lower(), LETTER) if sign.isalnum() else ("", DIVIDES)
    category = unicodedata.category(sign)
    parts = unicodedata.normalize("NFKD", sign)
    if category == "Cf":
        return "", MARK
    if not any(unicodedata.category(part)[0] in "LMN" for part in parts):
        return "", DIVIDES
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", parts.casefold())).translate(LETTERS)
    plain = "".join(
        str(unicodedata.decimal(part, part)) for part in plain if unicodedata.category(part)[0] in "LMN"
    )
    if category[0] == "M":
        return plain, MARK
    return plain, ALONE if RUN.match(sign) else LETTER


@lru_cache(maxsize=20_000)
def _forms(word: str) -> tuple[str, tuple[str]]:
    """The word as it counts, and how it looks."""
    if "\u0600" <= word[0] <= "\u06ff":
        word = ARABIC_ARTICLE.sub("", word)
    word = word[:LONGEST]
    return word, (alike(word),)


def _token(word: str, begin: int, end: int) -> Token:
    plain, forms = _forms(word)
    return Token(plain, begin, end, forms)
