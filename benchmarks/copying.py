"""Many rows at once: model instances through PostgreSQL's COPY."""

from collections.abc import Iterable
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model


def copy_in(*rows: Model) -> None:
    """Store instances of one model as they are, with the numbers that they carry."""
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(_into(model, columns)) as copy:
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
            )


def copy_pairs(through: type[Model], left: str, right: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Store the rows of a many-to-many table."""
    with connection.cursor() as cursor, cursor.copy(_into(through, f'"{left}", "{right}"')) as copy:
        for pair in pairs:
            copy.write_row(pair)


def _into(model: type[Model], columns: str) -> Any:
    return f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN'


def set_counters(*models: type[Model]) -> None:
    """Let the numbers that the database gives begin after those that were copied in."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
