"""Rows that say something: words, or beginnings of words, in some columns; the lowest layer, so that all can ask."""

import re
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models.expressions import Func, RawSQL, Value

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
WORD: Final = re.compile(r"[^\W_]+")
MOST_SAID: Final = 8
"""Words that count of what is typed into a field that suggests."""
NEAR: Final = 100
"""On PostgreSQL so many rows tell how common words are: if a tenth of them has them, they are met soon."""
RARE: Final = 10_000
"""Rows that words may be in to be looked up at once."""
TOLD: Final = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "cpu_operator_cost": "0.25",  # a hundred times as much as PostgreSQL thinks, about what reading a row's words takes
    "work_mem": "'32MB'",  # or it would forget which rows of a page it has found, and read the words of all
    "max_parallel_workers_per_gather": "0",
}
BY_INDEX: Final = "; ".join(f"SET {name} = {value}" for name, value in TOLD.items())
AS_EVER: Final = "; ".join(f"RESET {name}" for name in TOLD)


def saying(rows: Rows, typed: str, *columns: str) -> Rows:
    """The rows with all of these words, or beginnings of words, in some of the columns; all rows for no words.

    PostgreSQL has an index of each set of columns that is asked for: `document` is what it is made of.
    """
    words = WORD.findall(typed.lower())[:MOST_SAID]
    if connections[rows.db].vendor == "postgresql" and words:
        asked = " & ".join(f"'{word}':*" for word in words)
        said = f"{document(*columns)} @@ to_tsquery('simple', %(expressions)s)"
        fitting = rows.filter(Func(Value(asked), template=said, output_field=models.BooleanField()))
        if 10 * fitting.filter(pk__in=rows.values("pk")[:NEAR]).count() >= NEAR:
            return fitting
        numbers = by_index(fitting.order_by(), RARE + 1)
        return these(rows, numbers) if len(numbers) <= RARE else fitting
    for word in words:
        found = models.Q()
        for column in columns:
            found |= models.Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows if words or not typed.strip() else rows.none()


def by_index(rows: models.QuerySet[Any], most: int) -> list[int]:
    """The numbers of some of these rows, which PostgreSQL looks up in the index of words.

    It does not know what it costs to read the words of a row, and would read those of a whole table.
    """
    try:
        sql, told = rows.values_list("pk")[:most].query.sql_with_params()
    except EmptyResultSet:
        return []
    return [number for (number,) in looked_up(rows.db, sql, told)]


def looked_up(using: str, sql: str, told: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that PostgreSQL answers from an index of words."""
    with connections[using].cursor() as cursor:
        # In one go, so that nothing of it lasts.
        cursor.execute(f"{BY_INDEX}; {sql}; {AS_EVER}", told)
        for _setting in range(BY_INDEX.count(";") + 1):
            cursor.nextset()
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def these(rows: Rows, numbers: list[int]) -> Rows:
    """Those of the rows with these numbers, as one parameter on PostgreSQL, however many they are."""
    return rows.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", (numbers,)))


def document(*columns: str) -> str:
    """The words of some columns, for PostgreSQL: whatever is no letter and no digit parts them, in addresses too."""
    said = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', regexp_replace({said}, '[^[:alnum:]]+', ' ', 'g'))"
