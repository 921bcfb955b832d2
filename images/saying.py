"""Rows that say something: words, or beginnings of words, in some columns; the lowest layer, so that all can ask."""

import re
from typing import Any, Final, TypeVar

from django.db import connections, models
from django.db.models.expressions import Func, Value

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")
WORD: Final = re.compile(r"[^\W_]+")
MOST_SAID: Final = 8
"""Words that count of what is typed into a field that suggests."""


def saying(rows: Rows, typed: str, *columns: str) -> Rows:
    """The rows with all of these words, or beginnings of words, in some of the columns; all rows for no words.

    PostgreSQL has an index of each set of columns that is asked for: `document` is what it is made of.
    """
    words = WORD.findall(typed.lower())[:MOST_SAID]
    if connections[rows.db].vendor == "postgresql" and words:
        asked = " & ".join(f"'{word}':*" for word in words)
        said = f"{document(*columns)} @@ to_tsquery('simple', %(expressions)s)"
        return rows.filter(Func(Value(asked), template=said, output_field=models.BooleanField()))
    for word in words:
        found = models.Q()
        for column in columns:
            found |= models.Q(**{f"{column}__icontains": word})
        rows = rows.filter(found)
    return rows if words or not typed.strip() else rows.none()


def document(*columns: str) -> str:
    """The words of some columns, for PostgreSQL: whatever is no letter and no digit parts them, in addresses too."""
    said = " || ' ' || ".join(columns)
    return f"to_tsvector('simple', regexp_replace({said}, '[^[:alnum:]]+', ' ', 'g'))"
