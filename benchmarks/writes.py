"""What writes cost readers: fifty publications and five hundred comments a minute at full reading load at the edge."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.peers.ours import HOST, inside
from benchmarks.peers.place import HOME, Running, say, url
from benchmarks.peers.publishing import asked, press
from benchmarks.peers.rounds import CONNECTIONS, Plan
from benchmarks.peers.wrk import Sample, wrk

PUBLISHED: Final = 50
COMMENTS: Final = 500
"""A minute."""
SLICES: Final = 3
SECONDS: Final = 20
"""As many slices with and as many without writes, in turn; with them a minute in all."""

PAGES: Final = """
local pages, n = {}, 0
function init()
  for line in io.lines("%s") do
    pages[#pages + 1] = wrk.format("GET", line, { ["Host"] = "%s", ["Accept-Encoding"] = "gzip" })
  end
end
function request() n = n %% #pages + 1 return pages[n] end
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """Medians of the slices without and with writes; milliseconds, requests a second; what was written, and refused."""

    p99_without: float
    p99_with: float
    p50_without: float
    p50_with: float
    per_second_without: float
    per_second_with: float
    published: int
    comments: int
    refused: int
    errors: int
    slowest_write: float

    @property
    def factor(self) -> float:
        """By how much the writes move p99."""
        return self.p99_with / self.p99_without if self.p99_without else 0.0


def taken(running: Running, addresses: dict[str, Any], plan: Plan) -> Cost:
    """Read as fast as it goes, in turn without and with writes; all of them go through the edge."""
    slices, seconds = (SLICES, SECONDS) if plan.rounds > 1 else (1, 4)
    whole = slices * seconds / 60
    desk = inside("approved", round(PUBLISHED * whole))
    talk = inside("forms", round(COMMENTS * whole))
    writes = Writes(desk, talk)
    read = [
        addresses["front"],
        addresses["section"],
        addresses["news"],
        addresses["article"],
        talk["path"].removesuffix("comment/"),
    ]
    script = reading([*read, *addresses["others"]])

    def sample() -> Sample:
        return wrk(
            url("edge"),
            {},
            connections=CONNECTIONS,
            seconds=seconds,
            servers=running.numbers(),
            script=script,
        )

    sample()  # every page is in the cache
    without, with_ = [], []
    for number in range(slices):
        without.append(sample())
        with writes.going():
            with_.append(sample())
        say(
            f"writes, slice {number + 1}: p99 {without[-1].said.p99:.2f} ms without, {with_[-1].said.p99:.2f} ms with; "
            f"{without[-1].said.per_second:,.0f} and {with_[-1].said.per_second:,.0f} a second"
        )

    def half(samples: list[Sample], of: Callable[[Sample], float]) -> float:
        return median(map(of, samples))

    return Cost(
        p99_without=half(without, lambda one: one.said.p99),
        p99_with=half(with_, lambda one: one.said.p99),
        p50_without=half(without, lambda one: one.said.p50),
        p50_with=half(with_, lambda one: one.said.p50),
        per_second_without=half(without, lambda one: one.said.per_second),
        per_second_with=half(with_, lambda one: one.said.per_second),
        published=writes.published,
        comments=writes.posted,
        refused=writes.refused,
        errors=sum(one.said.refused + one.said.broken for one in [*without, *with_]),
        slowest_write=1000 * writes.slowest,
    )


def reading(paths: list[str]) -> Path:
    """A script that asks for these pages in turn."""
    lines, script = HOME / "pages.txt", HOME / "pages.lua"
    lines.write_text("".join(f"{path}\n" for path in paths))
    script.write_text(PAGES % (lines, HOST))
    return script


class Writes:
    """An editor who publishes and readers who comment, at their pace, while somebody is inside `going`."""

    def __init__(self, desk: dict[str, Any], talk: dict[str, Any]) -> None:
        self.desk, self.articles = desk, iter(desk["articles"])
        self.path, self.forms, self.numbers = talk["path"], iter(talk["forms"]), count()
        self.stop = threading.Event()
        self.published = self.posted = self.refused = 0
        self.slowest = 0.0

    def going(self) -> "Writes":
        """Until the end of a `with`."""
        return self

    def __enter__(self) -> None:
        self.stop.clear()
        self.threads = [
            threading.Thread(target=self._keep, args=(60 / PUBLISHED, self._publish)),
            threading.Thread(target=self._keep, args=(60 / COMMENTS, self._comment)),
        ]
        for thread in self.threads:
            thread.start()

    def __exit__(self, *_error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def _keep(self, every: float, write: Callable[[], bool]) -> None:
        due = time.monotonic()
        while not self.stop.wait(max(0, due - time.monotonic())):
            due += every  # what is late is made up for
            begun = time.monotonic()
            try:
                if not write():
                    return
            except (OSError, SystemExit) as error:
                say(f"A write was refused: {error}")
                self.refused += 1
            self.slowest = max(self.slowest, time.monotonic() - begun)

    def _publish(self) -> bool:
        if article := next(self.articles, None):
            press(self.desk, article, "edge")
            self.published += 1
        return article is not None

    def _comment(self) -> bool:
        form = next(self.forms, None)
        if form is None:
            return False
        headers = {
            "Host": HOST, "Origin": f"https://{HOST}", "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": form["cookie"], "X-CSRFToken": form["token"],
        }  # fmt: skip
        number = next(self.numbers)
        source = f"127.0.{1 + number // 200 % 200}.{1 + number % 200}"  # the edge counts readers by their addresses
        status, _body = asked("edge", "POST", self.path, form["body"], headers, source=source)
        self.posted += status == 201
        self.refused += status != 201
        return True
