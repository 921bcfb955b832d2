"""python -m benchmarks.desk [SIZE…]: queries and times of the desk's pages on PostgreSQL, by the size of the archive.

Without DATABASE_URL it starts a throw-away cluster of its own and measures each size in a database of its own there.
With DATABASE_URL it fills and measures that one database, whose name must begin with `bench`, and may be run again.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlsplit

SIZES: Final = (1_000, 200_000)
ROUNDS: Final = 30


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


def measure(page: str, ask: Callable[[int], Any], rounds: int) -> Figure:
    """Ask so often, after three times to warm up; the queries are counted in a round of its own."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for round_ in range(3):
        ask(round_)
    with CaptureQueriesContext(connection) as captured:
        ask(3)
    queries = list(captured.captured_queries)
    times = []
    for round_ in range(4, rounds + 4):
        started = perf_counter()
        ask(round_)
        times.append((perf_counter() - started) * 1000)
    cuts = quantiles(times, n=20)
    slowest = max(queries, key=lambda query: float(query["time"]), default={"time": "0", "sql": ""})
    inside = sum(float(query["time"]) for query in queries) * 1000
    return Figure(page, len(queries), cuts[9], cuts[18], inside, f"{slowest['time']} {slowest['sql'][:4000]}")


def pages() -> Iterator[tuple[str, Callable[[int], Any]]]:
    """Every page of the desk that an archive could make slow, each asked for as an editor's browser does."""
    from django.test import Client

    from articles.models import Article, Source, Stakeholder
    from authors.models import User
    from benchmarks.archive import OPEN
    from benchmarks.forms import Form
    from benchmarks.world import COMMON, vocabulary

    def browser(role: str) -> Client:
        client = Client()
        user = User.objects.get(email=f"{role}@bench.example")
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    words = vocabulary()[0]
    newest = Article.objects.order_by("-pk").values_list("pk", flat=True)[0]
    desk, contributor, publisher = browser("editor"), browser("contributor"), browser("publisher")

    def get(address: str, client: Client = desk, **asked: str) -> Callable[[int], Any]:
        def ask(round_: int) -> None:
            filled = {name: value.replace("{n}", str(round_)) for name, value in asked.items()}
            answer = client.get(address.replace("{n}", str(round_ * 17 % newest + 1)), filled)
            if answer.status_code != 200:
                raise SystemExit(f"{address} {asked}: {answer.status_code}")

        return ask

    def save(round_: int) -> None:
        page = f"/admin/articles/article/{round_ * 5 % OPEN + 5}/change/"
        data = Form(desk.get(page).content.decode(), "article_form").data
        data["summary"] = f"Saved in round {round_} at {perf_counter()}"
        if desk.post(page, data).status_code != 302:
            raise SystemExit(f"{page} was not saved.")

    articles = "/admin/articles/article/"
    suggest = f"{articles}suggest/"
    yield "start page, editor", get("/admin/")
    yield "start page, contributor", get("/admin/", contributor)
    yield "start page, publisher", get("/admin/", publisher)
    yield "list", get(articles)
    yield "list, page 2", get(articles, p="2")
    yield "list, page 10", get(articles, p="10")
    yield "list, contributor's", get(articles, contributor)
    for state in ("draft", "in_review", "approved", "scheduled", "published", "retracted"):
        yield f"list, state {state}", get(articles, state=state)
    yield "list, mine", get(articles, whose="mine")
    yield "list, section", get(articles, section__id__exact="3")
    yield "list, label", get(articles, label__exact="opinion")
    yield "list, language", get(articles, language="de")
    yield "list, section and label", get(articles, section__id__exact="3", label__exact="review")
    yield "search, word of most texts", get(articles, q=f"{COMMON} ")
    yield "search, common word", get(articles, q=f"{words[300]} ")
    yield "search, rare word", get(articles, q=f"{words[30_000]} ")
    yield "search, no text has it", get(articles, q="xylophonium ")
    yield "search, two words", get(articles, q=f"{words[300]} {words[2_000]} ")
    yield "search, two rare words", get(articles, q=f"{words[20_000]} {words[9_000]} ")
    yield "search, phrase", get(articles, q=f'"{words[40]} {words[60]}"')
    yield "search, beginning of a word", get(articles, q=words[500][:4])
    yield "search, three letters", get(articles, q="bra")
    yield "search, without a word", get(articles, q=f"{words[300]} -{COMMON}")
    yield "search in a section", get(articles, q=words[300], section__id__exact="3")
    yield "search, contributor's", get(articles, contributor, q=words[300])
    yield "search, number", get(articles, q="#17")
    yield "form of a live article", get(f"{articles}{{n}}/change/")
    yield "form of a draft", get(f"{articles}5/change/")
    yield "saving (with the form before it)", save
    yield "versions", get(f"{articles}5/versions/")
    yield "suggested sources", get(f"{suggest}source/", q="register {n}")
    yield "suggested sources, by address", get(f"{suggest}source/", q=f"https://{words[100]}")
    yield "suggested stakeholders", get(f"{suggest}stakeholder/", q=words[250][:5])
    yield "suggested authors", get(f"{suggest}author/", q="ba")
    yield "suggested topics", get(f"{suggest}topic/", q="ba")
    yield "suggested pictures", get(f"{suggest}picture/", q="ba")
    last = Source.objects.order_by("-pk").values_list("pk", flat=True)[0]
    someone = Stakeholder.objects.order_by("-pk").values_list("pk", flat=True)[0]
    yield "sources", get("/admin/articles/source/")
    yield "sources, search", get("/admin/articles/source/", q=f"register {words[4000]}")
    yield "source", get(f"/admin/articles/source/{last}/change/")
    yield "stakeholders", get("/admin/articles/stakeholder/")
    yield "stakeholders, search", get("/admin/articles/stakeholder/", q=words[300])
    yield "stakeholder", get(f"/admin/articles/stakeholder/{someone}/change/")
    yield "pictures, search", get("/admin/images/image/", q=words[300])


