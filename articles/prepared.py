"""What pages ask at every request: Django words it once in a process, PostgreSQL plans it once a connection."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django.db import InterfaceError, OperationalError, connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

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
KEY: Final = UUID(int=NUMBER)
"""The same for a key."""

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
        said = {_fit(connection, one): _fit(connection, two) for one, two in about.items()}
        cursor = _cursor(connection)
        cursor.execute(sql, [said.get(param, param) for param in params])
        found: list[Row] = cursor.fetchall()
        return found

    def found(self, about: Mapping[Any, Any] = NOTHING) -> list[Any]:
        """The objects, as the query by itself would give them; one query."""
        database, compiler = router.db_for_read(self.model), self._compiler
        told = compiler.klass_info
        first, last = told["select_fields"][0], told["select_fields"][-1] + 1
        names = [column.target.attname for column, *_rest in compiler.select[first:last]]
        beside = get_related_populators(told, compiler.select, database)  # type: ignore[call-arg] # of Django 6.1
        found = []
        for row in compiler.results_iter([self.ask(about)]):
            one: Any = self.model.from_db(database, names, row[first:last])
            for related in beside:
                related.populate(row, one)
            for name, place in compiler.annotation_col_map.items():
                setattr(one, name, row[place])
            found.append(one)
        return found

    @property
    def _compiler(self) -> Any:
        return self._words(connections[router.db_for_read(self.model)])[2]

    def _words(self, connection: Any) -> tuple[str, tuple[Any, ...], Any]:
        if connection.vendor not in self.words:
            compiler = self.rows().query.get_compiler(connection.alias)
            self.words[connection.vendor] = *compiler.as_sql(), compiler
        return self.words[connection.vendor]


def _fit(connection: Any, value: Any) -> Any:
    """A value as this database is given it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


def _cursor(connection: Any) -> Any:
    """A cursor that leaves it to PostgreSQL to put the values in, which alone lets it keep its plan.

    There is one for as long as a connection lives: to make one takes as long as what it does.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:  # the log shows values
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.ensure_connection()
    kept = vars(connection).get("prepared")
    if kept is None or kept.connection is not connection.connection:
        raw: Any = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]
        kept = connection.prepared = connection.make_cursor(raw)
    return kept
