"""A made-up paper: its words, people and things, the same ones for the same seed."""

import random
from bisect import bisect
from datetime import timedelta
from functools import cache
from itertools import accumulate
from typing import Any, Final

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from articles.models import Arrangement, Section, Topic
from authors.models import Author, User
from benchmarks.copying import copy_in, set_counters
from comments.models import Reader
from comments.names import folded
from images.models import Image

BEGINNINGS: Final = (*"bdfgklmnprstv", "br", "st", "tr", "kl")
ENDINGS: Final = (*"aeiou", "ei", "or", "an", "en", "il")
SYLLABLES: Final = [beginning + ending for beginning in BEGINNINGS for ending in ENDINGS]
VOCABULARY: Final = 60_000
SECTIONS: Final = 12
TOPICS: Final = 400
AUTHORS: Final = 80
GUEST: Final = AUTHORS + 1
"""An author of one article."""
READERS: Final = 400
PICTURES: Final = 2_000
ROLES: Final = ("contributor", "writer", "editor", "publisher", "moderator", "administrator")
FRONT: Final = 400
"""From this article on editors have put some on the front page."""
COMMON: Final = "harbour"
"""A word of most texts."""


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """All words, the commonest first, with their weights summed up."""
    spelling = random.Random(1998)
    words: dict[str, None] = dict.fromkeys(["the", "of", "and", "to", "in", COMMON])
    while len(words) < VOCABULARY:
        words["".join(spelling.choices(SYLLABLES, k=spelling.choice((2, 3, 3, 4))))] = None
    return list(words), list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))


class Words:
    """Draws words as texts do: few often, most hardly ever."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words, self.weights = vocabulary()

    def some(self, count: int) -> list[str]:
        """So many words."""
        top = self.weights[-1]
        return [self.words[bisect(self.weights, self.random.random() * top)] for _word in range(count)]

    def sentence(self, count: int) -> str:
        """A line of so many words."""
        return " ".join(self.some(count)).capitalize()

    def paragraphs(self, count: int) -> str:
        """A text of some 400 words, or as many paragraphs as are asked for."""
        return "\n\n".join(f"{self.sentence(self.random.randint(25, 75))}." for _paragraph in range(count))


@transaction.atomic
def people_and_places() -> None:
    """Users of every role, authors, sections, topics and pictures; once."""
    if Section.objects.exists():
        return
    words = Words(0)
    now = timezone.now()
    for role in ROLES:
        user = User.objects.create_user(f"{role}@bench.example", name=role.capitalize(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
    copy_in(
        *(
            Section(pk=n, name=f"Section {n}", slug=f"section-{n}", changed_at=now)
            for n in range(1, SECTIONS + 1)
        )
    )
    topics = [
        Topic(pk=n, name=f"{words.sentence(2)[:70]} {n}", slug=f"topic-{n}", changed_at=now)
        for n in range(1, TOPICS + 1)
    ]
    authors = [
        Author(pk=n, name=words.sentence(2).title(), slug=f"author-{n}", changed_at=now)
        for n in range(1, GUEST + 1)
    ]
    copy_in(*topics)
    copy_in(*authors)
    copy_in(
        *(
            Image(
                pk=n, name=f"{n:064x}", file=f"originals/{n:064x}.webp", width=1600, height=900,
                alt=words.sentence(9), credit=words.sentence(2), licence="CC BY 4.0",
                created_at=now - timedelta(hours=n),
            )
            for n in range(1, PICTURES + 1)
        )
    )  # fmt: skip
    readers = [f"Reader {number}" for number in range(1, READERS + 1)]
    copy_in(*(Reader(pk=n, display_name=name, folded=folded(name)) for n, name in enumerate(readers, 1)))
    places: dict[str, Any] = {str(n): [{"article": FRONT + n, "until": None}] for n in range(1, SECTIONS + 1)}
    Arrangement.objects.create(number=1, places={"top": [None, {"article": FRONT, "until": None}], **places})
    set_counters(Section, Topic, Author, Image, Reader)
