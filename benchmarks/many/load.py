"""People who read, comment, publish and send pictures through nginx, whatever is killed meanwhile."""

from collections.abc import Callable
from itertools import count
from statistics import quantiles
from typing import ClassVar, Final

from benchmarks.faults import load
from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.faults.stand import Site

SETTLED: Final = 2.0
"""Seconds after a database is back in which what was begun before comes to its end."""


class Load(load.Load):
    """More readers, who also ask for what nginx has not, and forms so far apart that some are sent all the while."""

    readers: ClassVar = 3
    many: ClassVar = 54
    before: ClassVar = 3.0
    lasts: ClassVar = 12.0
    pace: ClassVar = 0.45

    def __init__(self, site: Site, newsroom: Newsroom) -> None:
        super().__init__(site, newsroom)
        self.numbers = count()

    def kinds(self, newsroom: Newsroom) -> list[Callable[[], Sent]]:
        """Mostly comments."""
        return [newsroom.comment] * 7 + [newsroom.publication, newsroom.picture]

    def pages(self) -> list[str]:
        """A page that nginx has, then pages that it has not."""
        number = next(self.numbers)
        return [self.page, f"/?{number}", f"/search/?q=gate&n={number}"]

    def errors(self, *, reads: bool) -> tuple[int, int, int]:
        """Of requests in flight when it was killed, of those begun while it was away, and of those begun later."""
        failed = [each for each in self.attempts if each.failed and each.reads == reads]
        before = sum(each.began < self.began for each in failed)
        after = sum(each.began > self.back + SETTLED for each in failed)
        return before, len(failed) - before - after, after

    def slowest(self) -> float:
        """The 99th percentile of reading, in milliseconds."""
        times = [1000 * (each.ended - each.began) for each in self.attempts if each.reads]
        return quantiles(times, n=100)[98]
