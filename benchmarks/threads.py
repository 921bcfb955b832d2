"""What readers say below made-up articles: of every tenth fifty comments, of the newest some hundreds; long threads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Max, Model
from django.utils import timezone

from articles.models import Edition
from authors.models import User
from benchmarks.copying import set_counters
from benchmarks.world import READERS, Words
from comments.models import Comment, Reader, Thread, Trust
from tests.make import make_article, make_published

SAID: Final = 50
"""On every tenth article; five an article in all."""
MANY: Final = 300
WAITING: Final = 2_000
"""Of the newest article's comments so many wait for a moderator, and are not among the hundreds."""
FIRST_OF_MANY: Final = 500_000_000
"""Their numbers lie apart, so that those of the others follow from the articles'."""


def thread(n: int, begun: datetime, words: Words, *, busiest: bool) -> Iterator[Model]:
    """The comments on an article; every third answers the one before it."""
    public, waiting = (MANY, WAITING) if busiest else (SAID, 0)
    yield Thread(article_id=n, public_count=public, held_count=waiting, appeared=public)
    first = FIRST_OF_MANY if busiest else SAID * n
    for place in range(public + waiting):
        pk, text = first + place, words.sentence(30)
        begins = place if place >= public or place % 3 < 2 else place - 1
        yield Comment(
            pk=pk, thread_id=n, root_id=first + begins, parent_id=first + begins if begins < place else None,
            reader_id=pk % READERS + 1, text=text, html=f"<p>{text}</p>", key=UUID(int=pk),
            status="public" if place < public else "held", appeared=place + 1 if place < public else 0,
            created_at=begun + timedelta(minutes=place + 1),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Discussion:
    """An article and the numbers of its comments, in the order in which they were posted."""

    article: str
    comments: list[int]

    def page(self, order: str, place: int = 0) -> str:
        """The page of an order that begins after so many comments."""
        address = f"{self.article}comments/?order={order}"
        if not place:
            return address
        number = self.comments[place if order == "oldest" else -place]
        row = Comment.objects.get(pk=number)
        first = row.recommended if order == "recommended" else row.root_id
        return f"{address}&after={first}-{number}"

    def permalink(self, place: int) -> str:
        """The address of a comment."""
        return f"{self.article}comments/{self.comments[place]}/"

    def new(self, since: int) -> str:
        """What is new to a page that knows of so many."""
        return f"{self.article}comments/new/?since={since}"


def a_discussion(size: int) -> Discussion:
    """A live article with so many comments by a hundred readers; every third answers the one before it."""
    return _said(size, lambda place: (place - place % 3, place - 1 if place % 3 else None))


def a_chain(size: int) -> Discussion:
    """A live article below which each comment answers the one before it."""
    return _said(size, lambda place: (0, place - 1 if place else None))


def _said(size: int, stands: Callable[[int], tuple[int, int | None]]) -> Discussion:
    words, edition = Words(size), an_article()
    readers = some_readers()
    first = (Comment.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    Thread.objects.create(article_id=edition.article_id, public_count=size, appeared=size)
    rows, begun = [], timezone.now() - timedelta(days=2)
    for place in range(size):
        (root, parent), text = stands(place), words.sentence(30)
        rows.append(
            Comment(
                pk=first + place, thread_id=edition.article_id, root_id=first + root,
                parent_id=None if parent is None else first + parent, reader=readers[place % len(readers)],
                text=text, html=f"<p>{text}</p>", status="public", appeared=place + 1,
                recommended=place * 7 % 50, created_at=begun + timedelta(seconds=place),
            )
        )  # fmt: skip
    Comment.objects.bulk_create(rows, batch_size=500)
    set_counters(Comment)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a database does by itself after a while
    return Discussion(edition.get_absolute_url(), [row.pk for row in rows])


def an_article() -> Edition:
    """A live article by whoever writes and publishes here."""
    people = []
    for role in ("writer", "publisher"):
        email = f"{role}@bench.example"
        user, new = User.objects.get_or_create(email=email, defaults={"name": role.title(), "is_staff": True})
        if new:
            user.groups.add(Group.objects.get(name=role))
        people.append(user)
    writer, publisher = people
    return make_published(make_article(writer), writer, publisher)


def some_readers(count: int = 100) -> list[Reader]:
    """Readers whose comments appear at once, the same ones each time."""
    known = list(Reader.objects.filter(user__email__endswith="@readers.example").order_by("pk")[:count])
    for number in range(len(known), count):
        email = f"{number}@readers.example"
        user = User.objects.create(email=email, name=f"Voice {number}", password="!")  # noqa: S106 (nobody signs in by it)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        reader = Reader.objects.of(user)
        reader.trust = Trust.TRUSTED
        reader.save(update_fields=["trust"])
        known.append(reader)
    return known
