"""A week of the start page's calendar: what goes and went live, what is planned, what is due, day by day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final, Self

from django.db.models import Case, CharField, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition, Entry
from articles.workflow import OPEN
from authors.models import User
from newsroom.narrowing import Narrowing

SHOWN: Final = 5
"""Lines of a day that are open; the others open by a click."""
MOST: Final = 25
"""Lines of a day of one sort."""

NAMED: Final = re.compile(r"((?:19|20|21)\d\d)-W(\d\d)", re.ASCII)

WORDS: Final[dict[str, Promise | str]] = {
    "published": _("Live"),
    "retracted": _("Retracted"),
    "scheduled": _("Scheduled"),
    "planned": _("Planned"),
    "deadline": _("Deadline"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a day."""

    at: datetime
    sort: str
    article_id: int
    headline: str
    language: str

    @property
    def word(self) -> Promise | str:
        """What it is, in a word."""
        return WORDS[self.sort]


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its first lines, the others, and whether there are even more."""

    date: date
    items: list[Item]
    cut: bool

    @property
    def first(self) -> list[Item]:
        """What is open at once; no line is hidden alone."""
        return self.items if len(self.items) <= SHOWN + 1 else self.items[:SHOWN]

    @property
    def rest(self) -> list[Item]:
        """What opens by a click."""
        return self.items[len(self.first) :]


@dataclass(frozen=True, slots=True)
class Week:
    """Monday to Sunday, in the paper's time zone."""

    monday: date

    @classmethod
    def named(cls, name: str) -> Self | None:
        """The week of a name such as 2026-W48."""
        if not (found := NAMED.fullmatch(name)):
            return None
        try:
            return cls(date.fromisocalendar(int(found[1]), int(found[2]), 1))
        except ValueError:
            return None

    @classmethod
    def of(cls, day: date) -> Self:
        """The week that this day is in."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def name(self) -> str:
        """As the address has it."""
        year, week, _weekday = self.monday.isocalendar()
        return f"{year}-W{week:02}"

    @property
    def number(self) -> int:
        """As people count weeks."""
        return self.monday.isocalendar().week

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> "Week":
        """The one before."""
        return Week(self.monday - timedelta(days=7))

    @property
    def after(self) -> "Week":
        """The next one."""
        return Week(self.monday + timedelta(days=7))

    def days(self, user: User, narrowing: Narrowing, now: datetime) -> list[Day]:
        """Its seven days with what is in them, in two queries however much there is."""
        starts = [
            timezone.make_aware(datetime.combine(self.monday + timedelta(days=n), time())) for n in range(8)
        ]
        spans = list(pairwise(starts))
        rows = [*_editions(user, narrowing, spans), *_plans(user, narrowing, spans)]
        items = [Item(row[0], _said(row[1], row[0], now), *row[2:]) for row in rows]
        return [_day(begin, [item for item in items if begin <= item.at < end]) for begin, end in spans]


def _said(sort: str, at: datetime, now: datetime) -> str:
    if sort != "edition":
        return sort
    return "scheduled" if at > now else "published"


def _day(begin: datetime, items: list[Item]) -> Day:
    """Its lines by time; of several editions of an article, the last."""
    cut = any(sum(item.sort == sort for item in items) >= MOST for sort in WORDS)
    once = {(item.sort, item.article_id): item for item in sorted(items, key=lambda item: item.at)}
    return Day(timezone.localdate(begin), sorted(once.values(), key=lambda item: item.at), cut)


Row = tuple[datetime, str, int, str, str]
Span = tuple[datetime, datetime]


def _editions(user: User, narrowing: Narrowing, spans: list[Span]) -> Iterable[Row]:
    """What goes or went live, without minor changes; what was brought from an archive, on the day it came out there."""
    editions = Edition.objects.filter(cancelled_at=None, imported=False).exclude(kind=Edition.Kind.MINOR)
    entries = Entry.objects.live()
    if narrowing.narrow or not user.has_perm("articles.read_any_article"):
        fitting = narrowing.articles(Article.objects.readable_by(user))
        editions, entries = editions.filter(article__in=fitting), entries.filter(article__in=fitting)
    retraction = When(kind=Edition.Kind.RETRACTION, then=_sort("retracted"))
    kept: tuple[tuple[QuerySet[Any], str, Any], ...] = (
        (editions, "goes_live_at", Case(retraction, default=_sort("edition"))),
        (entries, "published_at", _sort("edition")),
    )
    return _rows(
        rows.model._default_manager.filter(pk__in=_within(rows, field, span)).values_list(
            field, sort, "article_id", "article__headline", "article__language"
        )
        for rows, field, sort in kept
        for span in spans
    )


def _plans(user: User, narrowing: Narrowing, spans: list[Span]) -> Iterable[Row]:
    """What is planned and what is due, as long as it is open."""
    articles = narrowing.articles(Article.objects.readable_by(user).filter(state__in=OPEN))
    return _rows(
        Article.objects.filter(pk__in=_within(articles, field, span)).values_list(
            field, _sort(sort), "pk", "headline", "language"
        )
        for field, sort in (("planned_for", "planned"), ("deadline", "deadline"))
        for span in spans
    )


def _sort(name: str) -> Any:
    return Value(name, output_field=CharField())


def _within(rows: QuerySet[Any], field: str, span: Span) -> QuerySet[Any]:
    begin, end = span
    there = rows.filter(**{f"{field}__gte": begin, f"{field}__lt": end})
    return there.order_by(field, "pk").values("pk")[:MOST]


def _rows(queries: Iterator[QuerySet[Any, Any]]) -> Iterable[Row]:
    first, *others = queries
    return list(first.order_by().union(*(other.order_by() for other in others), all=True))
