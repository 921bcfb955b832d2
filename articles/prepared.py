"""What pages ask at every request: Django words it once in a process, PostgreSQL plans it once a connection."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connections, router
from django.db.models import Model, QuerySet

NOTHING: Final[Mapping[Any, Any]] = MappingProxyType({})
NUMBER: Final = 7_730_941_132_799
"""Stands for the number that is asked about while a question is put into words; nothing has it."""
TEXT: Final = str(NUMBER)
"""The same for a text."""
AT: Final = datetime(1601, 1, 1, tzinfo=UTC)
BESIDE: Final = NUMBER + 1
"""The same for a place in a list: a moment, and the number that decides between two of one moment."""
AMONG: Final = tuple(range(NUMBER + 2, NUMBER + 66))
"""The same for some numbers at once."""

Row = tuple[Any, ...]


class Prepared:
    """A query of which nothing ever changes but what it is about, for which one of the above stands in `rows`.

    To word a query of many parts takes Django longer than all else that a page needs.
    """

    def __init__(self, model: type[Model], rows: Callable[[], QuerySet[Any, Any]]) -> None:
        self.model = model
        self.rows = rows
        self.words: dict[str, tuple[str, tuple[Any, ...], Any]] = {}

    def ask(self, about: Mapping[Any, Any] = NOTHING) -> list[Row]:
        """The rows as the database gives them, where `about` says what stands for what; one query."""
        connection: Any = connections[router.db_for_read(self.model)]
        try:
            return self._asked(connection, about)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or connection.is_usable():
                raise
            connection.close()  # the database was started anew; Django would have asked it beforehand each time
            return self._asked(connection, about)

    def _asked(self, connection: Any, about: Mapping[Any, Any]) -> list[Row]:
        sql, params, _compiler = self._words(connection)
        fit = connection.ops.adapt_datetimefield_value
        said = {fit(one) if one is AT else one: fit(two) if one is AT else two for one, two in about.items()}
        with _cursor(connection) as cursor:
            cursor.execute(sql, [said.get(param, param) for param in params])
            found: list[Row] = cursor.fetchall()
        return found

    def read(self, about: Mapping[Any, Any] = NOTHING) -> list[Row]:
        """The rows with each value as its field has it in Python; one query."""
        rows = self.ask(about)
        _sql, _params, compiler = self._words(connections[router.db_for_read(self.model)])
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        return [tuple(row) for row in compiler.apply_converters(rows, converters)]

    def _words(self, connection: Any) -> tuple[str, tuple[Any, ...], Any]:
        if connection.vendor not in self.words:
            compiler = self.rows().query.get_compiler(connection.alias)
            self.words[connection.vendor] = *compiler.as_sql(), compiler
        return self.words[connection.vendor]


def _cursor(connection: Any) -> Any:
    """A cursor that leaves it to PostgreSQL to put the values in, which alone lets it keep its plan."""
    if connection.vendor != "postgresql" or connection.queries_logged:  # the log shows values
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    return connection.make_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]
