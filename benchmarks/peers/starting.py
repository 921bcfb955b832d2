"""How long a server takes from its start to its first answer: what a deployment, or a crash, costs."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final

from benchmarks.peers import ghost, ours, wagtail
from benchmarks.peers.place import Running, fetch, say, url

OFTEN: Final = 3
PATIENCE: Final = 60
SERVERS: Final[dict[str, tuple[str, Callable[[Running], None]]]] = {
    "ours": ("ours, two workers of the site", ours.start),
    "wagtail": ("Wagtail, two workers of gunicorn", wagtail.start),
    "ghost": ("Ghost", ghost.start),
}


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until the article's page came from a server that had just been started, of several times the middle."""

    system: str
    seconds: float


def taken(running: Running, addresses: Mapping[str, Any], slug: str) -> list[Start]:
    """Each server, ended and started again."""
    pages = {"ours": addresses["article"], "wagtail": f"/section-3/{slug}/", "ghost": f"/{slug}/"}
    found = []
    for name, (words, start) in SERVERS.items():
        headers = ours.AS_BEHIND_NGINX if name == "ours" else {}
        times = [_once(running, name, start, url(name, pages[name]), headers) for _time in range(OFTEN)]
        found.append(Start(words, median(times)))
        say(f"start: {words}: {found[-1].seconds:.1f} s")
    return found


def _once(
    running: Running, name: str, start: Callable[[Running], None], address: str, headers: Mapping[str, str]
) -> float:
    running.stop(name)
    began = time.monotonic()
    start(running)
    while _status(address, headers) != 200:
        if time.monotonic() - began > PATIENCE:
            raise SystemExit(f"{name} was started and does not answer.")
        time.sleep(0.02)
    return time.monotonic() - began


def _status(address: str, headers: Mapping[str, str]) -> int:
    """What it answers; 0 while nothing does."""
    try:
        return fetch(address, headers)[0]
    except OSError:
        return 0
