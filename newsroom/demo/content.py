"""Reading the demonstration's content: YAML and Markdown files, with times told as people tell them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

HERE: Final = Path(__file__).parent
TIME: Final = re.compile(r"(?P<count>\d+) (?P<unit>day|hour)s? (?P<way>ago|ahead)(?:, (?P<clock>\d\d:\d\d))?")

Step = tuple[str, dict[str, Any]]
Task = dict[str, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """One article's file: its slug, what the editors' form would hold, its text, and what became of it."""

    slug: str
    front: dict[str, Any]
    body: str

    @property
    def life(self) -> list[Step]:
        """The steps of its life, each with what came with it."""
        return [
            (step, {}) if isinstance(step, str) else next(iter(step.items())) for step in self.front["life"]
        ]

    def published(self, now: datetime) -> datetime | None:
        """When readers first saw it; None if that is to be when it is loaded, or not at all."""
        return moment(self.front["published"], now) if "published" in self.front else None


def moment(told: str, now: datetime) -> datetime:
    """The time of '3 days ago, 06:00', '5 hours ago' or '1 day ahead, 07:00', seen from `now`."""
    found = TIME.fullmatch(told)
    if not found:
        raise ValueError(f"“{told}” is no time: write ‘3 days ago, 06:00’ or ‘5 hours ago’.")
    length = timedelta(**{found["unit"] + "s": int(found["count"])})
    at = now + length if found["way"] == "ahead" else now - length
    return datetime.combine(at, time.fromisoformat(found["clock"]), at.tzinfo) if found["clock"] else at


def pieces(now: datetime) -> list[Piece]:
    """All articles, in the order in which readers saw them, and those that no reader has seen."""
    read = [piece(file) for file in sorted((HERE / "articles").glob("*.md"))]
    return sorted(read, key=lambda one: one.published(now) or now)


def piece(file: Path) -> Piece:
    """The article in one file."""
    _nothing, front, body = file.read_text(encoding="utf-8").split("---\n", 2)
    return Piece(file.stem, yaml.safe_load(front), body.strip())


def commissions() -> list[Task]:
    """What is to be written."""
    known: list[Task] = yaml.safe_load((HERE / "commissions.yaml").read_text(encoding="utf-8"))
    return known


def paper() -> dict[str, Any]:
    """The paper: sections, topics, pictures, people, authors."""
    found: dict[str, Any] = yaml.safe_load((HERE / "paper.yaml").read_text(encoding="utf-8"))
    return found


def standing() -> list[dict[str, Any]]:
    """What the paper says about itself, page by page."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "standing.yaml").read_text(encoding="utf-8"))
    return found


def comments() -> dict[str, Any]:
    """The readers, and the threads of each article."""
    found: dict[str, Any] = yaml.safe_load((HERE / "comments.yaml").read_text(encoding="utf-8"))
    return found


def notices() -> list[dict[str, Any]]:
    """What readers suggest."""
    found: list[dict[str, Any]] = yaml.safe_load((HERE / "notices.yaml").read_text(encoding="utf-8"))
    return found


def reports() -> dict[str, Any]:
    """What readers report, one appeal, and the figures of some months."""
    found: dict[str, Any] = yaml.safe_load((HERE / "reports.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment: its place in the file, that of the one it answers, and what is known of it."""

    place: int
    answers: int | None
    after: timedelta
    known: dict[str, Any]


def remarks(thread: list[dict[str, Any]]) -> list[Remark]:
    """A thread's comments in order of time."""
    found: list[Remark] = []

    def walk(level: list[dict[str, Any]], answers: int | None) -> Iterator[None]:
        for known in level:
            found.append(Remark(len(found), answers, timedelta(minutes=known["after"]), known))
            yield from walk(known.get("replies", []), found[-1].place)

    list(walk(thread, None))
    return sorted(found, key=lambda remark: remark.after)
