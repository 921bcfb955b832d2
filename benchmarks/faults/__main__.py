"""python -m benchmarks.faults: kills, cuts, fills and steps back, and counts what is left; see README.md above."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.faults.databases import Database, Postgresql, Sqlite, a_postgresql
from benchmarks.faults.stand import Stand, environment

PORTS: Final = 9400
FIGURES: Final = Path(__file__).resolve().parent.parent / "figures" / "faults.md"
NAMES: Final = ("steps", "load", "database", "redis", "mail", "disk", "clock")
MARK: Final = "told: "
ENDED_EARLY: Final = {
    "fault": "the script itself", "done": "it ended early; see above", "times": 0, "confirmed": 0, "finished": 0,
    "lost": 0, "doubled": 0, "halves": [], "doctor": [], "notes": [], "wrong": ["it ended early"], "sound": False,
}  # fmt: skip


def main() -> None:
    """The command; each database in a process of its own, one after the other."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that everything is ended then, too
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="one kind of fault, or several")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), help="one of the two")
    parser.add_argument("--ports", type=int, default=PORTS, help="the first of twenty that are free")
    parser.add_argument("--here", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        for told in measured(options):
            print(MARK + json.dumps(told), flush=True)
        return
    begun = time.monotonic()
    rows = list(everywhere(options))
    text = f"{table(rows)}\n\n{time.monotonic() - begun:.0f} s in all.\n"
    print(text)
    if not (options.only or options.database):
        FIGURES.parent.mkdir(exist_ok=True)
        FIGURES.write_text(f"# Faults\n\n{text}")
    sys.exit(any(not row["sound"] for row in rows))


def everywhere(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """The lines of both databases, which are tried at once; nothing runs or is left afterwards."""
    wanted = [each for name, each in BOTH.items() if options.database in (None, name)]
    begun: list[subprocess.Popen[str]] = []
    with ThreadPoolExecutor(len(wanted)) as pool:
        try:
            for job in [pool.submit(each, options, begun) for each in wanted]:
                yield from job.result()
        finally:
            for process in begun:
                process.terminate()


def on_postgresql(options: argparse.Namespace, begun: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """The lines of a throw-away cluster; none where there is no PostgreSQL."""
    with a_postgresql() as database, TemporaryDirectory(prefix="newsroom-faults-") as folder:
        return in_process(options, database, folder, options.ports, begun) if database else []


def on_sqlite(options: argparse.Namespace, begun: list[subprocess.Popen[str]]) -> list[dict[str, Any]]:
    """The lines of a file."""
    with TemporaryDirectory(prefix="newsroom-faults-") as folder:
        return in_process(options, Sqlite(Path(folder)), folder, options.ports + 10, begun)


BOTH: Final = {"postgresql": on_postgresql, "sqlite": on_sqlite}


def in_process(
    options: argparse.Namespace,
    database: Database,
    folder: str,
    ports: int,
    begun: list[subprocess.Popen[str]],
) -> list[dict[str, Any]]:
    """The lines of one database."""
    command = [sys.executable, "-m", "benchmarks.faults", "--ports", str(ports), "--here", folder]
    command += [word for name in options.only or () for word in ("--only", name)]
    own = environment(Path(folder), ports + 1, database.address)
    process = subprocess.Popen(command, env={**os.environ, **own}, stdout=subprocess.PIPE, text=True)
    begun.append(process)
    lines = [line.removeprefix(MARK) for line in process.stdout or () if line.startswith(MARK)]
    if process.wait():
        lines.append(json.dumps(ENDED_EARLY))
    return [{"database": database.name, **json.loads(line)} for line in lines]


def measured(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Prepare this stand, then one fault after the other; after each, the doctor."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.faults import clock, killing, load, outages, reckoning
    from benchmarks.faults.acts import Newsroom
    from benchmarks.faults.steps import steps

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    reckoning.quiet()
    steps.watch()
    folder, address = Path(options.here), os.environ["DATABASE_URL"]
    database = Sqlite(folder) if address.startswith("sqlite") else Postgresql(address)
    folder.chmod(0o755)  # the database reads the clock there
    stand = Stand(folder, options.ports)
    with ExitStack() as leaving:
        leaving.callback(stand.end)
        small = leaving.enter_context(outages.small_disk())
        stand.start_postbox()
        newsroom = Newsroom()
        faults: dict[str, Callable[[], Iterator[reckoning.Told]]] = {
            "steps": lambda: killing.at_each_step(newsroom),
            "load": lambda: load.killed(stand, newsroom),
            "database": lambda: load.database_gone(stand, newsroom, database),
            "redis": lambda: outages.redis_gone(stand, newsroom),
            "mail": lambda: outages.mail_refused(stand, newsroom),
            "disk": lambda: outages.disk_full(stand, newsroom, small=small),
            "clock": lambda: clock.back(stand, newsroom, database),
        }
        for name, fault in faults.items():
            if name in (options.only or NAMES):
                for told in fault():
                    reckoning.later()
                    told.tidied = reckoning.mended()
                    told.doctor = reckoning.doctor()
                    print(f"{database.name}: {told.line()}", file=sys.stderr, flush=True)
                    yield {**told.as_data(), "sound": told.sound}


def table(rows: list[dict[str, Any]]) -> str:
    """The lines as Markdown, then what was wrong."""
    head = "| fault | database | what was done | times | confirmed | done, not confirmed | lost | doubled | half "
    head += "| doctor |"
    lines = [head, "|---" * 10 + "|"]
    for row in rows:
        found = "clean" if not row["doctor"] else f"{len(row['doctor'])} findings"
        cells = [row["fault"], row["database"], row["done"], row["times"], row["confirmed"], row["finished"]]
        cells += [row["lost"], row["doubled"], len(row["halves"]), found]
        lines.append(f"| {' | '.join(map(str, cells))} |")
    for row in rows:
        for what in (*row["notes"], *row["halves"], *row["wrong"], *row["doctor"]):
            lines += ["", f"- {row['fault']}, {row['database']}: {what}"]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
