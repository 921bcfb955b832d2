"""A thread as readers see it: a page of it in one query whatever its size, arranged into levels."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from operator import attrgetter
from typing import Final, Self

from django.db.models import Q, QuerySet

from articles.models.edition import Edition
from articles.paging import BadCursor, beyond
from comments.models import Comment, Thread

PAGE: Final = 100
NEW: Final = 30
"""So many comments can be added to a page that is being read."""
LEVELS: Final = 3
ORDERS: Final = {"newest": ("-root", "pk"), "oldest": ("root", "pk"), "recommended": ("-recommended", "-pk")}
"""What each order goes by. The first two keep answers below what they answer; the last one is flat."""
CURSOR: Final = re.compile(r"(\d{1,9})-(\d{1,18})", re.ASCII)


@dataclass(slots=True)
class Line:
    """One comment in reading order; `opens` begins a list, `closes` ends as many after it.

    `answers` is whom it answers, where its place on the page does not show it; `parent_here` is true if that comment
    is on the page too.
    """

    id: int
    parent: int | None
    root: int
    name: str
    html: str
    status: str
    created_at: datetime
    edited_at: datetime | None
    recommended: int
    staff: bool
    author: bool
    picked: str
    appeared: int
    level: int = 0
    opens: bool = True
    closes: range = field(default_factory=lambda: range(0))
    answers: str = ""
    parent_here: bool = False

    @property
    def gone(self) -> bool:
        return self.status != Comment.Status.PUBLIC

    @property
    def removed(self) -> bool:
        return self.status == Comment.Status.REMOVED


FACTS: Final = (
    "pk", "parent", "root", "reader__display_name", "html", "status", "created_at", "edited_at", "recommended",
    "reader__user__is_staff", "reader__user__author",
    "picked", "appeared", "parent__reader__display_name", "parent__status",
    "thread__policy", "thread__prompt", "thread__public_count", "thread__appeared",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a thread: what its order goes by first, and the comment; `text` is how an address names it."""

    first: int
    number: int

    @property
    def text(self) -> str:
        return f"{self.first}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        match = CURSOR.fullmatch(text)
        if not match:
            raise BadCursor(text)
        return cls(int(match[1]), int(match[2]))


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a thread: its lines in reading order, and the thread's facts.

    `before` and `after` are the places where the pages around this one end and begin, '' for none.
    """

    lines: list[Line]
    thread: Thread
    order: str = "newest"
    before: str = ""
    after: str = ""

    @property
    def upto(self) -> int:
        """The place of the last of these to appear."""
        return max(line.appeared for line in self.lines)


def signed_by(edition: Edition) -> set[int]:
    """Whose comments below this edition are its authors'."""
    return {byline["author"] for byline in edition.payload["byline"]}


def shown(
    article_id: int, authors: set[int], order: str = "newest", *, before: str = "", after: str = ""
) -> Shown:
    """A page of the comments on an article, in one query if there are any; `authors` are those of its byline.

    Raises BadCursor for a place that nobody was given.
    """
    rows, fields = _rows(article_id, order), ORDERS[order]
    if before:
        back = rows.filter(_beyond(fields, Place.parse(before), back=True)).order_by(*map(_turned, fields))
        lines, thread = _lines(back, authors)
        begins, more = len(lines) <= PAGE, lines[:PAGE]
        return _page(more[::-1], thread, article_id, order, begins=begins, ends=False)
    if after:
        rows = rows.filter(_beyond(fields, Place.parse(after)))
    lines, thread = _lines(rows, authors)
    return _page(lines[:PAGE], thread, article_id, order, begins=not after, ends=len(lines) <= PAGE)


def around(article_id: int, authors: set[int], comment: Comment) -> Shown:
    """The page that begins with the comment's root, or with the comment itself where it stands too far below."""
    rows, fields = _rows(article_id, "newest"), ORDERS["newest"]
    begin = Place(comment.root_id or comment.pk, comment.root_id or comment.pk)
    lines, thread = _lines(rows.filter(_beyond(fields, begin, inclusive=True)), authors)
    if all(line.id != comment.pk for line in lines[:PAGE]):
        begin = Place(begin.first, comment.pk)
        lines, thread = _lines(rows.filter(_beyond(fields, begin, inclusive=True)), authors)
    begins = not rows.filter(_beyond(fields, begin, back=True)).exists()
    return _page(lines[:PAGE], thread, article_id, "newest", begins=begins, ends=len(lines) <= PAGE)


