"""Queries and times of pages on PostgreSQL, by the size of the archive.

Without DATABASE_URL a throw-away cluster is started and each size measured in a database of its own there. With
DATABASE_URL that one database is filled and measured, whose name must begin with `bench`; it may be used again.
"""

import argparse
import gc
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import psycopg

SIZES: Final = (1_000, 200_000)
ROUNDS: Final = 30

Pages: TypeAlias = Callable[[], Iterator[tuple[str, Callable[[int], Any]]]]
"""Pages by their names, each with what asks for it, given the number of the round."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One page: how many queries it asks, and milliseconds of half of the rounds and of 95 in a hundred."""

    page: str
    queries: int
    p50: float
    p95: float
    in_database: float
    slowest: str = ""

    def line(self) -> str:
        """As it is told while the others are still being measured."""
        times = f"p50 {self.p50:7.1f}  p95 {self.p95:7.1f}  in queries {self.in_database:6.1f}"
        return f"{self.page:<36} {self.queries:>3} queries  {times}"


def measure(page: str, ask: Callable[[int], Any], rounds: int) -> Iterator[Figure | None]:
    """Ask so often, after three times to warm up; the queries are counted in a round of its own.

    After each round somebody else may have a turn; the figure comes last.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for round_ in range(3):
        ask(round_)
    with CaptureQueriesContext(connection) as captured:
        ask(3)
    queries = list(captured.captured_queries)
    gc.collect()  # or some page pays for what the others have left
    gc.freeze()
    times = []
    for round_ in range(4, rounds + 4):
        started = perf_counter()
        ask(round_)
        times.append((perf_counter() - started) * 1000)
        yield None
    cuts = quantiles(times, n=20)
    slowest = max(queries, key=lambda query: float(query["time"]), default={"time": "0", "sql": ""})
    inside = sum(float(query["time"]) for query in queries) * 1000
    yield Figure(
        page, len(queries), cuts[9], cuts[18], inside, f"{slowest['time']} {str(slowest['sql'])[:4000]}"
    )


def figures(pages: Pages, size: int, only: str, rounds: int) -> Iterator[Figure | None]:
    """Fill the database and measure every page, a round whenever the next is asked for."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from articles.progress import progress
    from benchmarks.archive import fill, steps
    from benchmarks.world import people_and_places

    settings.ALLOWED_HOSTS, settings.STAFF_NEED_SECOND_FACTOR = ["testserver"], False
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people_and_places()
    for _step in progress(fill(size), steps(size), f"Steps to {size:,} articles", sys.stderr):
        pass
    for page, ask in pages():
        if re.search(only, page):
            for figure in measure(page, ask, rounds):
                if figure:
                    print(size, figure.line(), file=sys.stderr, flush=True)
                yield figure


def table(by_size: dict[int, list[Figure]]) -> str:
    """The figures as Markdown."""
    sizes = list(by_size)
    heads = [f"{size:,}: queries | p50 ms | p95 ms" for size in sizes]
    lines = [f"| page | {' | '.join(heads)} | p95 grows by |", "|---" * (2 + 3 * len(sizes)) + "|"]
    for row in zip(*by_size.values(), strict=True):
        cells = " | ".join(f"{one.queries} | {one.p50:.0f} | {one.p95:.0f}" for one in row)
        lines.append(f"| {row[0].page} | {cells} | {row[-1].p95 / row[0].p95:.2f} |")
    return "\n".join(lines)


def run(name: str, pages: Pages) -> None:
    """The command of a module: measure its pages in this database, or each size in one of its own."""
    options = asked(f"python -m {name}", SIZES, ROUNDS)
    if os.environ.get("DATABASE_URL"):
        measure_here(pages, options)
    else:
        with databases(options.sizes) as addresses:
            print(table(measured(name, addresses, options)))


