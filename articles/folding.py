"""Words as search compares them, and what somebody who searches asks for; pure, the same on every database.

Accents, case, vowel points and the Arabic article do not count. Where a script sets no spaces, each two neighbouring
signs are a word, so that any part of a phrase is found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
STRETCH: Final = re.compile(
    r"[^\s!-/:-@\[-`{-~\u00a0-\u00a9\u00ab\u00b7\u00bb\u2010-\u2029\u202f-\u205e\u3000-\u3004\u3008-\u3020\u060c\u061b\u061f\uff01-\uff0f]+"
)
"""What may hold a word: all but spaces and the usual signs between words."""
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


def folded(texts: Iterable[str], most: int) -> str:
    """The words of several texts as they are stored, cut at so many bytes."""
    words = " ".join(" ".join(fold(text)) for text in texts if text)
    if len(words) * 4 <= most:
        return words
    return words.encode()[:most].decode(errors="ignore")


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


@lru_cache(maxsize=20_000)
def _folded_piece(piece: str) -> tuple[str, ...] | None:
    """The words of a piece between two spaces; None where it has a run without spaces, in which each has its place."""
    return None if RUN.search(piece) else tuple(fold(piece))


def words_at(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text as `fold` gives them, each with the place in the text where it begins and ends.

    A text is cut at spaces and at what divides words; of a piece with several words, each stands for the whole.
    """
    for match in STRETCH.finditer(text):
        begin, end = match.span()
        words = _folded_piece(match[0])
        if words is None:
            for part in filter(None, RUN.split(match[0])):
                yield from _pairs_at(part, begin) if RUN.match(part) else _words_of(part, begin)
                begin += len(part)
        else:
            for word in words:
                yield word, begin, end


def _words_of(part: str, begin: int) -> Iterator[tuple[str, int, int]]:
    """The words beside a run, of which each stands for all."""
    return ((word, begin, begin + len(part)) for word in fold(part))


def _pairs_at(run: str, begin: int) -> Iterator[tuple[str, int, int]]:
    """Each two neighbouring signs, with the marks that belong to them, and the last sign."""
    signs = [(sign, place) for place, one in enumerate(run) for sign in _plain_sign(one)]
    ends = [*(place for _sign, place in signs[1:]), len(run)]
    for at, (sign, place) in enumerate(signs):
        last = at + 1 == len(signs)
        word = sign if last else sign + signs[at + 1][0]
        yield word, begin + place, begin + ends[at if last else at + 1]


@lru_cache(maxsize=20_000)
def _plain_sign(sign: str) -> str:
    return _plain(sign)


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
