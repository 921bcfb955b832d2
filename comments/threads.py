"""A thread as readers see it: fetched in one query whatever its size, and arranged into levels."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from typing import Any, Final

from django.db.models import F, FilteredRelation, Q

from comments.models import Comment, Thread

ROOTS: Final = 50
MOST: Final = 200
LEVELS: Final = 3

# Hidden and removed ones are fetched as well: a line stands where they were, if anybody has answered.
SEEN: Final = (Comment.Status.PUBLIC, Comment.Status.HIDDEN, Comment.Status.REMOVED)


@dataclass(slots=True)
class Line:
    """One comment in reading order; `opens` begins a list, `closes` ends as many after it."""

    id: int
    parent: int | None
    root: int
    name: str
    html: str
    status: str
    created_at: datetime
    staff: bool
    author: bool
    level: int = 0
    opens: bool = True
    closes: range = field(default_factory=lambda: range(0))
    answers: "Line | None" = None

    @property
    def gone(self) -> bool:
        return self.status != Comment.Status.PUBLIC

    @property
    def removed(self) -> bool:
        return self.status == Comment.Status.REMOVED


@dataclass(slots=True)
class Shown:
    """A thread on a page: its lines in reading order, how many comments it has, and whether one can post."""

    lines: list[Line]
    count: int = 0
    closed: bool = False

    @property
    def left_out(self) -> int:
        """How many public comments are older than those shown."""
        return max(0, self.count - sum(not line.gone for line in self.lines))


def shown(article_id: int, authors: set[int]) -> Shown:
    """The newest comments on an article with what they answer, in one query; `authors` are those of its byline."""
    newest = (
        Comment.objects.filter(thread_id=article_id, status=Comment.Status.PUBLIC)
        .order_by("-root_id")
        .values("root_id")
        .distinct()[:ROOTS]
    )
    rows: Any = (
        Thread.objects.filter(pk=article_id)
        .annotate(said=FilteredRelation("comments", condition=Q(comments__status__in=SEEN)))
        # Where nothing is public there is still one row: it says whether the thread is closed.
        .filter(Q(said__root__in=newest) | Q(public_count=0))
        .order_by(F("said__root").desc(), "said__pk")
        .values_list(
            "policy",
            "public_count",
            "said__pk",
            "said__parent",
            "said__root",
            "said__reader__display_name",
            "said__html",
            "said__status",
            "said__created_at",
            "said__reader__user__is_staff",
            "said__reader__user__author",
        )[:MOST]
    )
    policy, count, lines = Thread.Policy.OPEN, 0, []
    for policy, count, *facts, author in rows:  # noqa: B007 (those of the last row are those of all)
        if facts[0]:
            lines.append(Line(*[*facts, author in authors]))
    return Shown(arranged(lines), count, policy == Thread.Policy.CLOSED)


def arranged(rows: list[Line]) -> list[Line]:
    """The lines in reading order: newest roots first, answers below in order of time, three levels and then flat.

    What is gone stays only where something visible answers it.
    """
    known = {row.id: row for row in rows}
    answered: set[int] = set()
    for row in sorted(rows, key=lambda row: -row.id):  # an answer is always younger than what it answers
        if (not row.gone or row.id in answered) and row.parent:
            answered.add(row.parent)
    children: dict[int, list[Line]] = defaultdict(list)
    roots = []
    for row in rows:
        if row.gone and row.id not in answered:
            continue
        if row.parent in known:
            children[row.parent].append(row)
        else:
            roots.append(row)
    ordered: list[Line] = []
    ahead = roots[::-1]
    while ahead:
        line = ahead.pop()
        ordered.append(line)
        for child in reversed(children[line.id]):
            child.level = min(line.level + 1, LEVELS - 1)
            child.answers = line if line.level == LEVELS - 1 else None
            ahead.append(child)
    for line, following in zip_longest(ordered, ordered[1:]):
        level = following.level if following else -1
        line.closes = range(line.level - level)
        if following:
            following.opens = following.level > line.level
    return ordered
