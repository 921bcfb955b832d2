"""Plain factories: each makes one thing that is whole, and takes what the test is about as arguments."""

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from articles import planning, publishing
from articles.models import (
    Article,
    Byline,
    Edition,
    Reference,
    Section,
    Source,
    Stakeholder,
    StakeholderRow,
    Topic,
)
from articles.publishing import Asked, Done
from articles.saving import finish
from authors.models import Author, User

numbers = count(1)


def make_section(name: str = "Harbour", **fields: Any) -> Section:
    """A section, the same one for the same name."""
    return Section.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def make_topic(name: str = "Sea gate", **fields: Any) -> Topic:
    """A topic, the same one for the same name."""
    return Topic.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def make_author(name: str = "Ilse Maarvik", **fields: Any) -> Author:
    """An author's profile, the same one for the same name."""
    return Author.objects.get_or_create(slug=slugify(name), defaults={"name": name, **fields})[0]


def make_source(address: str = "", **fields: Any) -> Source:
    """A source at a web address of its own."""
    address = address or f"https://registry.example/{next(numbers)}"
    source = Source.objects.get_or_make(address, fields.pop("title", "Register of gates"))
    for name, value in fields.items():
        setattr(source, name, value)
    source.save()
    return source


def make_article(
    owner: User,
    *,
    authors: tuple[str, ...] = ("Ilse Maarvik",),
    section: str | None = "Harbour",
    **fields: Any,
) -> Article:
    """A draft that passes every required check."""
    number = next(numbers)
    given = {
        "headline": f"Sea gate number {number} is late",
        "summary": "The gate was promised for spring. The island waits.",
        "body": "The gate on the Orle is late.\n\nNobody on the island is surprised.",
        "section": make_section(section) if section else None,
    }
    article = Article.objects.create(owner=owner, **{**given, **fields})
    for place, name in enumerate(authors):
        Byline.objects.create(article=article, author=make_author(name), order=place)
    return finish(article.pk, owner)


def make_reference(article: Article, key: str = "register", **fields: Any) -> Reference:
    """A reference of this article to a web source."""
    source = fields.pop("source", None) or make_source()
    return Reference.objects.create(article=article, source=source, key=key, **fields)


def make_row(article: Article, name: str = "Port of Aldery", **fields: Any) -> StakeholderRow:
    """A row of this article's stakeholder table."""
    given = {"motivations": "A wide lock; Known hours", "challenges": "Every closure costs"}
    return StakeholderRow.objects.create(
        article=article, stakeholder=Stakeholder.objects.get_or_make(name), **{**given, **fields}
    )


def make_commission(by: User, writer: User | None = None, **fields: Any) -> Article:
    """A task with a brief, for a writer or for whoever takes it."""
    given = {"headline": "Who pays for the gauge", "brief": "Ask the council."}
    return planning.commission(Article(**{**given, **fields}), writer, by)


def make_move(article: Article, name: str, user: User, **asked: Any) -> Done:
    """One move through the gate, on the version that is current."""
    version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    return publishing.move(article.pk, name, user, version=version, asked=Asked(**asked))


def make_approved(article: Article, writer: User, editor: User) -> None:
    """The article, submitted by its writer and approved by an editor."""
    make_move(article, "submit", writer)
    make_move(article, "approve", editor)


def make_published(article: Article, writer: User, publisher: User) -> Edition:
    """The article's next edition, live."""
    make_approved(article, writer, publisher)
    edition = make_move(article, "publish", publisher).edition
    assert edition
    return edition


def make_update(article: Article, writer: User, publisher: User, **fields: Any) -> Edition:
    """A further edition of a published article with these fields changed."""
    make_move(article, "reopen", writer)
    change = {"change_kind": "update", "change_note": "Adds what the council said."}
    Article.objects.filter(pk=article.pk).update(**{**change, **fields})
    return make_published(article, writer, publisher)


def make_scheduled(article: Article, writer: User, publisher: User, at: datetime | None = None) -> Edition:
    """The article's next edition, frozen and live in an hour, or at the time given."""
    make_approved(article, writer, publisher)
    edition = make_move(article, "schedule", publisher, at=at or timezone.now() + timedelta(hours=1)).edition
    assert edition
    return edition
