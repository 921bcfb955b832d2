"""python -m benchmarks.many: kills servers, workers, replica, Redis and database under load, one by one, and counts."""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from benchmarks.faults.databases import a_postgresql
from benchmarks.many.places import environment
from tests.machine import postgresql
from tests.replicas import replica

if TYPE_CHECKING:
    from benchmarks.many.load import Load
    from benchmarks.many.stand import Stand

PORTS: Final = 9300
FIGURES: Final = Path(__file__).resolve().parent.parent / "figures" / "many.md"
AWAY: Final = 3.0
"""Seconds for which a database is gone."""
ONES: Final = ("server 1", "server 2", "worker 1", "worker 2", "redis", "replica", "database")
HEAD: Final = (
    "killed", "requests", "read p99 ms", "errors of readers: in flight, while away, later",
    "errors of senders: in flight, while away, later", "confirmed", "lost", "doubled",
)  # fmt: skip


@dataclass
class Row:
    """What one kill cost."""

    killed: str
    requests: int
    slowest: float
    reading: tuple[int, int, int]
    sending: tuple[int, int, int]
    confirmed: int
    lost: int
    doubled: int
    wrong: list[str]

    @property
    def sound(self) -> bool:
        """Nobody who reads sees an error, and nothing that was confirmed is lost; without a database nobody writes."""
        away = 0 if self.killed == "database" else self.sending[1]
        return not (
            sum(self.reading[1:]) or away or self.sending[2] or self.lost or self.doubled or self.wrong
        )

    def cells(self) -> list[str]:
        """As they stand in the table."""
        told = [", ".join(map(str, errors)) for errors in (self.reading, self.sending)]
        counts = map(str, (self.confirmed, self.lost, self.doubled))
        return [self.killed, str(self.requests), f"{self.slowest:.0f}", *told, *counts]


def main() -> None:
    """The command: a table, and the exit code 1 where something is not as it has to be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("--only", choices=ONES, action="append", help="one of them, or several")
    parser.add_argument("--ports", type=int, default=PORTS, help="the first of ten that are free")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is ended then, too
    for program, package in (("nginx", "nginx-light"), ("redis-server", "redis-server")):
        if not shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin"):
            sys.exit(f"Missing here: sudo apt install {package}")
    begun = time.monotonic()
    rows, found = measured(options.only or ONES, options.ports)
    wrong = [*found, *(f"{row.killed}: {text}" for row in rows for text in row.wrong)]
    lines = [list(HEAD), ["---"] * len(HEAD), *(row.cells() for row in rows)]
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    text += (
        f"\n\n{'; '.join(wrong) or 'The doctor finds nothing.'} {time.monotonic() - begun:.0f} s in all.\n"
    )
    print(text)
    if not options.only:
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(f"# Many machines\n\n{text}")
    sys.exit(bool(wrong) or any(not row.sound for row in rows))


def measured(ones: tuple[str, ...], ports: int) -> tuple[list[Row], list[str]]:
    """A row for each kill, and what is wrong at the end; nothing runs or is left afterwards."""
    with TemporaryDirectory(prefix="newsroom-many-") as folder, a_postgresql() as database:
        if not database:
            sys.exit(1)
        tell("a database and its replica")
        with replica(postgresql() or Path(), database.address) as copy:
            os.environ.update(environment(Path(folder), ports, database.address, copy.address))
            import django

            django.setup()
            from benchmarks.many.stand import Stand, commands

            tell("tables and static files")
            commands()
            tell("servers, workers, Redis, nginx")
            stand = Stand(Path(folder), ports, database, copy)
            with stand.running():
                rows = list(killed(stand, ones))
                tell("counting, and the doctor")
                return rows, in_the_end(stand)


def killed(stand: "Stand", ones: tuple[str, ...]) -> Iterator[Row]:
    """One after the other, each when all others are well."""
    from benchmarks.faults.acts import Newsroom
    from benchmarks.many.load import Load

    newsroom = Newsroom()
    for name in ones:
        stand.wait()
        stand.replica.catch_up()
        load = Load(stand, newsroom)
        time.sleep(5)  # every server has seen that the replica is well
        tell(f"killing {name} under load")
        load.under(lambda name=name: stand.kill(name, AWAY))  # type: ignore[misc]
        yield row_of(name, load)


def row_of(name: str, load: "Load") -> Row:
    """What became of everything that was sent."""
    from benchmarks.faults.reckoning import Told

    told = Told(name, "")
    load.reckon(told)
    reading, sending = load.errors(reads=True), load.errors(reads=False)
    row = Row(name, len(load.attempts), load.slowest(), reading, sending, told.confirmed, told.lost, told.doubled,
              [*told.wrong, *told.halves])  # fmt: skip
    tell(f"  {row.requests} requests, errors {reading} {sending}, {row.confirmed} confirmed, {row.lost} lost")
    return row


def in_the_end(stand: "Stand") -> list[str]:
    """What is wrong once the workers have done what waits: tasks left or failed, mails twice, what the doctor finds."""
    from django.db import connections
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    from benchmarks.faults import reckoning

    reckoning.quiet()
    for name in ("worker 1", "worker 2"):
        stand.units.pop(name).end()
    reckoning.later()
    wrong = []
    unfinished = DBTaskResult.objects.exclude(status="SUCCESSFUL").filter(run_after__lte=timezone.now())
    if left := unfinished.count():
        wrong.append(f"{left} tasks were not done")
    same, other = reckoning.twice(reckoning.letters(stand.folder))
    if other:
        wrong.append(f"{other} mails were sent twice")
    if same:
        tell(f"  {same} mails came again under the same number, which programs show once")
    connections.close_all()
    return wrong + reckoning.doctor()


def tell(what: str) -> None:
    """Where we are."""
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
