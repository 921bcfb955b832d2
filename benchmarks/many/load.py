"""People who read, comment, publish and send pictures through nginx, whatever is killed meanwhile."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import Final

from django.db import connections
from django.test.client import MULTIPART_CONTENT

from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.many.stand import Stand

READERS: Final = 3
SENDERS: Final = 3
FORMS: Final = 54
BEFORE: Final = 3.0
"""Seconds of work before something is killed."""
LASTS: Final = 12.0
"""Seconds that readers read, at least."""
PACE: Final = 0.45
"""Seconds between two forms of one person, so that some are sent all the while."""
GIVE_UP: Final = 45
SETTLED: Final = 2.0
"""Seconds after a database is back in which what was begun before comes to its end."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request: when it began and ended, and the status of the answer; 0 for none."""

    reads: bool
    began: float
    ended: float
    status: int

    @property
    def failed(self) -> bool:
        """Whether somebody saw an error."""
        return self.status == 0 or self.status >= 500


class Load:
    """What is sent and asked for, and what came of it."""

    def __init__(self, stand: Stand, newsroom: Newsroom) -> None:
        self.stand, self.page = stand, newsroom.edition.get_absolute_url()
        kinds = [newsroom.comment] * 7 + [newsroom.publication, newsroom.picture]
        self.forms = [kinds[number % len(kinds)]() for number in range(FORMS)]
        self.waiting, self.numbers = iter(self.forms), count()
        self.attempts: list[Attempt] = []
        self.confirmed: set[int] = set()
        self.lock, self.over = threading.Lock(), threading.Event()
        self.killed = self.back = 0.0

    def under(self, kill: Callable[[], None]) -> None:
        """All of it, with a kill in the middle; readers go on until all is sent."""
        connections.close_all()
        begun = time.monotonic()
        with ThreadPoolExecutor(READERS + SENDERS) as pool:
            try:
                for _ in range(READERS):
                    pool.submit(self.read)
                senders = [pool.submit(self.send) for _ in range(SENDERS)]
                time.sleep(BEFORE)
                self.killed = time.monotonic()
                kill()
                self.back = time.monotonic()
                for sender in senders:
                    sender.result()
                time.sleep(max(0, begun + LASTS - time.monotonic()))
            finally:
                self.over.set()

    def send(self) -> None:
        """One form after the other, each until the site says something about it."""
        while sent := self._next():
            until = time.monotonic() + GIVE_UP
            while time.monotonic() < until:
                headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": sent.cookie, **sent.headers}
                status = self._ask(False, "POST", sent.path, sent.body, **headers)
                if sent.confirmed_by(status):
                    self.confirmed.add(id(sent))
                if 0 < status < 500:
                    break
                time.sleep(0.2)
            time.sleep(PACE)

    def _next(self) -> Sent | None:
        with self.lock:
            return next(self.waiting, None)

    def read(self) -> None:
        """A page that nginx has, then pages that it has not."""
        while not self.over.wait(0.02):
            number = next(self.numbers)
            for path in (self.page, f"/?{number}", f"/search/?q=gate&n={number}"):
                self._ask(True, "GET", path)

    def _ask(self, reads: bool, method: str, path: str, body: bytes = b"", **headers: str) -> int:
        began = time.monotonic()
        status, _body = self.stand.ask(method, path, body, **headers)
        self.attempts.append(Attempt(reads, began, time.monotonic(), status))
        return status

    def errors(self, *, reads: bool) -> tuple[int, int, int]:
        """Of requests in flight when it was killed, of those begun while it was away, and of those begun later."""
        failed = [each for each in self.attempts if each.failed and each.reads == reads]
        before = sum(each.began < self.killed for each in failed)
        after = sum(each.began > self.back + SETTLED for each in failed)
        return before, len(failed) - before - after, after

    def slowest(self) -> float:
        """The 99th percentile of reading, in milliseconds."""
        times = [1000 * (each.ended - each.began) for each in self.attempts if each.reads]
        return quantiles(times, n=100)[98]
