"""The aims that this software has set itself, each against what was measured in the same run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

OURS: Final = "ours"
STATIC: Final = "nginx static, our page"
EDGE: Final = "ours, edge, gzip"
BLOCK, CLASSIC = "WordPress, block theme", "WordPress, classic theme"


@dataclass(frozen=True, slots=True)
class Aim:
    """One line: what is wanted of what, what was found, and whether that is enough."""

    path: str
    wanted: str
    found: str
    reached: bool


class Figures:
    """What was measured, by page and system."""

    def __init__(self, known: dict[str, Any]) -> None:
        self.known = known
        self.rows = {(row["page"], row["system"]): row for row in known["figures"]}

    def of(self, page: str, system: str, what: str) -> float:
        """One value; 0 where it was not measured."""
        return float(self.rows.get((page, system), {}).get(what) or 0)

    def against(self, page: str, ours: str, theirs: str, what: str) -> float:
        """Ours divided by theirs."""
        return ratio(self.of(page, ours, what), self.of(page, theirs, what))


def ratio(one: float, other: float) -> float:
    """One divided by the other; 0 where there is no other."""
    return one / other if other else 0.0


def aims(known: dict[str, Any]) -> list[Aim]:
    """Every aim in turn."""
    figures = Figures(known)
    return [
        *_article(figures),
        *_lists(figures),
        *_searches(figures),
        *_writing(known),
    ]


def at_least(path: str, wanted: float, of: str, found: float) -> Aim:
    """A factor that has to be reached."""
    return Aim(path, f"≥ {wanted:g} {of}", f"{found:.3g}", found >= wanted)


def at_most(path: str, wanted: float, of: str, found: float, unit: str = "") -> Aim:
    """A value that must not be exceeded; what was not measured is 0, and reaches nothing."""
    return Aim(path, f"≤ {wanted:g}{unit} {of}".rstrip(), f"{found:.3g}{unit}", 0 < found <= wanted)


def _article(figures: Figures) -> Iterator[Aim]:
    rate: Callable[[str], float] = lambda system: figures.against("article", system, STATIC, "per_second")  # noqa: E731
    yield at_least("article at origin, requests a second", 0.015, "of nginx static", rate("ours, origin"))
    for system, wanted in ((CLASSIC, 12), (BLOCK, 12), ("Ghost", 12), ("Wagtail", 8)):
        cheaper = figures.against("article", system, "ours, origin", "server")
        yield at_least("article at origin, pages for the same processor time", wanted, f"× {system}", cheaper)
    yield at_least("article, 304", 0.04, "of nginx static", rate("ours, origin, 304"))
    yield at_least("article at the edge, gzip", 1, "of nginx static", rate(EDGE))
    slower = figures.against("article", EDGE, STATIC, "p99")
    yield at_most("article at the edge, gzip, p99", 1, "× nginx static", slower)


def _lists(figures: Figures) -> Iterator[Aim]:
    for page, words in (("front", "front page"), ("section", "section page")):
        for system, wanted in ((CLASSIC, 10), (BLOCK, 10), ("Wagtail", 8)):
            faster = figures.against(page, OURS, system, "per_second")
            yield at_least(f"{words} at origin", wanted, f"× {system}", faster)
    first = figures.of("list", "ours, 1,000 articles", "p50_single")
    for page, words in (("list", "first page of 20,000"), ("deep", "last pages of 20,000")):
        then = figures.of(page, OURS, "p50_single")
        more = f"{then - first:.3g} ms more: {then:.3g}"
        reached = 0 < then <= first + 1.5
        yield Aim(f"list, {words}, p50", "≤ 1.5 ms more than the first page of 1,000", more, reached)
        for system in (CLASSIC, BLOCK):
            yield at_most(
                f"list, {words}, p50", 0.1, f"× {system}", figures.against(page, OURS, system, "p50_single")
            )


def _searches(figures: Figures) -> Iterator[Aim]:
    for page in ("rare", "common"):
        for system in (CLASSIC, BLOCK, "Wagtail"):
            part = figures.against(page, OURS, system, "p50_single")
            yield at_most(f"search, {page} word, p50", 0.05, f"× {system}", part)


def _writing(known: dict[str, Any]) -> Iterator[Aim]:
    posted = {row["system"]: row["per_second"] for row in known["comments"]}
    faster = ratio(posted.get("ours", 0), posted.get("WordPress", 0))
    yield at_least("posting a comment, with all checks", 6, "× WordPress", faster)
    seen = {row["system"]: row for row in known["publishing"]}
    origin, edge = seen["ours, origin"], seen["ours, edge"]
    yield at_most(
        "publishing until visible, origin: the next answer, slowest",
        0.5,
        "",
        origin["seen_most"] / 1000,
        " s",
    )
    yield at_most("publishing until visible, edge, slowest", 5, "", edge["seen_most"] / 1000, " s")
    yield at_most(
        "publishing: the slowest answer a reader got at the edge", 0.5, "", edge["waited"] / 1000, " s"
    )
    held = {row["system"]: row["whole"] for row in known["memory"]}
    for system, whole in held.items():
        if system.startswith("ours"):
            yield at_most(f"memory, {system.removeprefix('ours, ')}", 150, "(RSS)", whole, " MB")
    yield at_most(
        "p99 at the edge with 50 publications and 500 comments a minute",
        1.5,
        "× without",
        known["writes"]["factor"],
    )
