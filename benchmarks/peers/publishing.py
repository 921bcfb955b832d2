"""From the press of a button until readers see it: at the origin, and at the edge on a page that is being read."""

import base64
import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.peers import wordpress
from benchmarks.peers.ours import AS_BEHIND_NGINX, HOST, inside
from benchmarks.peers.place import PORTS, say

OFTEN: Final = 10
PATIENCE: Final = 30
"""Seconds that a page has to show what was published."""


@dataclass(frozen=True, slots=True)
class Published:
    """Milliseconds, the median and the most; `waited` is the slowest answer that a reader of the page got meanwhile."""

    system: str
    pressed: float
    seen: float
    seen_most: float
    waited: float


def asked(
    server: str,
    method: str,
    path: str,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    source: str = "127.0.0.1",
) -> tuple[int, bytes]:
    """Status and body of one request over a connection of its own, from an address of this machine."""
    link = http.client.HTTPConnection("127.0.0.1", PORTS[server], timeout=30, source_address=(source, 0))
    try:
        link.request(method, path, body, dict(headers or {}))
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def press(desk: Mapping[str, Any], article: Mapping[str, Any], server: str = "ours") -> None:
    """Publish an approved article at the desk, as the button does."""
    headers = {
        **(AS_BEHIND_NGINX if server == "ours" else {"Host": HOST}),
        "Origin": f"https://{HOST}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": desk["cookie"],
    }
    body = urlencode({"version": article["version"], "csrfmiddlewaretoken": desk["token"]})
    path = f"/admin/articles/article/{article['pk']}/move/publish/"
    status, said = asked(server, "POST", path, body, headers)
    if status != 302:
        raise SystemExit(f"The desk did not publish: {status} {said[:300].decode(errors='replace')}")


def taken(addresses: Mapping[str, Any], often: int = OFTEN) -> list[Published]:
    """Ours at the origin and at the edge, WordPress at its origin."""
    section = addresses["news"]
    desk, theirs = inside("approved", 2 * often), wordpress.drafts(often)
    articles = desk["articles"]
    return [
        _each("ours, origin", lambda one: press(desk, one), ("ours", section, AS_BEHIND_NGINX), articles[:often]),
        _each("ours, edge", lambda one: press(desk, one), ("edge", section, {"Host": HOST}), articles[often:]),
        _each(
            "WordPress", lambda one: _press_wordpress(theirs, one),
            ("wordpress", "/", {"Host": f"127.0.0.1:{PORTS['wordpress']}"}), theirs["articles"],
        ),
    ]  # fmt: skip


def _press_wordpress(who: Mapping[str, Any], article: Mapping[str, Any]) -> None:
    key = base64.b64encode(f"{who['user']}:{who['password']}".encode()).decode()
    headers = {
        "Host": f"127.0.0.1:{PORTS['wordpress']}",
        "Authorization": f"Basic {key}",
        "Content-Type": "application/json",
    }
    path = f"/wp-json/wp/v2/posts/{article['pk']}"
    status, said = asked("wordpress", "POST", path, json.dumps({"status": "publish"}), headers)
    if status != 200:
        raise SystemExit(f"WordPress did not publish: {status} {said[:300].decode(errors='replace')}")


def _each(
    system: str,
    publish: Callable[[Mapping[str, Any]], None],
    page: tuple[str, str, Mapping[str, str]],
    articles: list[Mapping[str, Any]],
) -> Published:
    server, path, headers = page
    pressed, seen, waited = [], [], 0.0
    for article in articles:
        for _ in range(3):  # somebody reads it
            asked(server, "GET", path, None, headers)
        begun = time.perf_counter()
        publish(article)
        confirmed = time.perf_counter()
        while True:
            sent = time.perf_counter()
            _status, body = asked(server, "GET", path, None, headers)
            now = time.perf_counter()
            waited = max(waited, now - sent)
            if article["headline"] in body.decode(errors="replace"):
                break
            if now - confirmed > PATIENCE:
                raise SystemExit(f"{system}: {article['headline']!r} does not appear on {path}.")
            time.sleep(0.02)
        pressed.append(confirmed - begun)
        seen.append(now - confirmed)
    found = Published(system, 1000 * median(pressed), 1000 * median(seen), 1000 * max(seen), 1000 * waited)
    say(
        f"publishing: {system}: answered after {found.pressed:.0f} ms, then seen after {found.seen:.0f} "
        f"(most {found.seen_most:.0f}) ms"
    )
    return found
