"""python -m benchmarks.growth [SIZE…]: what readers and the desk ask for, against the size of the archive, as a table.

With DATABASE_URL, which names any database `bench…` of a cluster, each size is filled in a database of its own beside
it, `bench_1000` and so on, and kept: the next run only measures. Without it, a throw-away cluster is started.
"""

import os
import platform
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg

from benchmarks import desk, pages
from benchmarks.measuring import Figure, asked, databases, databases_at, measure_here, measured, ours, table

SIZES: Final = (1_000, 100_000, 1_000_000)
ROUNDS: Final = 20
OUT: Final = Path(__file__).parent / "figures" / "growth.md"
GROWS: Final = 1.5
MOST: Final = 100
"""Milliseconds of 95 in a hundred public pages."""
FELT: Final = 3
"""So many milliseconds more are within what differs from one run to the next."""
COUNTED: Final = {
    "live editions": "SELECT count(*) FROM articles_entry WHERE superseded_at IS NULL AND goes_live_at <= now()",
    "comments": "SELECT count(*) FROM comments_comment",
    "size": "SELECT pg_size_pretty(pg_database_size(current_database()))",
    "PostgreSQL": "SHOW server_version",
}
DESK: Final = "Desk: "


def both() -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Everything that `pages` and `desk` ask for."""
    yield from pages.pages()
    for name, ask in desk.pages():
        yield f"{DESK}{name}", ask


def main() -> None:
    """Measure here, as one of several processes, or let one do it for each size, and put the table on record."""
    options = asked("python -m benchmarks.growth", SIZES, ROUNDS, out=OUT)
    if options.in_turn:
        measure_here(both, options)
        return
    address = os.environ.get("DATABASE_URL")
    kept = nullcontext(databases_at(ours(address), options.sizes)) if address else databases(options.sizes)
    with kept as addresses:
        begun = os.getloadavg()[0]
        by_size = measured("benchmarks.growth", addresses, options)
        text = "\n".join(report(by_size, addresses, (begun, os.getloadavg()[0])))
    options.out.parent.mkdir(exist_ok=True)
    options.out.write_text(text)
    print(text)


def report(
    by_size: dict[int, list[Figure]], addresses: dict[int, str], load: tuple[float, float]
) -> Iterator[str]:
    """What was measured, on what, and what is above the aims."""
    yield "# Growth\n"
    yield f"{datetime.now(UTC):%-d %B %Y}, Python {platform.python_version()}, {os.cpu_count()} cores, load "
    yield f"{load[0]:.1f} before and {load[1]:.1f} after. Milliseconds without the network, of one process for each "
    yield "size; they take turns round by round. What the site keeps is kept, but where it says *made anew*. Where "
    yield "several addresses are asked for in turn, they are as many at any size, and all were asked for before.\n"
    yield f"| asked for | {' | '.join(COUNTED)} |"
    yield "|---" * (len(COUNTED) + 1) + "|"
    for size, address in addresses.items():
        with psycopg.connect(address) as database:
            told = [str(database.execute(sql).fetchone()[0]) for sql in COUNTED.values()]  # type: ignore[index]
        yield f"| {size:,} | {' | '.join(told)} |"
    yield "\n## Above the aims\n"
    above = list(faults(by_size)) if len(by_size) > 1 else []
    yield "\n".join(above) if above else "Nothing."
    yield f"\n## All\n\n{table(by_size)}\n"


def faults(by_size: dict[int, list[Figure]]) -> Iterator[str]:
    """Pages that grow by more than half, and public ones that take longer than a tenth of a second."""
    for small, *_between, large in zip(*by_size.values(), strict=True):
        told = f"- {large.page}: p95 {small.p95:.0f} → {large.p95:.0f} ms"
        if large.p95 > GROWS * small.p95 and large.p95 > small.p95 + FELT:
            yield f"{told}, {large.p95 / small.p95:.1f} times as much"
        elif large.p95 > MOST and not large.page.startswith(DESK):
            yield f"{told}, above {MOST} ms"


if __name__ == "__main__":
    main()
