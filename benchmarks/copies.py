"""A large archive out of a small one: the database copies whole articles, older each time."""

from collections.abc import Iterator, Mapping
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
    PutRightBy,
    PutRightIn,
    Reference,
    Source,
    Stakeholder,
    StakeholderName,
    StakeholderRow,
    Translation,
    Version,
)
from benchmarks.threads import SAID
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
    light: Mapping[str, str] = field(default_factory=dict)
    """What is cut in the copies that lie far back, so that a million fit on a disk."""
    seldom: str = ""
    """Which rows those copies have at all; empty for every one."""

    def sql(self, *, light: bool) -> str:
        """INSERT … SELECT, with {by} articles, {age} between the copies, and the range of what is copied."""
        unlike = {**self.unlike, **self.light} if light else self.unlike
        only = f" AND {self.seldom}" if light and self.seldom else ""
        table = f'"{self.model._meta.db_table}"'
        columns = [str(one.column) for one in self.model._meta.concrete_fields if not one.generated]
        chosen = []
        for column in columns:
            if column in self.rises:
                chosen.append(f'"{column}" + {self.rises[column]} * %(by)s')
            elif column in self.times:
                chosen.append(f'"{column}" - %(age)s')
            else:
                chosen.append(unlike.get(column, f'"{column}"'))
        into = ", ".join(f'"{column}"' for column in columns)
        return (
            f"INSERT INTO {table} ({into}) SELECT {', '.join(chosen)} FROM {table} "  # noqa: S608 (our own names)
            f"WHERE {self.of} BETWEEN %(first)s AND %(last)s{only}"
        )


def _another(column: str) -> dict[str, str]:
    return {column: f"\"{column}\" || '-' || %(by)s"}


def _another_hash(column: str) -> dict[str, str]:
    return {column: f"encode(sha256((\"{column}\" || %(by)s)::bytea), 'hex')"}


def _cut(**signs: int) -> dict[str, str]:
    return {column: f'left("{column}", {most})' for column, most in signs.items()}


WHOLE: Final = 100_000
"""The newest articles, whose copies are whole; those of older ones are light."""
PUBLISHED: Final = ("first_published_at", "updated_at", "frozen_at", "goes_live_at", "superseded_at")
COPIES: Final = (
    Copied(Article, {"id": 1}, "id", ("created_at", "saved_at"), _another("slug") | _another("import_ref"),
           _cut(body=500)),
    Copied(PageVersion, {"article_id": 1}),
    Copied(DeskWords, {"article_id": 1}, light=_cut(about=300, text=500)),
    # The desk's versions are asked for by their article alone.
    Copied(Version, {"id": 2, "article_id": 1}, times=("saved_at",), unlike={"payload": "'{}'"}),
    Copied(Byline, {"id": 2, "article_id": 1}),
    Copied(Reference, {"id": 4, "article_id": 1}),
    Copied(StakeholderRow, {"id": 4, "article_id": 1}),
    Copied(Decision, {"id": 3, "article_id": 1}, times=("at",), seldom="move = 'publish'"),
    Copied(Address, {"id": 1, "article_id": 1}, unlike={"path": "rtrim(path, '/') || '-' || %(by)s || '/'"}),
    Copied(Edition, {"id": 2, "article_id": 1, "address_id": 1}, times=PUBLISHED,
           light=_cut(html=500) | {"payload": "payload || jsonb_build_object('body', left(payload->>'body', 500))"}),
    Copied(Entry, {"id": 1, "article_id": 1, "edition_id": 2}, times=("published_at", *PUBLISHED),
           unlike={"path": "rtrim(path, '/') || '-' || %(by)s || '/'"}),
    Copied(EntryAuthor, {"id": 2, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntrySection, {"id": 1, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntryWords, {"entry_id": 1, "article_id": 1}, times=("published_at", "goes_live_at"),
           light=_cut(about=300, text=500, plain=500)),
    Copied(EntryTopic, {"id": 2, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntrySource, {"id": 4, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(EntryStakeholder, {"id": 4, "entry_id": 1, "article_id": 1}, times=("published_at",)),
    Copied(PutRightIn, {"id": 1, "entry_id": 1, "edition_id": 2}, "entry_id", ("goes_live_at",)),
    Copied(PutRightBy, {"id": 2, "entry_id": 1, "edition_id": 2}, "entry_id", ("goes_live_at",)),
    Copied(LedgerLink, {"number": 2, "edition_id": 2}, "(edition_id - 1) / 2", ("at", "goes_live_at"),
           _another_hash("hash")),
    Copied(Translation, {"article_id": 1, "original_id": 1}),
    Copied(Thread, {"article_id": 1}, unlike={"held_count": "0"}),
    Copied(Comment, {"id": SAID, "thread_id": 1, "root_id": SAID, "parent_id": SAID},
           "status = 'public' AND thread_id", ("created_at",), {"key": "gen_random_uuid()"}, _cut(text=80, html=80)),
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
            cursor.execute(one.sql(light=by >= WHOLE), told)
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

LEFT_OUT: Final = """
    CREATE TABLE IF NOT EXISTS bench_indexes (name text PRIMARY KEY, definition text NOT NULL);
    INSERT INTO bench_indexes
    SELECT index.relname, pg_get_indexdef(index.oid)
    FROM pg_class index JOIN pg_am ON pg_am.oid = index.relam
    WHERE amname = 'gin' AND relnamespace = 'public'::regnamespace ON CONFLICT DO NOTHING
"""
"""What is told to the next run, should this one be stopped."""


def leave_indexes_out() -> None:
    """Rows come in without the indexes of words, and without checks of what holds by the way things are made."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT)
        cursor.execute("SELECT name FROM bench_indexes")
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX IF EXISTS "{name}"')
        cursor.execute("SET session_replication_role = replica")


def unfinished() -> bool:
    """Whether a run was stopped before the indexes of words stood again."""
    return "bench_indexes" in connection.introspection.table_names()


def make_indexes() -> Iterator[str]:
    """The indexes of words, made at the end, which takes a tenth of the time; yields each name."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute("SELECT name, definition FROM bench_indexes ORDER BY name")
        for name, definition in cursor.fetchall():
            cursor.execute(definition.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))
            yield name
        cursor.execute("DROP TABLE bench_indexes")
