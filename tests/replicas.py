"""A streaming replica of a PostgreSQL cluster, in a folder of its own."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, quote, urlsplit

import psycopg

OWN: Final = """
listen_addresses = ''
unix_socket_directories = '{folder}'
wal_receiver_status_interval = 1s
wal_retrieve_retry_interval = 200ms
"""
# A commit that waits for the disk, for what is not written out there is not sent either.
WRITTEN: Final = (
    "SELECT pg_current_wal_insert_lsn(), txid_current(), set_config('synchronous_commit', 'on', true)"
)
OWNER: Final = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root


@dataclass(frozen=True)
class Replica:
    """It follows a cluster, one of whose databases has this address, and answers at a socket in its folder."""

    programs: Path
    first: str
    folder: Path

    @property
    def address(self) -> str:
        """For DATABASE_REPLICA_URL."""
        return urlsplit(self.first)._replace(query=f"host={quote(str(self.folder), safe='')}").geturl()

    def copy(self) -> None:
        """Take the whole cluster as it is now."""
        host = parse_qs(urlsplit(self.first).query)["host"][0]
        how = [
            "--host",
            host,
            "--username=postgres",
            "--checkpoint=fast",
            "--no-sync",
            "--write-recovery-conf",
        ]
        self._run("pg_basebackup", *how)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.write(OWN.format(folder=self.folder))

    def start(self) -> None:
        """Follow, and answer."""
        self._run("pg_ctl", "start", "--wait", "--silent", f"--log={self.folder / 'log'}")

    def stop(self) -> None:
        """Be gone, in the middle of whatever it is at."""
        self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")

    def ask(self, sql: str) -> Any:
        """One value."""
        return _value(self.address, sql)

    def catch_up(self) -> None:
        """Wait until it knows all that is written now."""
        until, target = time.monotonic() + 30, _value(self.first, WRITTEN)
        while not self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{target}'"):
            told = (self.folder / "log").read_text()[-2000:]
            assert time.monotonic() < until, f"The replica does not follow. It says: {told}"
            time.sleep(0.02)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), "--pgdata", str(self.folder / "data"), *arguments],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            user=OWNER,
            group=OWNER,
            extra_groups=[] if OWNER else None,
        )
        assert done.returncode == 0, done.stdout


def _value(address: str, sql: str) -> Any:
    with psycopg.connect(address, autocommit=True) as link:
        row = link.execute(sql.encode()).fetchone()
    return row and row[0]


@contextmanager
def replica(programs: Path, first: str) -> Iterator[Replica]:
    """One that runs, until we leave."""
    with tempfile.TemporaryDirectory(prefix="newsroom-replica-") as name:
        if OWNER:
            shutil.chown(name, OWNER, OWNER)
        made = Replica(programs, first, Path(name))
        made.copy()
        made.start()
        try:
            yield made
        finally:
            if (made.folder / "data" / "postmaster.pid").exists():
                made.stop()
