"""One database as one file and back: SQLite by its own way of copying, PostgreSQL by pg_dump and pg_restore."""

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from newsroom.backups.archive import Unusable

PAGES: Final = 2_000
"""Pages of SQLite that are copied at a time; between them it can be stopped."""
EMPTY: Final = """
DO $$ DECLARE one record; BEGIN
FOR one IN SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' LOOP
  EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', one.name);
END LOOP;
FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
  EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', one.name);
END LOOP;
END $$
"""
"""Takes away what pg_restore brings, and what a newer release has added since."""


class Failed(Exception):
    """The database's own program has refused; says what it said."""


def dump(to: Path) -> None:
    """The database as it is at one moment, while everybody goes on working."""
    if connection.vendor == "sqlite":
        with closing(_sqlite(connection.settings_dict["NAME"])) as source, closing(_sqlite(to)) as copy:
            source.execute("BEGIN")  # so that it stays that moment, whoever writes meanwhile
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(copy, pages=PAGES)
            source.execute("ROLLBACK")
        return
    programs, environment = _postgresql()
    form = ["--format=custom", "--no-owner", "--no-privileges", f"--file={to}"]
    _run(["pg_dump", *form, *programs], environment)


def check(file: Path) -> None:
    """Raises Unusable if a dump cannot be read by its database's own programs."""
    if connection.vendor == "sqlite":
        with closing(_sqlite(file)) as copy:
            try:
                (told,) = copy.execute("PRAGMA quick_check(1)").fetchone()
            except sqlite3.DatabaseError as error:
                told = str(error)
        if told != "ok":
            raise Unusable(f"The copy of the database is damaged: {told}")
        return
    try:
        _run(["pg_restore", "--list", str(file)], {})
    except Failed as error:
        raise Unusable(f"The copy of the database is damaged: {error}") from error


def load(file: Path) -> None:
    """Put a dump in the place of all that the database holds, whole or not at all."""
    if connection.vendor == "sqlite":
        name = connection.settings_dict["NAME"]
        connection.close()
        with closing(_sqlite(file)) as copy, closing(_sqlite(name)) as target:
            copy.backup(target)
        return
    connection.close()
    programs, environment = _postgresql()
    script = ["pg_restore", "--no-owner", "--no-privileges", "--file=-", str(file)]
    psql = [
        "psql",
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        f"--command={EMPTY}",
    ]
    with subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reading:  # noqa: S603
        _run([*psql, "--output=/dev/null", "--file=-", *programs], environment, stdin=reading.stdout)
    if reading.returncode:
        raise Failed("pg_restore could not read the copy to its end.")


def _sqlite(name: Any) -> sqlite3.Connection:
    return sqlite3.connect(name, timeout=60, isolation_level=None)


def _postgresql() -> tuple[list[str], dict[str, str]]:
    """What tells the programs of PostgreSQL where the database is; the password is in the environment."""
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    place = {name: value for name, value in connection.get_connection_params().items() if name in known}
    environment = {"PGPASSWORD": place.pop("password")} if "password" in place else {}
    return [f"--dbname={make_conninfo(**place)}"], environment


def _run(command: list[str], environment: dict[str, str], **options: Any) -> None:
    try:
        done = subprocess.run(  # noqa: S603 (programs of the database)
            command, env={**os.environ, **environment}, stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL, text=True, **options,
        )  # fmt: skip
    except FileNotFoundError:
        raise Failed(f"{command[0]} is missing here: sudo apt install postgresql-client") from None
    if done.returncode:
        raise Failed(f"{command[0]}: {done.stderr.strip()[-500:]}")
