"""What was measured, as tables and a chart, from BENCH_HOME/figures.json into benchmarks/figures/."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.peers.aims import STATIC, Figures, aims, ratio
from benchmarks.peers.chart import Bar, Group, chart, number
from benchmarks.peers.place import HOME, ROOT, say

FOLDER: Final = ROOT / "benchmarks" / "figures"
PAGES: Final = {
    "article": "Article page with 20 comments",
    "front": "Front page",
    "section": "Section page",
}
SINGLE: Final = {
    "list": "Section, first page",
    "deep": "Section, one of its last pages",
    "rare": "Search, rare word",
    "common": "Search, common word",
}


def write() -> None:
    """peers.md, peers.svg and peers.json."""
    file = HOME / "figures.json"
    if not file.exists():
        raise SystemExit("Nothing has been measured yet: run the step `measure` first.")
    known = json.loads(file.read_text())
    if missing := [
        name
        for name in ("figures", "comments", "memory", "starts", "publishing", "writes")
        if name not in known
    ]:
        raise SystemExit(f"Not measured yet: {', '.join(missing)}.")
    folder = HOME / "figures" if known["quick"] else FOLDER
    folder.mkdir(exist_ok=True)
    (folder / "peers.md").write_text(page(known))
    (folder / "peers.svg").write_text(drawing(known))
    (folder / "peers.json").write_text(json.dumps(known, indent=1) + "\n")
    for name in ("peers.md", "peers.svg", "peers.json"):
        say(f"wrote {shown(folder / name)}")


def shown(file: Path) -> str:
    """A path as somebody in the project's folder says it."""
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)


def page(known: dict[str, Any]) -> str:
    """All tables."""
    return "\n\n".join(
        [
            "# The newsroom beside its peers",
            *_machine(known),
            "![Requests a second of every system, on a logarithmic scale](peers.svg)",
            "## The aims",
            aims_table(known),
            *_measures(known),
        ]
    ) + "\n"  # fmt: skip


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def aims_table(known: dict[str, Any]) -> str:
    """Each aim with what was measured."""
    rows = [(aim.path, aim.wanted, aim.found, "yes" if aim.reached else "**no**") for aim in aims(known)]
    return table(("path", "aim", "measured", "reached"), rows)


def _machine(known: dict[str, Any]) -> list[str]:
    machine = known["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in machine["versions"].items())
    busy = max((row["others"] for row in known["figures"]), default=0)
    quick = " **One short round only: these figures say little.**" if known["quick"] else ""
    rest = 100 * machine["others_at_rest"]
    return [
        f"Written by `make bench`, {known['when']}: {machine['cores']} cores, wrk on the same machine, "
        f"{known['live']['ours']:,} articles. Others took {rest:.0f} % of the machine before, {100 * busy:.0f} % at "
        f"most during a sample.{quick} {versions}.",
        "Server CPU is all processor time of the machine less wrk's own, for each request: where wrk itself fills a "
        "core, it says more than the rate. A list of ours shows 20 articles, of WordPress and Wagtail 10, of Ghost "
        "12. Ghost's page has no comments (a script draws them), and its search is a script, too. Without TLS "
        "unless it is named.",
    ]


def _measures(known: dict[str, Any]) -> Iterable[str]:
    figures = Figures(known)
    limit = figures.of("article", STATIC, "per_second")
    heads = ("system", "requests/s", "(lowest–highest)", "of nginx static", "p50 ms", "p99 ms", "server CPU µs",
             "alone: p50 ms", "p99 ms", "bytes", "errors")  # fmt: skip
    for kind, words in PAGES.items():
        yield f"## {words}: 32 connections, and one alone"
        yield table(heads, (_line(row, limit) for row in known["figures"] if row["page"] == kind))
    yield "## Lists and search: one request at a time"
    yield table(
        ("page", "system", "p50 ms", "p99 ms", "bytes", "errors"),
        (
            (SINGLE[row["page"]], row["system"], number(row["p50_single"]), number(row["p99_single"]),
             f"{row['bytes']:,}", str(row["errors"]))
            for row in known["figures"] if row["page"] in SINGLE
        ),
    )  # fmt: skip
    yield "## Posting a comment: 4 connections"
    yield table(
        ("system", "a second", "p50 ms", "p99 ms", "server CPU µs", "errors", "stored, of those sent"),
        (
            (row["system"], number(row["per_second"]), number(row["p50"]), number(row["p99"]),
             f"{row['server']:,.0f}", str(row["errors"]), row["stored"])
            for row in known["comments"]
        ),
    )  # fmt: skip
    yield "## Publishing until visible"
    yield table(
        (
            "where",
            "answer to the button, ms",
            "then visible after, ms",
            "most, ms",
            "slowest answer to a reader, ms",
        ),
        (
            (row["system"], *(number(row[name]) for name in ("pressed", "seen", "seen_most", "waited")))
            for row in known["publishing"]
        ),
    )
    yield "## Under writes: 50 publications and 500 comments a minute while the edge is read as fast as it goes"
    yield _writes(known["writes"])
    yield "## Memory of one process"
    yield table(
        ("process", "RSS MB", "PSS MB"),
        ((row["system"], f"{row['whole']:.0f}", f"{row['own_share']:.0f}") for row in known["memory"]),
    )
    yield "## From a server's start to its first answer"
    yield table(("server", "seconds"), ((row["system"], number(row["seconds"])) for row in known["starts"]))


def _writes(cost: dict[str, Any]) -> str:
    rows = [
        (words, *(number(cost[f"{name}_{kind}"]) for name in ("per_second", "p50", "p99")))
        for kind, words in (("without", "without writes"), ("with", "with writes"))
    ]
    told = (
        f"p99 moves by {cost['factor']:.2f} ×. {cost['published']} publications and {cost['comments']} comments went "
        f"through, {cost['refused']} were refused; readers got {cost['errors']} errors; the slowest write took "
        f"{cost['slowest_write']:,.0f} ms."
    )
    return f"{table(('', 'requests/s', 'p50 ms', 'p99 ms'), rows)}\n\n{told}"


def _line(row: dict[str, Any], limit: float) -> tuple[str, ...]:
    return (
        row["system"], number(row["per_second"]), f"{number(row['lowest'])}–{number(row['highest'])}",
        f"{ratio(row['per_second'], limit):.3g}", number(row["p50"]), number(row["p99"]), f"{row['server']:,.0f}",
        number(row["p50_single"]), number(row["p99_single"]), f"{row['bytes']:,}", str(row["errors"]),
    )  # fmt: skip


def drawing(known: dict[str, Any]) -> str:
    """Requests a second of every system, the fastest first."""
    groups = []
    for kind, words in PAGES.items():
        rows = [row for row in known["figures"] if row["page"] == kind and "TLS" not in row["system"]]
        rows.sort(key=lambda row: -row["per_second"])
        bars = [Bar(row["system"], row["per_second"], _kind(row["system"])) for row in rows]
        groups.append(Group(words, bars))
    groups.append(
        Group(
            "Comments posted",
            [Bar(row["system"], row["per_second"], _kind(row["system"])) for row in known["comments"]],
        )
    )
    told = ". ".join(
        f"{group.heading}: " + ", ".join(f"{bar.name} {number(bar.value)}" for bar in group.bars)
        for group in groups
    )
    return chart("Requests a second, on a logarithmic scale", groups, f"{told}.")


def _kind(system: str) -> str:
    if system.startswith("nginx"):
        return "limit"
    return "ours" if system.startswith("ours") else "other"
