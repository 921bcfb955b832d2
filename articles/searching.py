"""What the desk finds articles by: the words of each working copy, kept in step by every save."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.models import F, Model, Q, QuerySet
from django_tasks import task

from articles import indexing
from articles.folding import Wanted, folded, parse
from articles.models import (
    Address,
    Article,
    Byline,
    DeskWords,
    Reference,
    Section,
    Source,
    Stakeholder,
    StakeholderRow,
    Topic,
)
from authors.models import Author
from images.saying import these

MOST: Final = 400_000
"""Bytes of one article's text that are indexed, some 60,000 words; PostgreSQL takes no more than 1 MB."""
MOST_ABOUT: Final = 100_000
BATCH: Final = 200
NEAR: Final = 300
"""On PostgreSQL so many articles of a list tell how common words are."""
COMMON: Final = 7
"""Words that so many of these have are common."""
RARE: Final = 10_000
"""Articles that rare words may be in to be looked up at once."""
FAR: Final = 3_000
"""So many articles of a list are looked through for common words."""
LOOKED_AT: Final = 1000
"""So many articles with all words are found, the first of their list; only these are looked at for a phrase."""

NUMBER: Final = re.compile(r"#(\d{1,18})|\S*/admin/articles/article/(\d{1,18})/\S*")
PAGE: Final = re.compile(r"(?:https?://[^/\s]+)?(/\d{4}/\d\d/\d\d/[^/\s]{1,150})(?:/\S*)?")

WORDS: Final = ("title", "about", "text")
INDEXES: Final = {
    "articles_deskwords": ("article_id", WORDS),
    "articles_entrywords": ("entry_id", (*WORDS, "filed")),
    "articles_namewords": ("id", (*WORDS, "filed")),
}
"""Tables of words with their keys and what of them is indexed."""


# What an article is found by


def words_of(article: Article) -> DeskWords:
    """The words of a whole article; a source's contact, identity and internal note are not among them."""
    rows = article.stakeholder_rows.all()
    sources = [reference.source for reference in article.references.all()]
    about = (
        article.summary,
        article.brief,
        str(article.owner or ""),
        article.section.name if article.section else "",
        *(said for by in article.bylines.all() for said in (by.author.name, by.expertise)),
        *(topic.name for topic in article.topics.all()),
        *(table.caption for table in article.tables.all()),
        *(
            cell
            for row in rows
            for cell in (row.stakeholder.name, row.motivations, row.challenges, *row.further)
        ),
        *(said for source in sources for said in (source.title, source.publisher, source.address)),
        *(said for ref in article.references.all() for said in (ref.wording, ref.quote, ref.note)),
    )
    return DeskWords(
        article=article,
        version=article.version,
        title=folded([article.headline, article.short_headline], MOST_ABOUT),
        about=folded(about, MOST_ABOUT),
        text=folded([article.body], MOST),
    )


def keep_words(*articles: Article) -> None:
    """Store the words of these whole articles in place of what was stored before."""
    DeskWords.objects.bulk_create(
        [words_of(article) for article in articles],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=["version", "title", "about", "text"],
    )


# Finding


@dataclass(frozen=True, slots=True)
class Found:
    """The articles that were found, and among how many with the same words where those were not all."""

    articles: QuerySet[Article]
    among: int = 0


def search(articles: QuerySet[Article], asked: str) -> Found:
    """Those of the articles that are meant: by number (#12), by the address of a page, else by their words."""
    if number := NUMBER.fullmatch(asked.strip()):
        return Found(articles.filter(pk=int(number[1] or number[2])))
    if path := PAGE.fullmatch(asked.strip()):
        return Found(articles.filter(pk__in=Address.objects.filter(path=f"{path[1]}/").values("article")))
    wanted = parse(asked)
    if wanted and connections[articles.db].vendor == "postgresql":
        return _on_postgresql(articles, wanted)
    return Found(articles.filter(pk__in=DeskWords.objects.matching(wanted).values("pk")))


def _on_postgresql(articles: QuerySet[Article], wanted: Wanted) -> Found:
    """Words in any order first; then, among those that have them, the phrases: for these it reads a text's words."""
    numbers, among = _first_with(articles, words) if (words := wanted.loose()) else _first(articles)
    if wanted.in_order:
        found = DeskWords.objects.filter(pk__in=numbers).matching(wanted)
        numbers = list(found.values_list("pk", flat=True))
    return Found(these(articles, numbers), among)


def _first(articles: QuerySet[Article]) -> tuple[list[int], int]:
    """The first of the articles, and how many those are if there are more."""
    first = list(articles.values_list("pk", flat=True)[:LOOKED_AT])
    return first, LOOKED_AT if len(first) == LOOKED_AT else 0


def _first_with(articles: QuerySet[Article], words: Wanted) -> tuple[list[int], int]:
    """The first of the articles that have these words, and among how many it looked if those were not all.

    Common words are met along the list; rare ones are looked up in their index, which knows nothing of the list.
    """
    met, seen = _met(articles, words, NEAR)
    if seen == NEAR:
        if words.phrases and len(met) < COMMON:  # what lacks a word is most of an archive
            holding = DeskWords.objects.matching(words).numbers(RARE + 1)
            if len(holding) <= RARE:
                return _first(these(articles, holding))
        met, seen = _met(articles, words, FAR)
    if len(met) == LOOKED_AT:
        return met, LOOKED_AT
    return met, FAR if seen == FAR else 0


