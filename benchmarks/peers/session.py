"""One session of measuring: everything is looked at once, then measured, and kept as JSON."""

import json
import os
import re
import subprocess
import time
from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any, Final

from benchmarks import writes
from benchmarks.peers import commenting, front, memory, publishing, rounds, starting
from benchmarks.peers.ours import AS_BEHIND_NGINX, inside
from benchmarks.peers.place import HOME, Running, say, url
from benchmarks.peers.targets import targets
from benchmarks.peers.wrk import others, reading

FIGURES: Final = HOME / "figures.json"
PARTS: Final = ("pages", "comments", "memory", "publishing", "writes")


def measure(running: Running, *, quick: bool, only: Collection[str] = PARTS) -> None:
    """These parts of one session; of the others what was measured before is kept."""
    plan = rounds.QUICK if quick else rounds.WHOLE
    strangers = at_rest(running)
    addresses = inside("addresses")
    found = known() if set(only) != set(PARTS) else {}
    found |= {"when": time.strftime("%Y-%m-%d %H:%M"), "quick": quick, "machine": machine(strangers)}
    found["live"] = {"ours": addresses["live"]}

    def pages() -> dict[str, Any]:
        keep_as_files(addresses)
        small = inside("addresses", database="bench_1000")
        wanted = targets(addresses, small, tag_of(url("ours", addresses["article"])))
        figures, samples = rounds.taken(wanted, running.numbers, plan)
        return {"figures": [asdict(figure) for figure in figures], "samples": samples}

    def comments() -> dict[str, Any]:
        return {"comments": [asdict(one) for one in commenting.taken(running, plan)]}

    def held() -> dict[str, Any]:
        slug = json.loads((HOME / "content.json").read_text())["slug"]
        return {
            "memory": [asdict(one) for one in memory.taken(running)],
            "starts": [asdict(one) for one in starting.taken(running, addresses, slug)],
        }

    def published() -> dict[str, Any]:
        often = 2 if quick else publishing.OFTEN
        return {"publishing": [asdict(one) for one in publishing.taken(addresses, often)]}

    def written() -> dict[str, Any]:
        cost = writes.taken(running, addresses, plan)
        return {"writes": {**asdict(cost), "factor": cost.factor}}

    for part, take in zip(PARTS, (pages, comments, held, published, written), strict=True):
        if part in only:
            say(f"-- {part}")
            found |= take()
            found["machine"]["load_at_end"] = os.getloadavg()[0]
            FIGURES.write_text(json.dumps(found, indent=1))  # what is measured is kept, whatever comes next
    say(f"{FIGURES} holds everything that was measured")


def known() -> dict[str, Any]:
    """What was measured so far."""
    found: dict[str, Any] = json.loads(FIGURES.read_text()) if FIGURES.exists() else {}
    return found


def keep_as_files(addresses: Mapping[str, Any]) -> None:
    """The article's page of each system as a static file."""
    slug = json.loads((HOME / "content.json").read_text())["slug"]
    front.keep_as_files(
        {
            "ours": (url("ours", addresses["article"]), AS_BEHIND_NGINX),
            "wordpress": (url("wordpress", f"/{slug}/"), {}),
            "ghost": (url("ghost", f"/{slug}/"), {}),
            "wagtail": (url("wagtail", f"/section-3/{slug}/"), {}),
        }
    )


def at_rest(running: Running, seconds: float = 5) -> float:
    """The share of the machine that is busy before anything is asked for."""
    before = reading(running.numbers())
    time.sleep(seconds)
    share = others(before, reading(running.numbers()))
    say(f"others take {100 * share:.0f} % of this machine")
    if share > rounds.QUIET:
        say(
            "This machine is not quiet: the figures say little. Ratios within the run still hold better than rates."
        )
    return share


def tag_of(address: str) -> str:
    """The ETag of a page."""
    heads = [part for name, value in AS_BEHIND_NGINX.items() for part in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-D", "-", *heads, address],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"(?im)^etag: *(\S+)", done.stdout)
    if not found:
        raise SystemExit(f"{address} has no ETag.")
    return found[1]


def machine(strangers: float) -> dict[str, Any]:
    """What it was measured on."""
    versions = {}
    for name, command in (
        ("nginx", ["nginx", "-v"]),
        ("PostgreSQL", ["psql", "--version"]),
        ("MariaDB", ["mariadbd", "--version"]),
        ("PHP", ["php8.2", "-r", "echo PHP_VERSION;"]),
        ("WordPress", ["dpkg-query", "-W", "-f", "${Version}", "wordpress"]),
        ("Wagtail", [str(HOME / "venv" / "bin" / "python"), "-c", "import wagtail; print(wagtail.__version__)"]),
    ):  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
        told = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        versions[name] = told[0] if told else "?"
    package = HOME / "ghost" / "package" / "package.json"
    versions["Ghost"] = json.loads(package.read_text())["version"] if package.exists() else "?"
    return {
        "cores": os.cpu_count(),
        "others_at_rest": strangers,
        "load_at_begin": os.getloadavg()[0],
        "versions": versions,
    }
