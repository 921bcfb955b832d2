"""Lists by time, a page at a time: each page is found by a place in the list, never by counting."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Generic, Self, TypeVar

from django.db.models import Model, Q, QuerySet

PAGE: Final = 20
CURSOR: Final = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Row = TypeVar("Row", bound=Model)


class BadCursor(ValueError):
    """A place in a list that nobody was ever given."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list that is ordered by time; `text` is how an address names it."""

    at: datetime
    number: int

    @property
    def text(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = CURSOR.fullmatch(text)
        if not match:
            raise BadCursor(text)
        return cls(EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))


def beyond(first: tuple[str, str], second: tuple[str, str], place: tuple[object, object]) -> Q:
    """What lies beyond a place in an order by two fields, in the form that an index can follow.

    Each field comes with its side, `lt` or `gt`; of the second also `lte` or `gte`, which takes in the place itself.
    """
    (one, side), (other, exactly) = first, second
    tied = Q(**{one: place[0], f"{other}__{exactly}": place[1]})
    return Q(**{f"{one}__{side}e": place[0]}) & (Q(**{f"{one}__{side}": place[0]}) | tied)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, newest first, and the places where the older and the newer ones begin, '' for none."""

    rows: list[Row]
    older: str
    newer: str

    @property
    def is_first(self) -> bool:
        return not self.newer


@dataclass(frozen=True, slots=True)
class Listing(Generic[Row]):
    """A list by time, newest first; `where` stands beside the place in one filter, so that one index serves both."""

    rows: QuerySet[Row]
    place: Callable[[Row], Place]
    time: str
    number: str
    where: Mapping[str, object]

    def page(self, before: str = "", after: str = "") -> Page[Row]:
        """What is older than one place, or newer than another, or newest: as fast at any depth."""
        if after and len(newer := self._first(self.beyond(Place.parse(after), "gt"))) > PAGE:
            rows = newer[PAGE - 1 :: -1]
            return Page(rows, self.place(rows[-1]).text, self.place(rows[0]).text)
        rows = self._first(self.beyond(Place.parse(before) if before and not after else None, "lt"))
        older = self.place(rows[PAGE - 1]).text if len(rows) > PAGE else ""
        newer_than = self.place(rows[0]).text if rows and before and not after else ""
        return Page(rows[:PAGE], older, newer_than)

    def beyond(self, place: Place | None, side: str) -> QuerySet[Row]:
        """What lies on one side of a place, the nearest first."""
        sign = "-" if side == "lt" else ""
        rows = self.rows.order_by(f"{sign}{self.time}", f"{sign}{self.number}")
        if not place:
            return rows.filter(**self.where)
        fields = (self.time, side), (self.number, side)
        return rows.filter(beyond(*fields, (place.at, place.number)), **self.where)

    def _first(self, rows: QuerySet[Row]) -> list[Row]:
        """A page of these and one more."""
        return list(rows[: PAGE + 1])
