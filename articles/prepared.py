"""What pages ask at every request: Django words it once in a process, PostgreSQL plans it once a connection."""

from collections.abc import Callable
from typing import Any, Final

from django.db import connections, router
from django.db.models import Model, QuerySet

NUMBER: Final = 7_730_941_132_799
"""Stands for the number that is asked about while a question is put into words; nothing has it."""
TEXT: Final = str(NUMBER)
"""The same for a text."""

Row = tuple[Any, ...]


class Prepared:
    """A query of which nothing ever changes but the one thing that it is about, which `rows` names NUMBER or TEXT.

    To word a query of many parts takes Django longer than all else that a page needs.
    """

    def __init__(self, model: type[Model], rows: Callable[[], QuerySet[Any, Any]]) -> None:
        self.model = model
        self.rows = rows
        self.words: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def ask(self, about: int | str = "") -> list[Row]:
        """The rows as the database gives them; one query."""
        connection: Any = connections[router.db_for_read(self.model)]
        if connection.vendor not in self.words:
            self.words[connection.vendor] = self.rows().query.get_compiler(connection.alias).as_sql()
        sql, params = self.words[connection.vendor]
        with _cursor(connection) as cursor:
            cursor.execute(sql, [about if param in (NUMBER, TEXT) else param for param in params])
            found: list[Row] = cursor.fetchall()
        return found


def _cursor(connection: Any) -> Any:
    """A cursor that leaves it to PostgreSQL to put the values in, which alone lets it keep its plan."""
    if connection.vendor != "postgresql":
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]
