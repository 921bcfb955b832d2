"""Words as search compares them, and what somebody who searches asks for; pure, the same on every database.

Accents, case, vowel points and the Arabic article do not count. Where a script sets no spaces, each two neighbouring
signs are a word, so that any part of a phrase is found.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

LONGEST: Final = 40
"""Signs of a word that count."""
MOST_ASKED: Final = 16
"""Words of a question that count."""
READ: Final = 1000
"""Signs of a question that are read."""
PREFIX: Final = 3
"""Signs from which on the word that is being typed stands for all that begin so."""

SPACELESS: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han."""
RUN: Final = re.compile(f"([{SPACELESS}]+)")
WORD: Final = re.compile(r"[^\W_]+")
KEPT_MARKS: Final = "\u3099\u309a"
"""Sonant marks of kana make other words; what else is a mark is left out."""
ARABIC_ARTICLE: Final = re.compile(r"^(?:[وفبك]?ال|لل)(?=\w{3})")
LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i", "ŋ": "n"}
    | {"ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "\u0640": ""}
)
"""Letters that no decomposition makes plain, and spellings of one letter."""

PIECE: Final = re.compile(r'(-?)"([^"]*)("?)|(\S+)')

Phrase: TypeAlias = tuple[str, ...]


def fold(text: str) -> list[str]:
    """The words of a text, in order, in the form that is stored and compared."""
    if text.isascii():
        return [word[:LONGEST] for word in WORD.findall(text.lower())]
    return list(_words(_plain(text), last=True))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    kept = "".join(
        sign for sign in apart if sign in KEPT_MARKS or unicodedata.category(sign) not in ("Mn", "Me", "Cf")
    )
    plain = unicodedata.normalize("NFKC", kept).casefold().translate(LETTERS)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def _words(plain: str, *, last: bool) -> Iterator[str]:
    """The words; of a run without spaces each pair of signs, and with `last` its last sign too."""
    for word in WORD.findall(plain):
        for part in filter(None, RUN.split(word)):
            if RUN.match(part):
                yield from (one + other for one, other in pairwise(part))
                if last or len(part) == 1:
                    yield part[-1]
            else:
                yield ARABIC_ARTICLE.sub("", part)[:LONGEST]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: all of these phrases, none of those; `open` if the last word may go on."""

    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    open: bool = False

    def __bool__(self) -> bool:
        return bool(self.phrases or self.without)

    @property
    def in_order(self) -> bool:
        """Whether some of the words have to stand beside each other."""
        return any(len(phrase) > 1 for phrase in (*self.phrases, *self.without))

    def loose(self) -> "Wanted":
        """The same words in any order: what it finds holds all that is wanted, and more."""
        words = tuple((word,) for phrase in self.phrases for word in phrase)
        return Wanted(words, tuple(phrase for phrase in self.without if len(phrase) == 1), self.open)

    def tsquery(self) -> str:
        """The same for PostgreSQL's to_tsquery."""
        ands = [_tsphrase(phrase) for phrase in self.phrases]
        if self.open:
            ands[-1] = _tsphrase(self.phrases[-1], ":*")
        return " & ".join([*ands, *(f"!{_tsphrase(phrase)}" for phrase in self.without)])

    def fts5(self) -> tuple[str, str]:
        """The same for SQLite's MATCH: what is wanted, and what is not."""
        ands = [_quoted(phrase) for phrase in self.phrases]
        if self.open:
            ands[-1] += " *"
        return " AND ".join(ands), " OR ".join(map(_quoted, self.without))


def _tsphrase(phrase: Phrase, end: str = "") -> str:
    return "(" + " <-> ".join(f"'{word}'" for word in phrase) + end + ")"


def _quoted(phrase: Phrase) -> str:
    return '"' + " ".join(phrase) + '"'


def parse(text: str) -> Wanted:
    """What the words ask for: "a phrase" in quotes, -without a word, and the last word while it is being typed.

    Whatever is typed has a meaning; operators of databases have none.
    """
    phrases: list[Phrase] = []
    without: list[Phrase] = []
    going_on = False
    for piece in PIECE.finditer(text[:READ]):
        minus, quoted, closed, bare = piece.groups()
        if bare is not None:
            minus, quoted = ("-", bare[1:]) if bare.startswith("-") else ("", bare)
        room = MOST_ASKED - sum(map(len, (*phrases, *without)))
        words = _asked(quoted)[:room]
        if not words:
            continue
        (without if minus else phrases).append(words)
        going_on = not minus and not closed and (len(words[-1]) >= PREFIX or bool(RUN.match(words[-1])))
    return Wanted(tuple(phrases), tuple(without), going_on and bool(phrases))


def _asked(text: str) -> Phrase:
    """The words of one phrase; as a question, a run without spaces has no sign for its end."""
    return tuple(_words(_plain(text), last=False))
