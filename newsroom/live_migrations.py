"""Migrations while the site runs: nothing may lock a large table for long, or take away what running code asks for.

While a release is brought out, the code before it goes on answering for a while over the new tables. So a column is
added so that code which does not know it can insert rows, and taken away a release after the last code that knew it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models.fields import NOT_PROVIDED

SMALL: Final = frozenset(
    {
        ("articles", "section"),
        ("articles", "topic"),
        ("articles", "standingpage"),
        ("articles", "arrangement"),
        ("articles", "ledgerhead"),
        ("authors", "author"),
    }
)
"""What has some hundred rows in a large newsroom; every other table counts as large."""
ALLOWED: Final[Mapping[tuple[str, str], str]] = {}
"""Migrations that may do so all the same, and why: {("articles", "0030_name"): "The column was unused since 1.4."}."""
LOCKING: Final = re.compile(
    r"\b(?:CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)\S+\s+ON|ALTER\s+TABLE|CLUSTER|VACUUM\s+FULL|"
    r"REINDEX\s+TABLE(?!\s+CONCURRENTLY))\s+(?:ONLY\s+|IF\s+EXISTS\s+)*\"?(?P<table>\w+)",
    re.IGNORECASE,
)
SENTENCES: Final = {
    "index": "builds an index under a lock: use AddIndexConcurrently, in a migration with atomic = False",
    "constraint": "checks every row under a lock: use AddConstraintNotValid, and ValidateConstraint in the next one",
    "unique": "builds an index under a lock: make a unique index CONCURRENTLY first, and the constraint of it",
    "column": "adds a column that code which does not know it cannot fill: give it null=True or a db_default",
    "indexed": "adds a column with an index, built under a lock: add it without, and the index concurrently",
    "changed": "changes a column, which rewrites or reads every row under a lock: add another, and fill it by a task",
    "gone": "takes away what code before this release still asks for: do it a release later",
    "sql": "runs SQL that locks a table for long",
    "rows": "changes rows in one transaction: set atomic = False and work in batches, or let a task do it",
}


def faults(plan: Iterable[Migration], state: ProjectState) -> Iterator[str]:
    """What these migrations, in their order after this state, would do to a site that runs; a sentence each."""
    made: set[tuple[str, str]] = set()
    old = {app for app, _model in state.models}
    for migration in plan:
        where = (migration.app_label, migration.name)
        for operation in _plain(migration.operations):
            if isinstance(operation, operations.CreateModel):
                made.add((migration.app_label, operation.name_lower))
            if isinstance(operation, operations.RunPython):
                what = "rows" if migration.atomic and migration.app_label in old else None
            else:
                what = _fault(operation, migration, state, made)
            if what and where not in ALLOWED:
                yield f"{'.'.join(where)} {SENTENCES[what]} ({operation.describe()})."
            operation.state_forwards(migration.app_label, state)


def _plain(given: Iterable[Operation]) -> Iterator[Operation]:
    """What reaches the database."""
    for operation in given:
        if isinstance(operation, operations.SeparateDatabaseAndState):
            yield from _plain(operation.database_operations)
        else:
            yield operation


def _fault(
    operation: Operation, migration: Migration, state: ProjectState, made: set[tuple[str, str]]
) -> str | None:
    """Which of the sentences fits, if one does."""
    if isinstance(operation, operations.RunSQL):
        new = {"_".join(each) for each in made | SMALL}
        return "sql" if {each["table"] for each in LOCKING.finditer(str(operation.sql))} - new else None
    table = (migration.app_label, _model_of(operation))
    if not table[1] or table in SMALL or table in made:
        return None
    return _of_large(operation, state, table)


def _model_of(operation: Operation) -> str:
    """The model that an operation is about."""
    name = (
        getattr(operation, "model_name", "")
        or getattr(operation, "old_name", "")
        or getattr(operation, "name", "")
    )
    return str(name).lower()


def _of_large(operation: Operation, state: ProjectState, table: tuple[str, str]) -> str | None:
    match operation:
        case operations.AddField():
            return _of_column(operation.field)
        case operations.AlterField():
            before = state.models[table].fields[operation.name]
            return "changed" if _in_database(before) != _in_database(operation.field) else None
        case AddIndexConcurrently() | RemoveIndexConcurrently():
            return None
        case operations.AddIndex():
            return "index"
        case operations.AddConstraint() if type(operation) is operations.AddConstraint:
            return "unique" if isinstance(operation.constraint, models.UniqueConstraint) else "constraint"
        case (
            operations.RemoveField()
            | operations.RenameField()
            | operations.RenameModel()
            | operations.DeleteModel()
            | operations.AlterModelTable()
        ):
            return "gone"
        case operations.AlterUniqueTogether() | operations.AlterIndexTogether():
            return "unique"
    return None


def _of_column(field: models.Field[Any, Any]) -> str | None:
    if field.many_to_many:
        return None
    if not field.null and field.db_default is NOT_PROVIDED:
        return "column"
    return "indexed" if getattr(field, "db_index", False) or field.unique else None


def _in_database(field: models.Field[Any, Any]) -> tuple[object, ...]:
    """What of a field the database knows."""
    _name, path, arguments, options = field.deconstruct()
    return path, arguments, {name: value for name, value in options.items() if name not in field.non_db_attrs}
