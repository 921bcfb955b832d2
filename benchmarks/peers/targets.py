"""What is measured: addresses, by what they show and who shows it."""

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import quote_plus

from benchmarks.peers.front import static
from benchmarks.peers.ours import AS_BEHIND_NGINX, HOST
from benchmarks.peers.place import HOME, PORTS, fetch, url

GZIP: Final = {"Accept-Encoding": "gzip"}
NOT_THERE: Final = {("rare", "Ghost"), ("common", "Ghost")}
"""Ghost searches in the browser, among the titles that it has sent there."""
BY_ITSELF: Final = ("list", "deep", "rare", "common")
"""Asked for one at a time; all else over 32 connections."""


@dataclass(frozen=True, slots=True)
class Target:
    """One address: `page` is what it shows, `system` who shows it; `holds` what has to stand on it."""

    page: str
    system: str
    address: str
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    holds: tuple[str, ...] = ()
    status: int = 200

    @property
    def name(self) -> str:
        """As it is told."""
        return f"{self.page}, {self.system}"

    @property
    def is_quick(self) -> bool:
        """Whether one connection is enough."""
        return self.page in BY_ITSELF


def targets(asked: dict[str, Any], small: dict[str, Any], tag: str) -> list[Target]:
    """Everything, given what our site says of its addresses, those of its small copy, and the article's ETag."""
    return [*_articles(asked, tag), *_pages(asked, small)]


def _articles(asked: dict[str, Any], tag: str) -> list[Target]:
    content = json.loads((HOME / "content.json").read_text())
    says = (content["closing"][:40], content["comments"][-1]["text"][:40])
    slug, path = content["slug"], asked["article"]
    article: Callable[..., Target] = partial(Target, "article")
    secure = f"https://127.0.0.1:{PORTS['edge_tls']}{path}"
    files = f"https://127.0.0.1:{PORTS['static_tls']}/ours/"
    return [
        article("nginx static, our page", static("ours"), holds=says),
        article("nginx static, our page, gzip", static("ours", "static_gzip"), GZIP, says),
        article("nginx static, our page, gzip, TLS", files, GZIP, says),
        article("nginx static, WordPress's page", static("wordpress"), holds=says),
        article("nginx static, Ghost's page", static("ghost"), holds=says[:1]),
        article("nginx static, Wagtail's page", static("wagtail"), holds=says),
        article("ours, origin", url("ours", path), AS_BEHIND_NGINX, says),
        article(
            "ours, origin, 304", url("ours", path), {**AS_BEHIND_NGINX, "If-None-Match": tag}, status=304
        ),
        article("ours, edge, gzip", url("edge", path), {"Host": HOST, **GZIP}, says),
        article("ours, edge, gzip, TLS", secure, {"Host": HOST, **GZIP}, says),
        article("ours, edge, plain", url("edge", path), {"Host": HOST}, says),
        article("WordPress, block theme", url("wordpress", f"/{slug}/"), {}, says),
        article("WordPress, classic theme", url("wordpress_classic", f"/{slug}/"), {}, says),
        article("WordPress, nginx cache", url("wordpress_cached", f"/{slug}/"), {}, says),
        article("Ghost", url("ghost", f"/{slug}/"), {}, says[:1]),
        article("Ghost, nginx cache", url("ghost_cached", f"/{slug}/"), {}, says[:1]),
        article("Wagtail", url("wagtail", f"/section-3/{slug}/"), {}, says),
        article("Wagtail, nginx cache", url("wagtail_cached", f"/section-3/{slug}/"), {}, says),
    ]


def _pages(asked: dict[str, Any], small: dict[str, Any]) -> Iterator[Target]:
    archive = [json.loads(line) for line in (HOME / "archive.jsonl").read_text().splitlines()]
    section = [known["title"] for known in archive if known["section"] == 3]
    rare = asked["words"]["rare"]
    found = next(known["title"] for known in archive if rare in known["body"].split())
    for page in ("front", "section", "list", "deep", "common", "rare"):
        named = ("Section 3",) if page in ("section", "list") else ()
        there = {"deep": (asked["on_deep"],), "rare": (asked["on_rare"],)}
        path = asked["section" if page == "list" else page]
        yield Target(page, "ours", url("ours", path), AS_BEHIND_NGINX, there.get(page, named))
        if page == "list":
            address = url("ours_small", small["section"])
            yield Target(page, "ours, 1,000 articles", address, AS_BEHIND_NGINX, named)
        for system, server, size, where in PEERS:
            end = len(section) // size - 1
            there = {"deep": (section[(end - 1) * size + 3],), "rare": (found,)}
            if (page, system) not in NOT_THERE:
                address = url(server, where(page, end, asked["words"]))
                yield Target(page, system, address, {}, there.get(page, named))


def _wordpress(page: str, end: int, words: dict[str, str]) -> str:
    match page:
        case "front":
            return "/"
        case "deep":
            return f"/category/section-3/page/{end}/"
        case "common" | "rare":
            return f"/?s={quote_plus(words[page])}"
    return "/category/section-3/"


def _wagtail(page: str, end: int, words: dict[str, str]) -> str:
    match page:
        case "front":
            return "/"
        case "deep":
            return f"/section-3/?page={end}"
        case "common" | "rare":
            return f"/search/?q={quote_plus(words[page])}"
    return "/section-3/"


def _ghost(page: str, end: int, _words: dict[str, str]) -> str:
    if page == "front":
        return "/"
    return f"/tag/section-3/page/{end}/" if page == "deep" else "/tag/section-3/"


PEERS: Final = (
    ("WordPress, block theme", "wordpress", 10, _wordpress),
    ("WordPress, classic theme", "wordpress_classic", 10, _wordpress),
    ("Wagtail", "wagtail", 10, _wagtail),
    ("Ghost", "ghost", 12, _ghost),
)
"""With the number of articles that a list shows (ours shows 20), and where its pages are."""


def look_at(target: Target) -> int:
    """The bytes of the answer; stops where it is not what is to be measured."""
    status, body = fetch(target.address, target.headers)
    if status != target.status:
        raise SystemExit(f"{target.name}: {target.address} answers {status}.")
    text = (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode(errors="replace")
    if missing := [words for words in target.holds if words not in text]:
        raise SystemExit(f"{target.name}: {target.address} does not hold {missing}.")
    return len(body)
