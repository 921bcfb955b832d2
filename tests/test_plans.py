"""No public page walks through a large table: every query that one asks is explained, as if each table were large."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from articles.models import Article, Edition, Entry, EntrySource, Section, Source
from articles.paging import Place
from comments.models import Comment
from images.saying import AS_EVER, BY_INDEX
from newsroom.live_migrations import SMALL
from tests.test_boundaries import article, public_pages

pytestmark = pytest.mark.django_db
__test__ = connection.vendor == "postgresql"  # whose planner is asked
__all__ = ["article"]

FEW = {"_".join(each) for each in SMALL} | {
    "comments_word",
    "django_content_type",
    "django_migrations",
    "newsroom_cache",
}
"""Tables that stay small; every other one counts as large."""
FORCED = "SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
"""What leaves PostgreSQL nothing but indexes, as far as there are any, whatever the size of the tables."""
ORDERED = ("Nested Loop", "Subquery Scan", "Unique", "Result", "Incremental Sort")
"""What takes no more rows from below than it gives."""


def walked(plan: dict[str, Any], bounded: bool = False) -> Iterator[str]:
    """The large tables that a plan reads from end to end: without an index, or along one and without a limit."""
    kind, table = plan["Node Type"], plan.get("Relation Name", "")
    if table and table not in FEW and not table.startswith("pg_"):
        if kind == "Seq Scan":
            yield table
        elif kind in ("Index Scan", "Index Only Scan") and not (bounded or plan.get("Index Cond")):
            yield f"{table} along {plan['Index Name']}"
    for below in plan.get("Plans", ()):
        yield from walked(below, kind == "Limit" or (bounded and kind in ORDERED))


LARGE = """
    UPDATE pg_class SET relpages = 1, reltuples = 1e5
    WHERE relkind IN ('r', 'i') AND oid > 16384 AND pg_relation_size(
        coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = pg_class.oid), pg_class.oid)
    ) > 0
"""


@pytest.fixture
def large(article: Article) -> None:
    """PostgreSQL believes of every table with a row that there are a hundred thousand; an empty one counts as new."""
    with connection.cursor() as cursor:
        cursor.execute(LARGE)


class Explained:
    """Explains each query after it was asked."""

    def __init__(self) -> None:
        self.queries = 0
        self.walks: set[str] = set()

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        asked = sql.removeprefix(f"{BY_INDEX}; ").removesuffix(f"; {AS_EVER}").strip()
        if asked.startswith(("SELECT", "WITH")) and "FOR UPDATE" not in asked:
            self.queries += 1
            self.walks |= {f"{table}: {asked[:1000]}" for table in plan(asked, params)}
        return answer


def plan(sql: str, params: Any) -> set[str]:
    """The large tables that this query walks through."""
    with transaction.atomic(), connection.connection.cursor() as cursor:
        cursor.execute(FORCED)
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
        [told] = cursor.fetchone()
        cursor.execute("RESET enable_seqscan; RESET enable_hashjoin; RESET enable_mergejoin")
    return set(walked((json.loads(told) if isinstance(told, str) else told)[0]["Plan"]))


@contextmanager
def explained() -> Iterator[Explained]:
    """Every query that is asked inside."""
    with connection.execute_wrapper(found := Explained()):
        yield found


def deep_pages(article: Article) -> list[str]:
    """The same lists from some place on."""
    entry, edition = (
        Entry.objects.get(article=article),
        Edition.objects.filter(article=article).latest("number"),
    )
    place, put_right = (
        Place(entry.published_at, article.pk).text,
        Place(edition.goes_live_at, edition.pk).text,
    )
    source = EntrySource.objects.values_list("source", flat=True)[0]
    comment = Comment.objects.get()
    under = ("sections/harbour", "topics/sea-gate", "authors/ilse-maarvik", "stakeholders/port-of-aldery")
    lists = (*(f"/{one}/" for one in under), f"/sources/{source}/")
    corrections = ("/corrections/", "/sections/harbour/corrections/", "/authors/ilse-maarvik/corrections/")
    narrowed = "section=harbour&author=ilse-maarvik&stakeholder=port-of-aldery&language=en&label=news&from=2020-01-01"
    asked = (
        "gate+late",
        "%22gate+is%22",
        "gate+-harbour",
        f"gate&{narrowed}",
        narrowed.replace("section", "&section"),
    )
    return [
        *(f"{path}?{way}={place}" for path in lists for way in ("before", "after")),
        *(f"{path}?{way}={put_right}" for path in corrections for way in ("before", "after")),
        *(f"/search/?q={words}{order}" for words in asked for order in ("", f"&order=newest&before={place}")),
        *(
            f"{entry.path}comments/?order={order}&after={first}-{comment.pk}"
            for order, first in (("newest", comment.root_id), ("oldest", comment.root_id), ("recommended", 0))
        ),
        *(f"/api/v1/{name}/?cursor={place}" for name in ("editions", "corrections")),
        *(f"/api/v1/{name}/?cursor=1" for name in ("sources", "stakeholders", "ledger")),
    ]


def test_no_page_for_readers_walks_through_a_large_table(article: Article, large: None) -> None:
    pages = [*public_pages(article), *deep_pages(article)]
    answered = 0
    with explained() as found:
        for page in pages:
            answered += Client().get(page).status_code < 400
    assert answered > 0.75 * len(pages)
    assert found.queries > 3 * len(pages)  # or there was hardly anything to explain
    assert not found.walks, "\n\n".join(sorted(found.walks))


@pytest.mark.parametrize(
    "rows",
    [
        Entry.objects.filter(summary="No index knows this."),
        Entry.objects.order_by("-published_at", "-article"),
        Comment.objects.filter(text__contains="time").order_by("pk"),
        Source.objects.filter(title__icontains="register"),
    ],
)  # fmt: skip
def test_a_query_that_walks_through_a_large_table_is_found(large: None, rows: Any) -> None:
    with explained() as found:
        list(rows)
    assert found.walks


@pytest.mark.parametrize("rows", [Section.objects.filter(name="Harbour"), Entry.objects.newest_first()[:20]])
def test_small_tables_and_the_beginnings_of_large_ones_may_be_read(
    article: Article, large: None, rows: Any
) -> None:
    with explained() as found:
        list(rows)
    assert found.queries == 1
    assert not found.walks
