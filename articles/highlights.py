"""Where in a text the words stand that were asked for: marked headlines, and extracts around the hits. Pure."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.folding import Phrase, Wanted, words_at

READ: Final = 60_000
"""Signs of a text that are looked at for an extract."""
LENGTH: Final = 240
"""Signs of an extract, about."""
BEFORE: Final = 60
"""Signs of it that stand before the first hit, about."""

LINE_WITHOUT_END: Final = re.compile(r"\n(?<=[\w)\]]\n)")
"""Where a heading or a cell of a table ends."""

Place: TypeAlias = tuple[int, int]


def places(text: str, wanted: Wanted) -> list[tuple[int, int, int]]:
    """Every hit: where it begins and ends, and which of the phrases it is."""
    if not wanted.phrases:
        return []
    words = list(words_at(text))
    beginning: dict[str, list[int]] = {}
    for number, phrase in enumerate(wanted.phrases):
        beginning.setdefault(phrase[0], []).append(number)
    growing = wanted.phrases[-1] if wanted.open else ()
    begun = growing if len(growing) == 1 else ()
    hits = [at for at, (word, _b, _e) in enumerate(words) if word in beginning or word.startswith(begun)]
    found = []
    for at in hits:
        word, begin, _end = words[at]
        numbers = beginning.get(word, [])
        if word.startswith(begun) and word not in begun:
            numbers = [*numbers, len(wanted.phrases) - 1]
        for number in numbers:
            phrase = wanted.phrases[number]
            last = at + len(phrase) - 1
            if last < len(words) and _stands_here(phrase, words[at : last + 1], phrase is growing):
                found.append((begin, words[last][2], number))
    return found


def _stands_here(phrase: Phrase, words: Sequence[tuple[str, int, int]], growing: bool) -> bool:
    said = [word for word, _begin, _end in words]
    if growing and said[-1].startswith(phrase[-1]):
        said[-1] = phrase[-1]
    return said == list(phrase)


def marked(text: str, wanted: Wanted) -> SafeString:
    """The whole text, escaped, with its hits marked."""
    return _marked(text, places(text, wanted))


def extract(text: str, wanted: Wanted) -> SafeString:
    """The part of a text that says most of what was asked for, with its hits marked; '' if nothing of it does."""
    text = LINE_WITHOUT_END.sub(" · ", text[:READ])
    found = places(text, wanted)
    if not found:
        return mark_safe("")
    first = _richest(found)
    begin = _at_a_word(text, max(0, found[first][0] - BEFORE))
    end = _at_a_word(text, min(len(text), max(begin + LENGTH, found[first][1])), onward=True)
    shown = [(hit[0] - begin, hit[1] - begin, hit[2]) for hit in found if hit[0] >= begin and hit[1] <= end]
    before, after = "… " if begin else "", " …" if end < len(text) else ""
    return mark_safe(f"{before}{_marked(text[begin:end].rstrip(), shown)}{after}")  # noqa: S308 (escaped)


def _richest(found: Sequence[tuple[int, int, int]]) -> int:
    """The hit from which on the most different phrases stand within an extract; the first one of several."""
    begins = [hit[0] for hit in found]

    def said(at: int) -> int:
        until = bisect_left(begins, begins[at] + LENGTH - BEFORE)
        return len({hit[2] for hit in found[at : min(until, at + 50)]})

    return max(range(min(len(found), 500)), key=said)


def _at_a_word(text: str, place: int, *, onward: bool = False) -> int:
    """The nearest space, within some signs; a text without spaces is cut where it is."""
    if place in (0, len(text)):
        return place
    if onward:
        space = text.rfind(" ", place - 30, place + 1)
        return place if space < 0 else space
    line = text.rfind("\n", place, place + BEFORE)
    space = line if line >= 0 else text.find(" ", place, place + 30)
    return place if space < 0 else space + 1


def _marked(text: str, found: Sequence[tuple[int, int, int]]) -> SafeString:
    said, done = [], 0
    for begin, end in _joined(found):
        said += [escape(text[done:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
        done = end
    return mark_safe("".join([*said, escape(text[done:])]))  # noqa: S308 (escaped above)


def _joined(found: Sequence[tuple[int, int, int]]) -> Iterator[Place]:
    """The hits in order, those that overlap as one."""
    begin = end = -1
    for start, stop, _number in sorted(found):
        if start <= end:
            end = max(end, stop)
            continue
        if end >= 0:
            yield begin, end
        begin, end = start, stop
    if end >= 0:
        yield begin, end
