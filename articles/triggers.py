"""Database triggers that keep editions, decisions, ledger and record as they are; installed after every migrate."""

from typing import Final

from django.apps import apps
from django.db import connections

CONTENT: Final = ("article_id", "number", "kind", "frozen_at", "fingerprint", "imported")
REDACTABLE: Final = ("payload", "note", "was_wrong", "is_right")
TIMES: Final = (
    "goes_live_at",
    "superseded_at",
    "cancelled_at",
    "first_published_at",
    "updated_at",
    "address_id",
)
EDITIONS: Final = "articles_edition"

POSTGRESQL: Final = """
CREATE OR REPLACE FUNCTION articles_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$;
"""


def _changed(columns: tuple[str, ...], vendor: str) -> str:
    different = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    return "(" + " OR ".join(f"OLD.{column} {different} NEW.{column}" for column in columns) + ")"


def append_only() -> list[str]:
    """The tables of all models, of every app, that call themselves `append_only`."""
    return sorted(model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False))


def names() -> list[str]:
    """The triggers that should be there: for each table, one against deleting and one against changing."""
    return [f"{table}_{act}" for table in (EDITIONS, *append_only()) for act in ("kept", "frozen")]


def statements(vendor: str, tables: set[str]) -> list[str]:
    """The SQL that installs the triggers of these tables, for `postgresql` or `sqlite`."""
    now = "statement_timestamp()" if vendor == "postgresql" else "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    # An end that lies behind us stays; so does a beginning, and with it everything that hangs on it.
    past = (
        f"(OLD.goes_live_at <= {now} AND {_changed(tuple(t for t in TIMES if t != 'superseded_at'), vendor)})"
    )
    ended = f"(OLD.superseded_at <= {now} AND {_changed(('superseded_at',), vendor)})"
    redacted = (
        f"({_changed(REDACTABLE, vendor)} AND (NEW.redacted_at IS NULL OR OLD.redacted_at IS NOT NULL))"
    )
    cancelled = f"(OLD.cancelled_at IS NOT NULL AND {_changed(TIMES, vendor)})"
    frozen = f"({_changed(CONTENT, vendor)} OR {redacted} OR {past} OR {ended} OR {cancelled})"
    rules = [
        (f"{EDITIONS}_kept", EDITIONS, "DELETE", "", "An edition is never deleted."),
        (f"{EDITIONS}_frozen", EDITIONS, "UPDATE", frozen, "An edition never changes once it is frozen."),
    ]
    for table in append_only():
        rules.append(
            (f"{table}_kept", table, "DELETE", "", "This record is append-only: nothing is deleted.")
        )
        rules.append(
            (f"{table}_frozen", table, "UPDATE", "", "This record is append-only: nothing is changed.")
        )
    sql = [POSTGRESQL] if vendor == "postgresql" else []
    for name, table, event, condition, text in rules:
        if table not in tables:
            continue
        when = f"WHEN ({condition})" if condition else ""
        drop = f"DROP TRIGGER IF EXISTS {name}"
        if vendor == "postgresql":
            sql.append(f"{drop} ON {table};")
            run = f"EXECUTE FUNCTION articles_refuse('{text}');"
        else:
            sql.append(f"{drop};")
            run = f"BEGIN SELECT RAISE(ABORT, '{text}'); END;"
        sql.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW {when} {run}")
    return sql


def install(using: str = "default") -> None:
    """Install every trigger whose table exists, as often as you like."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in statements(connection.vendor, set(connection.introspection.table_names(cursor))):
            cursor.execute(statement)


def remove(using: str = "default") -> None:
    """Lift the triggers; only a test that empties its database has a reason to."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name in names():
            on = f" ON {name.rsplit('_', 1)[0]}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(using: str = "default") -> list[str]:
    """The triggers that should be there and are not."""
    connection = connections[using]
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(catalogue)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in names() if name not in there]
