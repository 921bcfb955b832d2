"""An archive of so many articles with all that hangs on them, brought in by COPY; it may be stopped and run again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from articles.folding import fold
from articles.indexing import NAMED, keep_names
from articles.models import (
    Address,
    Article,
    Byline,
    Decision,
    DeskWords,
    Edition,
    Entry,
    EntryAuthor,
    EntrySection,
    EntrySource,
    EntryStakeholder,
    EntryTopic,
    LedgerHead,
    LedgerLink,
    PageVersion,
    PutRightBy,
    PutRightIn,
    Reference,
    Source,
    Stakeholder,
    StakeholderName,
    StakeholderRow,
    Topic,
    Version,
)
from articles.models.stakeholder import folded
from articles.payload import Payload, fingerprint
from authors.models import Author, User
from benchmarks.copies import RECORD, copy, leave_indexes_out, make_indexes, unfinished
from benchmarks.copying import copy_in, copy_pairs, set_counters
from benchmarks.editions import editions
from benchmarks.threads import thread
from benchmarks.world import AUTHORS, GUEST, PICTURES, SECTIONS, TOPICS, Words
from comments.models import Comment
from images.models import Image

BATCH: Final = 1_000
LAST_STEPS: Final = 7
"""The record, indexes of words, statistics."""
MADE: Final = 10_000
"""Articles that are made one by one; the others are copies of them."""
OPEN: Final = 300
"""The first articles are still in work: a desk has as much open with any archive."""
PENDING: Final = 20
"""As many come after those, frozen and still to go live."""
MODELS: Final = (
    Address, Article, Byline, Comment, Decision, Edition, Entry, EntryAuthor, EntrySection, EntrySource,
    EntryStakeholder, EntryTopic, Image, PutRightBy, PutRightIn, Reference,
    Source, Stakeholder, StakeholderName, StakeholderRow, Version,
)  # fmt: skip
WAY: Final = (
    ("submit", "draft", "in_review"),
    ("approve", "in_review", "approved"),
    ("publish", "approved", "released"),
)
REACHED: Final = {"draft": 0, "in_review": 1, "approved": 2, "released": 3}
"""How many moves lie behind a text of each state."""
EVERY: Final = timedelta(minutes=9)
"""Between two articles of the archive."""
SIGNED_BY_GUEST: Final = 900
"""The one article of somebody who wrote no other."""
EVERYWHERE: Final = 1
"""The stakeholder whom every tenth article names."""


@dataclass
class Rows:
    """What one batch stores, by model."""

    by_model: dict[type[Any], list[Any]] = field(default_factory=dict)
    topics: list[tuple[int, int]] = field(default_factory=list)

    def add(self, *rows: Any) -> None:
        """Keep these until the batch is stored."""
        for row in rows:
            self.by_model.setdefault(type(row), []).append(row)

    @transaction.atomic
    def store(self) -> None:
        """All, or nothing."""
        for rows in self.by_model.values():
            copy_in(*rows)
        copy_pairs(Article.topics.through, "article_id", "topic_id", self.topics)


class Maker:
    """Makes articles, each from its number alone."""

    def __init__(self) -> None:
        self.users = list(User.objects.filter(email__endswith="@bench.example").order_by("pk"))
        self.authors = Author.objects.in_bulk(range(1, GUEST + 1))
        self.images = Image.objects.in_bulk(range(1, PICTURES + 1))
        self.topics = Topic.objects.in_bulk(range(1, TOPICS + 1))
        self.now = timezone.now()

    def batch(self, first: int, size: int) -> Rows:
        """Articles of these numbers."""
        self.words = Words(first)
        self.rows = Rows()
        for number in range(first, first + size):
            self.article(number)
        return self.rows

    def owner(self, n: int) -> User:
        """Who began it: what is in work is divided among all, the archive is a writer's but for some."""
        return self.users[n % 4 if n <= OPEN + PENDING or n % 500 == 0 else 1]

    def article(self, n: int) -> None:
        """One article with its parts, its words, its log, and its editions if it is public."""
        words, draw = self.words, self.words.random
        state = ("draft", "draft", "in_review", "approved", "draft")[n % 5] if n <= OPEN else "released"
        begun = self.now - (EVERY * (n - OPEN) if n > OPEN else timedelta(minutes=n))
        image = self.images[n % PICTURES + 1] if n % 2 else None
        article = Article(
            pk=n,
            headline=words.sentence(draw.randint(5, 11)),
            short_headline=words.sentence(4),
            slug=f"story-{n}",
            label=("news", "news", "news", "analysis", "opinion", "background", "review")[n % 7],
            language=("en", "en", "en", "fr", "de")[n % 5],
            section_id=n % SECTIONS + 1,
            summary=words.sentence(25),
            body=words.paragraphs(draw.randint(4, 12)),
            lead_image=image,
            state=state,
            version=2,
            owner=self.owner(n),
            created_at=begun,
            saved_at=begun,
            import_ref=f"bench-{n}",
        )
        payload = self.payload(article, image)
        article.approved_payload = payload if state == "approved" else None
        article.approved_fingerprint = fingerprint(payload) if state == "approved" else ""
        self.rows.add(article, PageVersion(article_id=n, number=1))
        user = self.users[3]
        for number in (1, 2):
            self.rows.add(Version(pk=2 * n + number, article_id=n, number=number, payload=payload, saved_at=begun,
                                  saved_by=self.owner(n)))  # fmt: skip
        for place, (move, start, end) in enumerate(WAY[: REACHED[state]]):
            self.rows.add(Decision(pk=3 * n + place, article_id=n, move=move, from_state=start, to_state=end,
                                   user=user, at=begun + timedelta(seconds=place)))  # fmt: skip
        title = " ".join(fold(f"{article.headline} {article.short_headline}"))
        about = [article.summary, self.owner(n).name, f"section {n % SECTIONS + 1}"]
        about += [by["name"] for by in payload["byline"]] + [topic["name"] for topic in payload["topics"]]
        about += [
            f"{ref['title']} {ref['publisher']} {ref['address']} {ref['quote']}"
            for ref in payload["references"]
        ]
        about += [f"{row['name']} {row['cells']}" for row in payload["tables"][0]["rows"]]
        desk = DeskWords(article_id=n, version=2, title=title, about=" ".join(fold(" ".join(about))),
                         text=" ".join(fold(article.body)))  # fmt: skip
        self.rows.add(desk)
        if state == "released":
            coming = self.now + timedelta(days=1, minutes=n) if n <= OPEN + PENDING else None
            self.rows.add(*editions(article, payload, begun, coming=coming, words=desk))
            if n % 10 == 1 and not coming:
                self.rows.add(*thread(n, begun, words, busiest=n == OPEN + PENDING + 1))

    def payload(self, article: Article, image: Image | None) -> Payload:
        """The payload, with rows of each part beside it."""
        words, n = self.words, article.pk
        section = n % SECTIONS + 1
        signed = (
            [GUEST]
            if n == SIGNED_BY_GUEST
            else [(n * 7 + i * 13) % AUTHORS + 1 for i in range(1 + (n % 4 == 0))]
        )
        authors = [self.authors[number] for number in signed]
        for place, author in enumerate(authors):
            self.rows.add(Byline(pk=2 * n + place, article_id=n, author=author, order=place))
        topics = sorted({n % TOPICS + 1, n * 3 % TOPICS + 1})
        self.rows.topics += [(n, topic) for topic in topics]
        return {
            "schema": 2, "headline": article.headline, "short_headline": article.short_headline,
            "label": article.label, "language": article.language, "summary": article.summary, "body": article.body,
            "byline": [{"author": author.pk, "name": author.name, "role": ""} for author in authors],
            "section": {"id": section, "name": f"Section {section}", "slug": f"section-{section}"},
            "topics": [{"id": topic, "name": self.topics[topic].name, "slug": f"topic-{topic}"} for topic in topics],
            "lead_image": image.as_payload() if image else None, "images": [], "coverage": None,
            "references": [self.reference(n, place, words) for place in range(4)],
            "tables": [{
                "slug": "", "caption": "Who wants what", "columns": ["Stakeholder", "Primary motivation", "Challenges"],
                "rows": [self.stakeholder(n, place, words) for place in range(4)],
            }],
            "change": {"kind": "first", "note": "", "was_wrong": "", "is_right": ""},
        }  # fmt: skip

    def reference(self, n: int, place: int, words: Words) -> Any:
        """Of four sources one is new, the others are those of earlier articles."""
        pk = n if place == 0 else max(1, n - place * 7)
        address = f"https://{words.words[100 + pk % 5000]}.example/{pk}/"
        title = f"Register {words.words[pk % 9000]} {words.words[pk % 7001]} {pk}"
        if place == 0:
            self.rows.add(Source(pk=n, kind="web", title=title, publisher=words.words[pk % 3000].capitalize(),
                                 address=address, normalised=address.rstrip("/")))  # fmt: skip
        quote = words.sentence(12)
        self.rows.add(Reference(pk=4 * n + place, article_id=n, source_id=pk, key=f"source-{place}", quote=quote,
                                order=place))  # fmt: skip
        return {
            "key": f"source-{place}", "source": pk, "kind": "web", "title": title,
            "publisher": words.words[pk % 3000].capitalize(), "address": address, "published": "", "accessed": "",
            "archived": "", "quote": quote, "note": "", "unnamed_reason": "",
        }  # fmt: skip

    def stakeholder(self, n: int, place: int, words: Words) -> Any:
        """Every other article brings a new stakeholder; every tenth names one of all times."""
        pk = EVERYWHERE if place == 3 and n % 10 == 0 else max(1, (n + 1) // 2 - place * 5)
        name = f"{words.words[200 + pk % 4000]} {words.words[100 + pk % 6007]} {pk}".title()
        if place == 0 and n % 2:
            self.rows.add(Stakeholder(pk=pk, name=name, slug=f"stakeholder-{pk}", kind="organisation"))
            self.rows.add(StakeholderName(pk=pk, stakeholder_id=pk, name=name, folded=folded(name)))
        wants, fears = words.sentence(8), words.sentence(8)
        self.rows.add(StakeholderRow(pk=4 * n + place, article_id=n, stakeholder_id=pk, motivations=wants,
                                     challenges=fears, order=place))  # fmt: skip
        return {"stakeholder": pk, "name": name, "cells": [[wants], [fears]]}


def steps(size: int) -> int:
    """How many steps `fill` takes from nothing."""
    made = min(size, MADE)
    return -(-made // BATCH) - (made - size) // (MADE - OPEN - PENDING) + LAST_STEPS


def fill(size: int) -> Iterator[None]:
    """Steps up to so many articles; one that was stopped, or killed, goes on after the last step that was done."""
    there: int = Article.objects.aggregate(last=Max("pk"))["last"] or 0
    made, step = min(size, MADE), MADE - OPEN - PENDING
    if there >= size and not unfinished():
        return
    if there < size:  # or only the indexes are missing, perhaps not all of them
        leave_indexes_out()
    done = min(there, made) // BATCH + -(-max(0, there - made) // step)
    yield from [None] * done
    maker = Maker()
    for first in range(there + 1, made + 1, BATCH):
        there = min(first + BATCH - 1, made)
        maker.batch(first, there + 1 - first).store()
        yield
    while there < size:  # what is in work, or still to come, is not copied
        rise = there - OPEN - PENDING
        copy(rise, EVERY * rise, OPEN + PENDING + 1, OPEN + PENDING + min(step, size - there))
        there += min(step, size - there)
        yield
    set_counters(*MODELS)
    for kind, links, name in NAMED:
        keep_names(kind, set(links._default_manager.values_list(f"{name}_id", flat=True).distinct()))
    last = LedgerLink.objects.order_by("-number").values("number", "hash")[0]
    LedgerHead.objects.update_or_create(pk=1, defaults=last)
    with connection.cursor() as cursor:
        cursor.execute(RECORD)
    yield
    for _name in make_indexes():
        yield
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    yield