def figures(size: int, only: str, rounds: int) -> list[Figure]:
    """Fill the database and measure every page."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from articles.progress import progress
    from benchmarks.archive import BATCH, MADE, fill
    from benchmarks.world import people_and_places

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people_and_places()
    for _there in progress(
        fill(size),
        -(-min(size, MADE) // BATCH) + max(0, size - MADE) // MADE,
        "Batches of articles",
        sys.stderr,
    ):
        pass
    found = []
    for page, ask in pages():
        if re.search(only, page):
            found.append(measure(page, ask, rounds))
            print(size, found[-1].line(), file=sys.stderr, flush=True)
    return found


def table(by_size: dict[int, list[Figure]]) -> str:
    """The figures as Markdown."""
    sizes = list(by_size)
    heads = [f"{size:,}: queries | p50 ms | p95 ms" for size in sizes]
    lines = [f"| page | {' | '.join(heads)} | p95 grows by |", "|---" * (2 + 3 * len(sizes)) + "|"]
    for row in zip(*by_size.values(), strict=True):
        cells = " | ".join(f"{one.queries} | {one.p50:.0f} | {one.p95:.0f}" for one in row)
        lines.append(f"| {row[0].page} | {cells} | {row[-1].p95 / row[0].p95:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure in this database, or each size in one of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--only", default="", help="measure only pages whose name matches this expression")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument(
        "--json", type=Path, help="write the figures, with the slowest query of each page, here"
    )
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ.setdefault("SECRET_KEY", "only for figures")
    if address := os.environ.get("DATABASE_URL"):
        if not urlsplit(address).path.startswith("/bench"):
            sys.exit("DATABASE_URL names a database that does not begin with 'bench': nothing was touched.")
        rows = figures(options.sizes[0], options.only, options.rounds)
        if options.json:
            options.json.write_text(json.dumps([asdict(row) for row in rows], indent=1))
        return
    print(table(measured(options)))


def measured(options: argparse.Namespace) -> dict[int, list[Figure]]:
    """Each size in a process and a database of its own, in a cluster that is gone afterwards."""
    from tests.machine import cluster, postgresql

    programs = postgresql()
    if not programs:
        sys.exit("There is no PostgreSQL here (sudo apt install postgresql).")
    found = {}
    with cluster(programs) as address, TemporaryDirectory() as folder:
        for size in options.sizes:
            name, file = f"bench_{size}", Path(folder) / str(size)
            host = address.partition("host=")[2].replace("%2F", "/")
            createdb = [str(programs / "createdb"), "--username=postgres", f"--host={host}", name]
            subprocess.run(createdb, check=True)
            command = [sys.executable, "-m", "benchmarks.desk", str(size), "--json", str(file)]
            command += ["--only", options.only, "--rounds", str(options.rounds)]
            env = {
                **os.environ,
                "DATABASE_URL": address.replace("/newsroom?", f"/{name}?"),
                "VAR_DIR": folder,
            }
            subprocess.run(command, check=True, env=env)
            found[size] = [Figure(**row) for row in json.loads(file.read_text())]
    return found


if __name__ == "__main__":
    main()
