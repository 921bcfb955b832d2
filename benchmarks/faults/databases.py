"""The two databases of a stand, and what can be done to them from outside."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

from tests.machine import cluster, postgresql

CONFIRMED: Final = "\nfsync = on\nsynchronous_commit = on\nfull_page_writes = on\n"
"""As PostgreSQL has it by itself: what it has confirmed is on the disk."""


class Database(Protocol):
    """Where a stand keeps its rows."""

    name: str
    address: str

    def fail(self, seconds: float) -> str:
        """Be gone for about so long; says what was done."""

    def restart(self, **own: str) -> None:
        """Begin anew with this environment, if it has processes of its own."""


class Sqlite:
    """A file in the stand's folder."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "newsroom.sqlite3"
        self.address = f"sqlite:///{self.file}"

    def fail(self, seconds: float) -> str:
        """Locked by somebody else."""
        link = sqlite3.connect(self.file, isolation_level=None, timeout=60)
        link.execute("BEGIN EXCLUSIVE")
        time.sleep(seconds)
        link.execute("ROLLBACK")
        link.close()
        return f"file locked by another process for {seconds:.0f} s"

    def restart(self, **own: str) -> None:
        """It lives in the processes of the site."""


class Postgresql:
    """A throw-away cluster."""

    name = "PostgreSQL"

    def __init__(self, address: str) -> None:
        self.address = address
        self.folder = Path(parse_qs(urlsplit(address).query)["host"][0])

    def fail(self, seconds: float) -> str:
        """Stopped as by pulling the plug, then started."""
        self.control("stop", "--mode=immediate")
        time.sleep(seconds)
        self.control("start")
        return f"pg_ctl stop -m immediate, start after {seconds:.0f} s"

    def restart(self, **own: str) -> None:
        """As by an operator."""
        self.control("restart", "--mode=fast", **own)

    def control(self, *arguments: str, **own: str) -> None:
        """pg_ctl, as the user whose server it is."""
        owner = "postgres" if os.geteuid() == 0 else None
        programs = postgresql() or Path()
        command = [f"{programs}/pg_ctl", f"--pgdata={self.folder}/data", "--wait", "--silent", *arguments]
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                command, check=True, cwd=self.folder, stdout=log, stderr=log, user=owner, group=owner,
                extra_groups=[] if owner else None, env={**os.environ, **own},
            )  # fmt: skip


@contextmanager
def a_postgresql() -> Iterator[Postgresql | None]:
    """A new cluster with a database for the stand, until we leave; None where there is no PostgreSQL."""
    if not (programs := postgresql()):
        print("There is no PostgreSQL here (sudo apt install postgresql).", file=sys.stderr)
        yield None
        return
    with cluster(programs) as address:
        here = Postgresql(address.replace("/newsroom?", "/bench?"))
        with (here.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(CONFIRMED)
        here.restart()
        createdb = [f"{programs}/createdb", "--username=postgres", f"--host={here.folder}", "bench"]
        subprocess.run(createdb, check=True)
        yield here
