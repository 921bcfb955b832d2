"""A large archive out of a small one: the database copies whole articles, older each time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Model

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
    EntryWords,
    LedgerLink,
    PageVersion,
    Reference,
    Source,
    Stakeholder,
    StakeholderName,
    StakeholderRow,
    Translation,
    Version,
)
from comments.models import Comment, Thread
from images.models import Image


@dataclass(frozen=True, slots=True)
class Copied:
    """How one table's rows are copied: by how much their numbers rise for each article, and what has to differ.

    `of` says which article a row belongs to.
    """

    model: type[Model]
    rises: Mapping[str, int]
    of: str = "article_id"
    times: tuple[str, ...] = ()
    unlike: Mapping[str, str] = field(default_factory=dict)

    def sql(self) -> str:
        """INSERT … SELECT, with {by} articles, {age} between the copies, and the range of what is copied."""
        table = f'"{self.model._meta.db_table}"'
        columns = [str(one.column) for one in self.model._meta.concrete_fields if not one.generated]
        chosen = []
        for column in columns:
            if column in self.rises:
                chosen.append(f'"{column}" + {self.rises[column]} * %(by)s')
            elif column in self.times:
                chosen.append(f'"{column}" - %(age)s')
            else:
                chosen.append(self.unlike.get(column, f'"{column}"'))
        into = ", ".join(f'"{column}"' for column in columns)
        return (
            f"INSERT INTO {table} ({into}) SELECT {', '.join(chosen)} FROM {table} "  # noqa: S608 (our own names)
            f"WHERE {self.of} BETWEEN %(first)s AND %(last)s"
        )


def _another(column: str) -> dict[str, str]:
    return {column: f"\"{column}\" || '-' || %(by)s"}


def _another_hash(column: str) -> dict[str, str]:
    return {column: f"encode(sha256((\"{column}\" || %(by)s)::bytea), 'hex')"}


PUBLISHED: Final = ("first_published_at", "updated_at", "frozen_at", "goes_live_at", "superseded_at")
COPIES: Final = (
    Copied(Article, {"id": 1}, "id", ("created_at", "saved_at"), _another("slug") | _another("import_ref")),
    Copied(PageVersion, {"article_id": 1}),
    Copied(DeskWords, {"article_id": 1}),
    Copied(Version, {"id": 2, "article_id": 1}, times=("saved_at",)),
    Copied(Byline, {"id": 2, "article_id": 1}),
    Copied(Reference, {"id": 4, "article_id": 1}),
    Copied(StakeholderRow, {"id": 4, "article_id": 1}),
    Copied(Decision, {"id": 3, "article_id": 1}, times=("at",)),
    Copied(Address, {"id": 1, "article_id": 1}, unlike={"path": "rtrim(path, '/') || '-' || %(by)s || '/'"}),
    Copied(Edition, {"id": 2, "article_id": 1, "address_id": 1}, times=PUBLISHED),
    Copied(Entry, {"id": 1, "article_id": 1, "edition_id": 2}, times=("published_at", *PUBLISHED),
           unlike={"path": "rtrim(path, '/') || '-' || %(by)s || '/'"}),
    Copied(EntryAuthor, {"id": 2, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntrySection, {"id": 1, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntryWords, {"entry_id": 1, "article_id": 1}, times=("published_at", "goes_live_at")),
    Copied(EntryTopic, {"id": 2, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntrySource, {"id": 4, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntryStakeholder, {"id": 4, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(LedgerLink, {"number": 2, "edition_id": 2}, "(edition_id - 1) / 2", ("at", "goes_live_at"),
           _another_hash("hash")),
    Copied(Translation, {"article_id": 1, "original_id": 1}),
    Copied(Thread, {"article_id": 1}),
    Copied(Comment, {"id": 6, "thread_id": 1, "root_id": 6, "parent_id": 6}, "thread_id", ("created_at",),
           {"key": "gen_random_uuid()", "status": "'public'"}),
    Copied(Image, {"id": 1}, "id", ("created_at",), _another_hash("name") | _another("file")),
    # An article's copy rests on the same sources, as its payload says; there are as many others of each.
    Copied(Source, {"id": 1}, "id", unlike=_another("title") | _another("normalised") | _another("address")),
    Copied(Stakeholder, {"id": 1}, "id", unlike=_another("slug") | _another("name")),
    Copied(StakeholderName, {"id": 1, "stakeholder_id": 1}, "id", unlike=_another("name") | _another("folded")),
)  # fmt: skip


@transaction.atomic
def copy(by: int, age: Any, first: int, last: int) -> None:
    """All these articles once more, their numbers higher by so many, their times earlier."""
    told = {"by": by, "age": age, "first": first, "last": last}
    topics = Article.topics.through._meta.db_table
    with connection.cursor() as cursor:
        for one in COPIES:
            cursor.execute(one.sql(), told)
        cursor.execute(
            f"INSERT INTO {topics} (article_id, topic_id) SELECT article_id + %(by)s, topic_id FROM {topics} "  # noqa: S608
            "WHERE article_id BETWEEN %(first)s AND %(last)s",
            told,
        )


RECORD: Final = """
    INSERT INTO authors_auditentry (who_id, at, kind, model, object_pk, name, detail)
    SELECT user_id, at, move, 'articles.article', article_id::text, left(headline, 200), '{}'
    FROM articles_decision JOIN articles_article ON article_id = articles_article.id
    WHERE NOT EXISTS (SELECT FROM authors_auditentry) ORDER BY at
"""
"""What the desk's own record tells of every move."""

INDEXED: Final = ("articles_deskwords", "articles_entrywords")
INDEX: Final = "CREATE INDEX {0}_index ON {0} USING gin (vector) WITH (fastupdate = off)"
"""As the migrations make it."""


class Unindexed:
    """The indexes of words are made at the end, which takes a tenth of the time."""

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            for table in INDEXED:
                cursor.execute(f"DROP INDEX IF EXISTS {table}_index")
            # Constraints hold by the way things are made; checking each of them would take most of the time.
            cursor.execute("SET session_replication_role = replica")

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("SET maintenance_work_mem = '512MB'")
            for table in INDEXED:
                cursor.execute(INDEX.format(table))
