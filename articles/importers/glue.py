"""Where a table's last cell ends when the text after the table has run into it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from . import vocabulary
from .plain import TERMINATORS, ends_sentence, is_cased, is_unspaced, plain, size

# What opens a sentence more often than it opens a name, and what no phrase ends with.
OPENERS: Final = vocabulary.load("openers")
UNCASED_OPENERS: Final = vocabulary.load("uncased_openers")
NEVER_LAST: Final = vocabulary.load("never_last")
TOKEN: Final = re.compile(r"\S+")
LEADING: Final = "\"'“«„‘([{*_¿¡—–-"
PHRASE_MARKS: Final = tuple(",;:/،؛、；：–—-(")
# A small letter and a capital with nothing between: 'alliesLooking'.
RUN_TOGETHER: Final = re.compile(r"(?<=[^\W\d_A-Z]{3})(?<![A-Z])(?=[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω][^\W\d_A-Z]{0,20}\b)")
SENTENCE_END: Final = re.compile(rf"[{TERMINATORS}][\"'”’»)\]」』*_]*(?:\s|$|(?=[^\x00-\u02ff]))")
HORIZON: Final = 80  # words in which the cell has to end
SOON: Final = re.compile(r"س[يتن]\w{2,}")  # an Arabic verb of what will be opens sentences, as verbs do there
WEAK: Final = 3  # evidence that counts only together with a likely place
TERMS: Final = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How the words of a document are written where no sentence begins."""

    small: frozenset[str]
    capital: frozenset[str]
    nouns_are_capital: bool

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of these texts."""
        small: Counter[str] = Counter()
        capital: Counter[str] = Counter()
        for text in texts:
            inside = False
            for token in TOKEN.findall(text):
                word = TERMS.search(token)
                if word and inside:
                    (capital if word[0][0].isupper() else small)[word[0].casefold()] += 1
                inside = not token.endswith((*TERMINATORS, ":", "|", "-", "*"))
        known = sum(small.values()) + sum(capital.values())
        return cls(frozenset(small), frozenset(capital), known > 30 and sum(capital.values()) > known * 0.22)


@dataclass(frozen=True, slots=True)
class Cut:
    """The cell and what had run into it; uncertain if several places were about as likely."""

    cell: str
    rest: str
    certain: bool


def cut(cell: str, others: Sequence[str], *, closed: bool, known: Vocabulary) -> Cut | None:
    """Where this cell ends, judged by the table's other cells; None if nothing has run into it."""
    longest = max((size(plain(other)) for other in others), default=8)
    evidence = _evidence(cell, others, longest, closed)
    if evidence < WEAK:
        return None
    end = next((found.end() for found in SENTENCE_END.finditer(cell) if not _is_abbreviation(cell, found)), 0)
    end = end if cell[end:].strip() else 0
    whole = any(ends_sentence(other) for other in others) or size(cell[:end]) <= longest * 1.5 + 3
    if end and whole and any(ends_sentence(other) for other in others):
        return Cut(cell[:end].strip(), cell[end:].strip(), certain=True)
    scored = sorted(_candidates(cell, end, longest, known), key=lambda pair: -pair[0])
    fits = end and whole and size(cell[:end]) <= longest + 3
    needed = 2.5 if evidence == WEAK else 1.5 if fits else 0.5 if end and whole else -1.0
    if scored and scored[0][0] >= needed:
        best, at = scored[0]
        certain = best >= 3 and (len(scored) == 1 or best - scored[1][0] >= 1)
        return Cut(cell[:at].strip(), cell[at:].strip(), certain)
    if end and evidence > WEAK:
        return Cut(cell[:end].strip(), cell[end:].strip(), certain=whole)
    return None


def _evidence(cell: str, others: Sequence[str], longest: int, closed: bool) -> int:
    """How much says that more than a cell stands here: its length, its sentences, a pipe that is missing."""
    words = size(plain(cell))
    if words <= longest + 3 and closed:
        return 0
    sentence_like = ends_sentence(cell) and not any(ends_sentence(other) for other in others)
    several = len(SENTENCE_END.findall(cell)) > 1
    much_longer = words > 2 * longest + 8
    return 2 * much_longer + (words > longest + 4) + sentence_like + several + 2 * (not closed)


def _candidates(cell: str, end: int, longest: int, known: Vocabulary) -> Iterable[tuple[float, int]]:
    """Each place in the first sentence where the text after the table may begin, with how likely it is."""
    cell = cell[: end or 5000][:5000]
    cased = is_cased(cell)
    tokens = [(found.start(), found[0]) for found in TOKEN.finditer(cell)][:HORIZON]
    for index in range(1, len(tokens)):
        start, token = tokens[index]
        before = tokens[index - 1][1]
        if before.endswith(PHRASE_MARKS) or before.casefold() in NEVER_LAST:
            continue
        after = tokens[index + 1][1] if index + 1 < len(tokens) else ""
        score = _opening(token, before, after, known) if cased else _uncased_opening(token)
        if score is None:
            continue
        window = tokens[index : index + (7 if cased else 4)]
        score += any(each.endswith((",", "،", "、", "，")) for _start, each in window)
        score += 2 * (cell[start - 2 : start].strip() == "" and start > 1)
        yield score + _length(index, longest, cased), start
    for found in RUN_TOGETHER.finditer(cell) if cased else ():
        index = len(cell[: found.start()].split())
        if index < HORIZON:
            yield 3 + _length(index, longest, cased), found.start()


def _opening(token: str, before: str, after: str, known: Vocabulary) -> float | None:
    """How much a capitalised word looks like the first of a sentence; None if it has no capital."""
    word = token.lstrip(LEADING)
    if not word[:1].isupper():
        return None
    term = TERMS.match(word)
    low = term[0].casefold() if term else ""
    opens = low in OPENERS
    score = 2.0 * opens + 1.0 * (low in known.small) - 2.0 * (low in known.capital and not opens)
    follows = after.lstrip(LEADING)[:1]
    score += 1.5 if follows.islower() or token.endswith(",") else -1.0
    score -= 2.0 * (len(low) > 1 and word[: len(low)].isupper())
    score -= 1.0 * (before[:1].isupper() and not opens)
    if known.nouns_are_capital and not opens:
        score -= 2.0
    return score


def _uncased_opening(token: str) -> float:
    """The same for scripts without capitals, which leave less to go by."""
    word = token.strip(LEADING + "،,、。：:")
    score = 2.5 if word in UNCASED_OPENERS or SOON.match(word) else 0.0
    if word in NEVER_LAST:
        score = min(score, 0.8)  # a preposition stands within phrases as well
    if is_unspaced(token[0]):
        score += 3.0  # a space is rare enough there
    return score


def _length(words: int, longest: int, cased: bool) -> float:
    """The cell should be about as long as the others."""
    limit = longest * 1.5 + 3
    excess = max(0.0, words - limit)
    return (1.0 if words <= limit else 0.0) - excess / 4 - (0 if cased else abs(words - longest) / 8)


def _is_abbreviation(text: str, found: re.Match[str]) -> bool:
    """Whether the full stop belongs to 'U.S.' or 'Dr.', not to a sentence."""
    before = text[max(0, found.start() - 12) : found.start()]
    last = re.split(r"[\s(]", before)[-1]
    short = len(last) < 2 or (len(last) == 2 and last.istitle())
    return found[0].startswith(".") and (short or "." in last)
