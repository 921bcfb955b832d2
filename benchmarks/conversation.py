"""python -m benchmarks.conversation: long threads against a short one, and posting by eight readers at once.

On a throw-away PostgreSQL, then on SQLite; see README.md here.
"""

import argparse
import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from benchmarks.measuring import measure
from benchmarks.pages import ask
from benchmarks.posting import free_port, post_at_once

SHORT: Final = 100
LONG: Final = 10_000
DEEP: Final = 1_000
ROUNDS: Final = 40
POSTS: Final = 400


def main() -> None:
    """The command: each database in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.conversation", description=__doc__)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--posts", type=int, default=POSTS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(measured(options.rounds, options.posts)))
        return
    for name, found in everywhere(options):
        print(f"\n{name}\n\n{table(found['pages'])}\n\n{found['posting']}")


def everywhere(options: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    """The figures of both databases; nothing of them is left afterwards."""
    from tests.machine import cluster, postgresql

    if programs := postgresql():
        with cluster(programs) as address, TemporaryDirectory() as folder:
            host = address.partition("host=")[2].replace("%2F", "/")
            createdb = [str(programs / "createdb"), "--username=postgres", f"--host={host}", "bench"]
            subprocess.run(createdb, check=True)
            yield "PostgreSQL", in_process(options, folder, address.replace("/newsroom?", "/bench?"))
    else:
        print("There is no PostgreSQL here (sudo apt install postgresql).", file=sys.stderr)
    with TemporaryDirectory() as folder:
        yield "SQLite", in_process(options, folder, f"sqlite:///{folder}/bench.sqlite3")


def in_process(options: argparse.Namespace, folder: str, address: str) -> dict[str, Any]:
    """The figures of one database."""
    port = str(free_port())
    given = {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings", "SECRET_KEY": "only for figures", "DATABASE_URL": address,
        "VAR_DIR": folder, "PORT": port, "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    }  # fmt: skip
    command = [sys.executable, "-m", "benchmarks.conversation", "--here"]
    command += ["--rounds", str(options.rounds), "--posts", str(options.posts)]
    done = subprocess.run(command, check=True, env={**os.environ, **given}, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measured(rounds: int, posts: int) -> dict[str, Any]:
    """Fill this database, ask for the pages of its threads, and post."""
    import django

    django.setup()
    from django.core.management import call_command

    for command in ("migrate", "createcachetable"):
        call_command(command, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    pages = []
    for page, *addresses in asked():
        found = figures(page, tuple(addresses), rounds)
        pages.append((page, found))
        print(
            f"{page:<32}", *(f"{one[0]:3} q {one[1]:6.1f} ms" for one in found), file=sys.stderr, flush=True
        )
    return {"pages": pages, "posting": post_at_once(posts)}


def figures(page: str, addresses: tuple[str, ...], rounds: int) -> list[tuple[int, float, float, int]]:
    """Queries, p50, p95 and compressed bytes of a page at each address, asked for in turn."""
    asks = [ask(address) for address in addresses]
    queries = [found.queries for asking in asks for found in measure(page, asking, 2) if found]
    times: list[list[float]] = [[] for _ in asks]
    for round_ in range(rounds):
        for asking, taken in zip(asks, times, strict=True):
            begun = perf_counter()
            asking(round_)
            taken.append((perf_counter() - begun) * 1000)
    cuts = [quantiles(taken, n=20) for taken in times]
    sizes = [len(gzip.compress(asking(0).content, 6)) for asking in asks]
    return [(count, cut[9], cut[18], size) for count, cut, size in zip(queries, cuts, sizes, strict=True)]


def asked() -> Iterator[tuple[str, str, str]]:
    """Each kind of page by its name, below the article with few comments and below one of those with many."""
    from benchmarks.threads import a_chain, a_discussion

    few, many, deep = a_discussion(SHORT), a_discussion(LONG), a_chain(DEEP)
    yield "article", few.article, many.article
    for order in ("newest", "oldest", "recommended"):
        yield f"comments, {order}", few.page(order), many.page(order)
        yield f"comments, {order}, in the middle", few.page(order), many.page(order, LONG // 2)
        yield f"comments, {order}, the last", few.page(order), many.page(order, LONG - 50)
    yield "permalink of the newest", few.permalink(-1), many.permalink(-1)
    yield "permalink of one in the middle", few.permalink(SHORT // 2), many.permalink(LONG // 2)
    yield "what is new, nothing", few.new(SHORT), many.new(LONG)
    yield "what is new, 30 comments", few.new(SHORT - 50), many.new(LONG - 50)
    yield "chain, its beginning", few.article, deep.article
    yield "chain, permalink of the 500th", few.permalink(50), deep.permalink(499)
    yield "chain, permalink of the last", few.permalink(-1), deep.permalink(-1)
    yield "chain, most recommended", few.page("recommended"), deep.page("recommended")


def table(pages: list[tuple[str, list[tuple[int, float, float, int]]]]) -> str:
    """The figures as Markdown."""
    cells = "queries | p50 ms | p95 ms | kB"
    lines = [
        f"| page | {SHORT} comments: {cells} | many: {cells} | p50 grows by | p95 grows by |",
        "|---" * 11 + "|",
    ]
    for page, (few, many) in pages:
        row = " | ".join(
            f"{n} | {half:.0f} | {most:.0f} | {size / 1000:.1f}" for n, half, most, size in (few, many)
        )
        lines.append(f"| {page} | {row} | {many[1] / few[1]:.2f} | {many[2] / few[2]:.2f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    main()