def new(article_id: int, authors: set[int], since: int) -> Shown:
    """The first comments that appeared after so many had, one below the other in that order."""
    rows = Comment.objects.public().filter(thread_id=article_id, appeared__gt=since).order_by("appeared")
    lines, thread = _lines(rows[:NEW], authors)
    return Shown(flat(lines), thread or Thread())


def _rows(article_id: int, order: str) -> QuerySet[Comment]:
    # Hidden and removed ones are fetched as well: a line stands where they were, if anybody has answered.
    rows = Comment.objects.public() if order == "recommended" else Comment.objects.standing()
    return rows.filter(thread_id=article_id).order_by(*ORDERS[order])


def _turned(name: str) -> str:
    return name.removeprefix("-") if name.startswith("-") else f"-{name}"


def _beyond(fields: Sequence[str], place: Place, *, back: bool = False, inclusive: bool = False) -> Q:
    """What comes after a place in an order, or before it if `back`."""
    first, second = (
        (name.removeprefix("-"), "lt" if name.startswith("-") != back else "gt") for name in fields
    )
    exactly = f"{second[1]}{'e' if inclusive else ''}"
    return beyond(first, (second[0], exactly), (place.first, place.number))


def _lines(rows: QuerySet[Comment], authors: set[int]) -> tuple[list[Line], Thread | None]:
    """One line more than fit, and the thread's facts if there is any."""
    lines: list[Line] = []
    thread: Thread | None = None
    for *facts, author, picked, nth, above, above_status, policy, prompt, count, appeared in rows.values_list(
        *FACTS
    )[: PAGE + 1]:
        line = Line(*[*facts, author in authors, picked, nth])
        line.answers = above if above and above_status == Comment.Status.PUBLIC else ""
        lines.append(line)
        thread = thread or Thread(policy=policy, prompt=prompt, public_count=count, appeared=appeared)
    return lines, thread


def _page(
    lines: list[Line],
    thread: Thread | None,
    article_id: int,
    order: str,
    *,
    begins: bool,
    ends: bool,
) -> Shown:
    thread = thread or Thread.objects.filter(pk=article_id).first() or Thread()
    first = attrgetter(ORDERS[order][0].removeprefix("-"))
    edges = [Place(first(line), line.id).text for line in (lines[:1] + lines[-1:])]
    return Shown(
        flat(lines) if order == "recommended" else arranged(lines),
        thread,
        order,
        before="" if begins or not edges else edges[0],
        after="" if ends or not edges else edges[-1],
    )


def flat(lines: list[Line]) -> list[Line]:
    """The lines one below the other."""
    for number, line in enumerate(lines):
        line.opens, line.closes = number == 0, range(int(number == len(lines) - 1))
    return lines


def arranged(rows: Iterable[Line]) -> list[Line]:
    """The lines in reading order: answers below what they answer in order of time, three levels and then flat.

    What is gone stays only where something visible answers it. An answer to what is on another page stands by itself.
    """
    known = {row.id: row for row in rows}
    answered: set[int] = set()
    for row in sorted(known.values(), key=lambda row: -row.id):  # an answer is younger than what it answers
        if (not row.gone or row.id in answered) and row.parent:
            answered.add(row.parent)
    children: dict[int, list[Line]] = defaultdict(list)
    roots: list[Line] = []
    for row in known.values():
        if row.gone and row.id not in answered:
            continue
        row.parent_here = row.parent in known
        (children[row.parent] if row.parent and row.parent_here else roots).append(row)
    ordered: list[Line] = []
    ahead = roots[::-1]
    while ahead:
        line = ahead.pop()
        ordered.append(line)
        for child in reversed(children[line.id]):
            child.level = min(line.level + 1, LEVELS - 1)
            if line.level < LEVELS - 1:
                child.answers = ""  # it stands right below
            ahead.append(child)
    for line, following in zip_longest(ordered, ordered[1:]):
        level = following.level if following else -1
        line.closes = range(line.level - level)
        if following:
            following.opens = following.level > line.level
    return ordered
