"""People who read and send all the while, whatever happens to the site meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from django.db import connections
from django.test.client import MULTIPART_CONTENT

from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.faults.databases import Database
from benchmarks.faults.reckoning import Told
from benchmarks.faults.stand import Stand

SENDERS: Final = 3
READERS: Final = 2
FORMS: Final = 90
GIVE_UP: Final = 60
"""Seconds after which nobody presses the button again."""
BREATH: Final = 0.05
"""Seconds between two requests of one person."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request: when it began, and the status of the answer; 0 for none."""

    began: float
    status: int

    @property
    def failed(self) -> bool:
        """Whether it is the site's fault that it came to nothing."""
        return self.status == 0 or self.status >= 500


class Load:
    """What is sent and asked for, and what came of it."""

    def __init__(self, stand: Stand, newsroom: Newsroom) -> None:
        self.stand, self.page = stand, newsroom.edition.get_absolute_url()
        kinds = [newsroom.comment] * 4 + [newsroom.publication, newsroom.pasted, newsroom.picture]
        self.forms = [kinds[number % len(kinds)]() for number in range(FORMS)]
        self.waiting = iter(self.forms)
        self.attempts: list[Attempt] = []
        self.confirmed: set[int] = set()
        self.lock, self.over = threading.Lock(), threading.Event()

    def under(self, fault: Callable[[], None]) -> None:
        """All of it, with the fault in the middle; readers go on until it is over and all is sent."""
        connections.close_all()
        with ThreadPoolExecutor(SENDERS + READERS) as pool:
            for _ in range(READERS):
                pool.submit(self.read)
            senders = [pool.submit(self.send) for _ in range(SENDERS)]
            try:
                time.sleep(1)
                fault()
                for sender in senders:
                    sender.result()
            finally:
                self.over.set()

    def next(self) -> Sent | None:
        """What is to be sent next."""
        with self.lock:
            return next(self.waiting, None)

    def send(self) -> None:
        """One form after the other, each until the site says something about it."""
        while sent := self.next():
            until = time.monotonic() + GIVE_UP
            while time.monotonic() < until:
                status = self.ask("POST", sent.path, sent)
                if sent.confirmed_by(status):
                    self.confirmed.add(id(sent))
                if 0 < status < 500:
                    break
            time.sleep(BREATH)

    def read(self) -> None:
        """The same page again and again."""
        while not self.over.wait(BREATH):
            self.ask("GET", self.page)

    def ask(self, method: str, path: str, sent: Sent | None = None) -> int:
        """One request, which is remembered."""
        began, status = time.monotonic(), 0
        with suppress(OSError):
            status = asked(self.stand, method, path, sent)
        self.attempts.append(Attempt(began, status))
        if status == 0 or status >= 500:
            time.sleep(0.2)
        return status

    def failures(self, since: float = 0) -> int:
        """Requests that began after this moment and came to nothing."""
        return sum(attempt.failed for attempt in self.attempts if attempt.began > since)


def asked(stand: Stand, method: str, path: str, sent: Sent | None = None) -> int:
    """The status of the answer, over a connection of its own."""
    if not sent:
        return stand.ask(method, path)[0]
    headers = {"Content-Type": MULTIPART_CONTENT, "Cookie": sent.cookie, **sent.headers}
    return stand.ask(method, path, sent.body, **headers)[0]


def told_of(told: Told, load: Load, back: float) -> Told:
    """What became of everything that was sent, and of requests after the site was back."""
    for sent in load.forms:
        there = told.look(sent, confirmed=id(sent) in load.confirmed)
        if there == 0 and id(sent) not in load.confirmed:
            told.wrong.append("a form was not taken in the end")
    after = load.failures(back)
    told.notes.append(
        f"{len(load.attempts)} requests, {load.failures()} failed, {after} of them begun afterwards"
    )
    if after:
        told.wrong.append(f"{after} requests failed that began when it was over")
    return told


def killed(stand: Stand, newsroom: Newsroom) -> Iterator[Told]:
    """Server and worker as they are deployed, killed in mid-load and started again by what keeps them."""
    told = Told("server and worker killed under load", "kill -9 of processes and of units, 8 times")
    load = Load(stand, newsroom)

    def fault() -> None:
        for _ in range(2):
            for kill in (
                stand.units["site"].kill_children,
                stand.units["worker"].kill,
                stand.units["site"].kill,
                stand.units["worker"].kill,
            ):
                kill()
                told.times += 1
                time.sleep(1.5)
                stand.wait()

    with stand.running():
        load.under(fault)
        back = time.monotonic()
        for _ in range(20):
            load.ask("GET", load.page)
    yield told_of(told, load, back)


def database_gone(stand: Stand, newsroom: Newsroom, database: Database) -> Iterator[Told]:
    """The database, gone in mid-load for some seconds and back; the site goes on by itself."""
    for seconds in (1, 5):
        told = Told("database gone under load", "", times=1)
        load, back = Load(stand, newsroom), 0.0

        def fault(seconds: int = seconds, told: Told = told) -> None:
            nonlocal back
            told.done = database.fail(seconds)
            back = time.monotonic()

        with stand.running():
            load.under(fault)
        yield told_of(told, load, back)