def _met(articles: QuerySet[Article], words: Wanted, among: int) -> tuple[list[int], int]:
    """Those of the first so many articles that have these words, no more than are looked at, and how many were seen."""
    try:
        first, told = articles.values_list("pk")[:among].query.sql_with_params()
    except EmptyResultSet:
        return [], 0
    sql = (
        f"WITH first(pk) AS MATERIALIZED ({first}), met AS MATERIALIZED (SELECT pk FROM first, LATERAL "  # noqa: S608
        "(SELECT vector FROM articles_deskwords WHERE article_id = first.pk OFFSET 0) AS held "
        f"WHERE held.vector @@ to_tsquery('simple', %s) LIMIT {LOOKED_AT}) "
        "SELECT (SELECT array_agg(pk) FROM met), (SELECT count(*) FROM first)"
    )
    with connections[articles.db].cursor() as cursor:
        cursor.execute(sql, [*told, words.tsquery()])
        numbers, seen = cursor.fetchone()
    return numbers or [], seen


# Bringing up to date


def stale() -> QuerySet[Article]:
    """Articles whose words are missing or older than their text, in the order of their numbers."""
    behind = Q(words=None) | ~Q(words__version=F("version"))
    return Article.objects.filter(behind).order_by("pk")


def catch_up(after: int = 0, *, everything: bool = False) -> int:
    """Index the next batch of articles whose number is higher; the last number that was done, 0 at the end."""
    waiting = Article.objects.order_by("pk") if everything else stale()
    with transaction.atomic():
        numbers = list(waiting.filter(pk__gt=after).values_list("pk", flat=True)[:BATCH])
        if not numbers:
            return 0
        # Nobody saves these meanwhile, or older words could overwrite newer ones.
        locked = Article.objects.select_for_update(of=("self",)).filter(pk__in=numbers).order_by("pk")
        list(locked.values_list("pk", flat=True))
        keep_words(*Article.objects.whole().select_related("owner").filter(pk__in=numbers))
    return numbers[-1]


USES: Final[dict[type[Model], tuple[type[Model], str]]] = {
    Author: (Byline, "author"),
    Section: (Article, "section"),
    Source: (Reference, "source"),
    Stakeholder: (StakeholderRow, "stakeholder"),
    Topic: (Article.topics.through, "topic"),
}
"""Where articles use what has a name of its own."""


def renamed(thing: Author | Section | Source | Stakeholder | Topic) -> None:
    """Have the articles that use this found by what it is called now; a task does it after the commit."""
    indexing.renamed(thing)
    follow.enqueue(type(thing).__name__, thing.pk, 0)


@task()
def follow(kind: str, pk: int, after: int) -> None:
    """One batch of the articles that use a renamed thing, and a task for the next one."""
    model, field = next(use for used, use in USES.items() if used.__name__ == kind)
    key = "pk" if model is Article else "article_id"
    uses = model._default_manager.filter(**{field: pk, f"{key}__gt": after}).order_by(key)
    numbers = list(uses.values_list(key, flat=True).distinct()[:BATCH])
    if numbers:
        keep_words(*Article.objects.whole().select_related("owner").filter(pk__in=numbers))
        follow.enqueue(kind, pk, numbers[-1])


def sort_in() -> None:
    """Sort the words of what was saved lately into PostgreSQL's index, of which searches read them as a list till then.

    A save that did so itself would read, of a large index, a page for each of the text's words.
    """
    connection = connections[DeskWords.objects.db]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('articles_deskwords_index')")


# SQLite's index is another table; PostgreSQL's is a column and needs nothing here.


def install(using: str = "default") -> None:
    """Install what keeps SQLite's index in step with the words; a migration that rebuilds the table drops it."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not set(INDEXES) <= set(connection.introspection.table_names()):
        return
    with connection.cursor() as cursor:
        for table, (key, columns) in INDEXES.items():
            for statement in _triggers(table, key, columns):
                cursor.execute(statement)


def _triggers(table: str, key: str, columns: Sequence[str]) -> list[str]:
    index, names = f"{table}_index", ", ".join(columns)
    old, now = (", ".join(f"{row}.{name}" for name in (key, *columns)) for row in ("OLD", "NEW"))
    gone = f"INSERT INTO {index}({index}, rowid, {names}) VALUES ('delete', {old});"  # noqa: S608 (our own names)
    new = f"INSERT INTO {index}(rowid, {names}) VALUES ({now});"  # noqa: S608
    acts = {"INSERT": new, "DELETE": gone, "UPDATE": gone + new}
    return [
        sql
        for act, does in acts.items()
        for sql in (
            f"DROP TRIGGER IF EXISTS {index}_{act.lower()}",
            f"CREATE TRIGGER {index}_{act.lower()} AFTER {act} ON {table} BEGIN {does} END",
        )
    ]
