"""The front page: what editors have put where and, wherever they have done nothing, what arranges itself."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Final

from articles.listings import SHOWN
from articles.models.entry import Entry
from articles.models.front import Arrangement
from articles.models.publication import Section
from articles.prepared import AMONG, Prepared, Row

NEWEST: Final = 100
"""How many of the newest entries arrange themselves."""
TOP: Final = "top"
IN_TOP, IN_A_RAIL, RECENT = 4, 3, 8


@dataclass(frozen=True, slots=True)
class Rail:
    """A section on the front page with its entries."""

    section: Section
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Breaking:
    """The line of breaking news, and the entry that it leads to, if it leads anywhere."""

    text: str
    since: datetime | None
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Front:
    """The whole page: nothing stands both in the top and in a rail."""

    breaking: Breaking | None
    top: list[Entry]
    rails: list[Rail]
    recent: list[Entry]

    @property
    def shown(self) -> list[Entry]:
        """Every entry once, from the top down."""
        rails = [entry for rail in self.rails for entry in rail.entries]
        return list(dict.fromkeys([*self.top, *rails, *self.recent]))


def row_of(section: Section) -> str:
    """What an arrangement calls a section's rail."""
    return str(section.pk)


def rows(sections: Iterable[Section]) -> dict[str, int]:
    """The rows of the page from the top down, each with its number of places."""
    return {TOP: IN_TOP} | {row_of(section): IN_A_RAIL for section in sections if not section.parent_id}


def may_lead(entry: Entry) -> bool:
    """Whether it may stand in the top: what is paid for may not."""
    return entry.label != "sponsored"


_NEWEST: Final = Prepared(Entry, lambda: Entry.objects.listed().newest_first().values_list(*SHOWN)[:NEWEST])
_PINNED: Final = Prepared(
    Entry,
    lambda: Entry.objects.listed().filter(article__in=AMONG).order_by("pk").values_list(*SHOWN),
)


def state(arrangement: Arrangement, sections: Iterable[int], at: datetime) -> Row:
    """What the page shows at this moment, told in plain rows; a query, and one for all that is arranged."""
    pinned = sorted(arrangement.pinned(at))
    rows = [
        _PINNED.ask(dict(zip_longest(AMONG, pinned[begin : begin + len(AMONG)])))
        for begin in range(0, len(pinned), len(AMONG))
    ]
    places = [arrangement.row(name, at) for name in (TOP, *map(str, sections))]
    return arrangement.number, arrangement.breaks(at), places, rows, _NEWEST.ask()


def front(sections: Sequence[Section], arrangement: Arrangement, at: datetime) -> Front:
    """The page as it is at this moment; what is arranged and not live gives way to what comes by itself."""
    newest = list(Entry.objects.listed().newest_first()[:NEWEST])
    live = {one.article_id: one for one in Entry.objects.listed().filter(article__in=arrangement.pinned(at))}
    put = {name: [live.get(pk or 0) for pk in arrangement.row(name, at)] for name in rows(sections)}
    put[TOP] = [entry if entry and may_lead(entry) else None for entry in put[TOP]]
    held = {entry for row in put.values() for entry in row if entry}
    free = [entry for entry in newest if entry not in held]
    top = _filled(put[TOP], IN_TOP, filter(may_lead, free))
    return Front(
        _breaking(arrangement, live, at),
        top,
        list(_rails(sections, put, [entry for entry in free if entry not in top])),
        [entry for entry in newest if entry not in top][:RECENT],
    )


def _rails(
    sections: Sequence[Section], put: dict[str, list[Entry | None]], free: list[Entry]
) -> Iterator[Rail]:
    """A rail for each section of the menu in which something stands; what is within it counts as its own."""
    stands_in = {section.pk: section.parent_id or section.pk for section in sections}
    for section in sections:
        if section.parent_id:
            continue
        own = (one for one in free if one.section_id and stands_in.get(one.section_id) == section.pk)
        if entries := _filled(put[row_of(section)], IN_A_RAIL, own):
            yield Rail(section, entries)


def _filled(put: list[Entry | None], size: int, others: Iterator[Entry]) -> list[Entry]:
    """A row: in each place what was put there, else the next of the others, as far as there are any."""
    places = [*put, *[None] * size][:size]
    return [entry for entry in (place or next(others, None) for place in places) if entry]


def _breaking(arrangement: Arrangement, live: dict[int, Entry], at: datetime) -> Breaking | None:
    """The line while it stands; one that leads to an article stands only as long as that does."""
    entry = live.get(arrangement.breaking_article or 0)
    if not arrangement.breaks(at) or (arrangement.breaking_article and not entry):
        return None
    return Breaking(arrangement.breaking, arrangement.breaking_since, entry)
