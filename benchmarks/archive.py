"""An archive of so many articles with all that hangs on them, brought in by COPY; it may be stopped and run again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from articles.folding import fold
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
    EntryTopic,
    EntryWords,
    PageVersion,
    Reference,
    Source,
    Stakeholder,
    StakeholderName,
    StakeholderRow,
    Topic,
    Version,
)
from articles.models.found import filed_under
from articles.models.stakeholder import folded
from articles.payload import Payload, fingerprint
from authors.models import Author, User
from benchmarks.copies import Unindexed, copy
from benchmarks.copying import copy_in, copy_pairs, set_counters
from benchmarks.world import AUTHORS, PICTURES, SECTIONS, TOPICS, Words
from images.models import Image

BATCH: Final = 1_000
MADE: Final = 10_000
"""Articles that are made one by one; the others are copies of them."""
OPEN: Final = 300
"""The first articles are still in work: a desk has as much open with any archive."""
PENDING: Final = 20
"""As many come after those, frozen and still to go live."""
MODELS: Final = (
    Address, Article, Byline, Decision, Edition, Entry, EntryAuthor, EntrySection, EntryTopic, Reference, Source,
    Stakeholder, StakeholderName, StakeholderRow, Version,
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
        self.authors = Author.objects.in_bulk(range(1, AUTHORS + 1))
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
        begun = self.now - (EVERY * n if n > OPEN else timedelta(minutes=n))
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
            self.editions(article, payload, begun, desk)

    def payload(self, article: Article, image: Image | None) -> Payload:
        """The payload, with rows of each part beside it."""
        words, n = self.words, article.pk
        section = n % SECTIONS + 1
        authors = [self.authors[(n * 7 + i * 13) % AUTHORS + 1] for i in range(1 + (n % 4 == 0))]
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
        """Every other article brings a new stakeholder."""
        pk = max(1, (n + 1) // 2 - place * 5)
        name = f"{words.words[200 + pk % 4000]} {words.words[100 + pk % 6007]} {pk}".title()
        if place == 0 and n % 2:
            self.rows.add(Stakeholder(pk=pk, name=name, slug=f"stakeholder-{pk}", kind="organisation"))
            self.rows.add(StakeholderName(pk=pk, stakeholder_id=pk, name=name, folded=folded(name)))
        wants, fears = words.sentence(8), words.sentence(8)
        self.rows.add(StakeholderRow(pk=4 * n + place, article_id=n, stakeholder_id=pk, motivations=wants,
                                     challenges=fears, order=place))  # fmt: skip
        return {"stakeholder": pk, "name": name, "cells": [[wants], [fears]]}

    def editions(self, article: Article, payload: Payload, begun: datetime, words: DeskWords) -> None:
        """One edition, of every third article two; twenty of the first are still to come."""
        n, path = article.pk, f"/{begun:%Y/%m/%d}/story-{article.pk}/"
        first = begun if n > OPEN + PENDING else self.now + timedelta(days=1, minutes=n)
        self.rows.add(Address(pk=n, path=path, article_id=n))
        html = "".join(f"<p>{text}</p>" for text in payload["body"].split("\n\n"))
        numbers = (1, 2) if n % 3 == 0 and n > OPEN + PENDING else (1,)
        for number in numbers:
            last = number == numbers[-1]
            kind = "first" if number == 1 else "update"
            live = first + timedelta(hours=number - 1)
            note = "More is known." * (number - 1)
            said: Any = {**payload, "change": {**payload["change"], "kind": kind, "note": note}}
            self.rows.add(Edition(
                pk=2 * n + number, article_id=n, number=number, kind=kind, note=note, payload=said,
                fingerprint=fingerprint(said), address_id=n, first_published_at=first,
                updated_at=live if number > 1 else None, frozen_at=begun, goes_live_at=live,
                superseded_at=None if last else first + timedelta(hours=1), html=html, words=400,
            ))  # fmt: skip
        image = payload["lead_image"]
        self.rows.add(Entry(
            pk=n, article_id=n, edition_id=2 * n + numbers[-1], published_at=first, goes_live_at=live, kind=kind,
            updated_at=live if len(numbers) > 1 else None, path=path, headline=article.headline,
            short_headline=article.short_headline, summary=article.summary, label=article.label,
            language=article.language, section_id=article.section_id, kicker=payload["topics"][0]["name"],
            byline=", ".join(by["name"] for by in payload["byline"])[:500], image=image,
        ))  # fmt: skip
        self.rows.add(
            EntrySection(pk=n, entry_id=n, section_id=n % SECTIONS + 1, published_at=first, article_id=n)
        )
        filed = [
            filed_under("language", article.language),
            filed_under("label", article.label),
            filed_under("section", article.section_id),
            *(filed_under("author", by["author"]) for by in payload["byline"]),
            *(filed_under("stakeholder", row["stakeholder"]) for row in payload["tables"][0]["rows"]),
        ]
        self.rows.add(EntryWords(
            entry_id=n, article_id=n, published_at=first, goes_live_at=live, title=words.title, about=words.about,
            text=words.text, filed=" ".join(dict.fromkeys(filed)), plain=article.body,
        ))  # fmt: skip
        for place, by in enumerate(payload["byline"]):
            self.rows.add(
                EntryAuthor(
                    pk=2 * n + place, entry_id=n, author_id=by["author"], published_at=first, article_id=n
                )
            )
        for place, topic in enumerate(payload["topics"]):
            self.rows.add(
                EntryTopic(
                    pk=2 * n + place, entry_id=n, topic_id=topic["id"], published_at=first, article_id=n
                )
            )


def fill(size: int) -> Iterator[int]:
    """Batches up to so many articles, from where the last run stopped; yields how many there are."""
    there: int = Article.objects.aggregate(last=Max("pk"))["last"] or 0
    if there >= size:
        return
    with Unindexed():
        maker = Maker()
        made = min(size, MADE)
        for first in range(there + 1, made + 1, BATCH):
            there = min(first + BATCH - 1, made)
            maker.batch(first, there + 1 - first).store()
            yield there
        # What is in work, or still to come, is not copied.
        step = MADE - OPEN - PENDING
        while there < size:
            rise = there - OPEN - PENDING
            copy(rise, EVERY * rise, OPEN + PENDING + 1, OPEN + PENDING + min(step, size - there))
            there += min(step, size - there)
            yield there
    set_counters(*MODELS)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