def asked(name: str, sizes: Sequence[int], rounds: int, **more: Path) -> argparse.Namespace:
    """What a command was given; further options by their names and what they are without."""
    parser = argparse.ArgumentParser(prog=name, description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=sizes)
    parser.add_argument("--only", default="", help="measure only pages whose name matches this expression")
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument(
        "--json", type=Path, help="write the figures, with the slowest query of each page, here"
    )
    parser.add_argument(
        "--in-turn", action="store_true", help=argparse.SUPPRESS
    )  # as one of several processes
    for option, default in more.items():
        parser.add_argument(f"--{option}", type=Path, default=default, help=f"instead of {default}")
    return parser.parse_args()


def measure_here(pages: Pages, options: argparse.Namespace) -> None:
    """Fill and measure the one database that DATABASE_URL names, if it is meant for this."""
    ours(os.environ["DATABASE_URL"])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ.setdefault("SECRET_KEY", "only for figures")
    rows = (row and asdict(row) for row in figures(pages, options.sizes[0], options.only, options.rounds))
    if options.in_turn:
        for _turn, row in zip(sys.stdin, rows, strict=False):
            print(json.dumps(row), flush=True)
        return
    told = [row for row in rows if row]
    if options.json:
        options.json.write_text(json.dumps(told, indent=1))


def ours(address: str) -> str:
    """The address, if it is that of a database for figures."""
    if not urlsplit(address).path.startswith("/bench"):
        sys.exit("DATABASE_URL names a database that does not begin with 'bench': nothing was touched.")
    return address


@contextmanager
def databases(sizes: Sequence[int]) -> Iterator[dict[int, str]]:
    """The addresses of a database of each size, in a cluster that is gone afterwards."""
    from tests.machine import cluster, postgresql

    programs = postgresql()
    if not programs:
        sys.exit("There is no PostgreSQL here (sudo apt install postgresql).")
    with cluster(programs) as address:
        yield databases_at(address, sizes)


def databases_at(address: str, sizes: Sequence[int]) -> dict[int, str]:
    """The addresses of a database of each size beside this one, set as in the runbook; what is missing is made."""
    found = {}
    with psycopg.connect(to(address, "postgres"), autocommit=True) as server:
        there = {name for (name,) in server.execute("SELECT datname FROM pg_database")}
        for size in sizes:
            if (name := f"bench_{size}") not in there:
                server.execute(f'CREATE DATABASE "{name}"')
            server.execute(f'ALTER DATABASE "{name}" SET random_page_cost = 1.1')
            found[size] = to(address, name)
    return found


def to(address: str, name: str) -> str:
    """The address of another database of the same cluster."""
    return urlunsplit(urlsplit(address)._replace(scheme="postgres", path=f"/{name}"))


def measured(
    module: str, addresses: Mapping[int, str], options: argparse.Namespace
) -> dict[int, list[Figure]]:
    """Each size in a process of its own; they take turns round by round, so that whatever else runs is met by all."""
    found: dict[int, list[Figure]] = {size: [] for size in addresses}
    with TemporaryDirectory() as folder, ExitStack() as ended:
        processes = {}
        for size, address in addresses.items():
            command = [sys.executable, "-m", module, str(size), "--in-turn"]
            command += ["--only", options.only, "--rounds", str(options.rounds)]
            env = {**os.environ, "DATABASE_URL": address, "VAR_DIR": f"{folder}/{size}"}
            started = subprocess.Popen(
                command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            processes[size] = ended.enter_context(started)
        while all(_turn(process, found[size]) for size, process in processes.items()):
            pass
    if any(process.returncode for process in processes.values()):
        sys.exit("A size could not be measured to its end; what went wrong stands above.")
    return found


def _turn(process: subprocess.Popen[str], found: list[Figure]) -> bool:
    """Let a process measure its next round; False if there is none."""
    print(file=process.stdin, flush=True)
    line = process.stdout.readline() if process.stdout else ""
    row = json.loads(line or "null")
    found += [Figure(**row)] if row else []
    return bool(line)
