"""What readers say below made-up articles: of every tenth six comments, of the newest some hundreds."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Model

from benchmarks.world import READERS, Words
from comments.models import Comment, Thread

SAID: Final = 6
MANY: Final = 300
WAITING: Final = 40
"""Of the newest article's comments so many wait for a moderator, and are not among the hundreds."""
FIRST_OF_MANY: Final = 1_000_000_000
"""Their numbers lie apart, so that those of the others follow from the articles'."""


def thread(n: int, begun: datetime, words: Words, *, busiest: bool) -> Iterator[Model]:
    """The comments on an article; every third answers the one before it."""
    public, waiting = (MANY, WAITING) if busiest else (SAID, 0)
    yield Thread(article_id=n, public_count=public, held_count=waiting)
    first = FIRST_OF_MANY if busiest else SAID * n
    for place in range(public + waiting):
        pk, text = first + place, words.sentence(30)
        begins = place if place >= public or place % 3 < 2 else place - 1
        yield Comment(
            pk=pk, thread_id=n, root_id=first + begins, parent_id=first + begins if begins < place else None,
            reader_id=pk % READERS + 1, text=text, html=f"<p>{text}</p>", key=UUID(int=pk),
            status="public" if place < public else "held", created_at=begun + timedelta(minutes=place + 1),
        )  # fmt: skip
