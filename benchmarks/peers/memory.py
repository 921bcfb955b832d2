"""What the processes of each system hold in memory, after all that was asked of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.peers.place import Running
from benchmarks.peers.wrk import families

SYSTEMS: Final = {
    "ours": "ours, a worker of the site",
    "worker": "ours, the worker for tasks",
    "php-fpm": "WordPress, a child of PHP-FPM",
    "wagtail": "Wagtail, a worker of gunicorn",
    "ghost": "Ghost",
}


@dataclass(frozen=True, slots=True)
class Held:
    """Megabytes of the largest of a system's processes, with and without what it shares with others."""

    system: str
    whole: float
    own_share: float


def taken(running: Running) -> list[Held]:
    """The largest process of each."""
    found = []
    for name, words in SYSTEMS.items():
        if name in running.processes:
            sizes = [held(process.number) for process in families([running.processes[name].pid])]
            whole, own = max(sizes)
            found.append(Held(words, whole, own))
    return found


def held(number: int) -> tuple[float, float]:
    """RSS and PSS of a process, in megabytes."""
    try:
        lines = (Path("/proc") / str(number) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0, 0.0
    sizes = {line.split()[0]: int(line.split()[1]) / 1000 for line in lines[1:] if line.split()[2:] == ["kB"]}
    return sizes["Rss:"] * 1.024, sizes["Pss:"] * 1.024
