"""People who read and send all the while, whatever happens to the site meanwhile."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar, Final

from django.db import connections

from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.faults.databases import Database
from benchmarks.faults.reckoning import Told
from benchmarks.faults.stand import Site, Stand

GIVE_UP: Final = 60
"""Seconds after which nobody presses the button again."""
LOOK: Final = 0.02
"""Seconds between two looks of one reader."""
BREATH: Final = 0.2
"""Seconds after an error before the same person asks again."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request: when it began and ended, and the status of the answer; 0 for none."""

    reads: bool
    began: float
    ended: float
    status: int

    @property
    def failed(self) -> bool:
        """Whether somebody saw an error that is the site's fault."""
        return self.status == 0 or self.status >= 500


class Load:
    """What is sent and asked for, and what came of it."""

    senders: ClassVar = 3
    readers: ClassVar = 2
    many: ClassVar = 90
    """Forms that are sent."""
    before: ClassVar = 1.0
    """Seconds of work before something is done to the site."""
    lasts: ClassVar = 0.0
    """Seconds that readers read, at least."""
    pace: ClassVar = 0.05
    """Seconds between two forms of one person."""

    def __init__(self, site: Site, newsroom: Newsroom) -> None:
        self.site, self.page = site, newsroom.edition.get_absolute_url()
        kinds = self.kinds(newsroom)
        self.forms = [kinds[number % len(kinds)]() for number in range(self.many)]
        self.waiting = iter(self.forms)
        self.attempts: list[Attempt] = []
        self.confirmed: set[int] = set()
        self.lock, self.over = threading.Lock(), threading.Event()
        self.began = self.back = 0.0

    def kinds(self, newsroom: Newsroom) -> list[Callable[[], Sent]]:
        """What is sent, one after the other."""
        return [newsroom.comment] * 4 + [newsroom.publication, newsroom.pasted, newsroom.picture]

    def pages(self) -> list[str]:
        """What is asked for, again and again."""
        return [self.page]

    def under(self, fault: Callable[[], None]) -> None:
        """All of it, with the fault in the middle; readers go on until it is over and all is sent."""
        connections.close_all()
        begun = time.monotonic()
        with ThreadPoolExecutor(self.senders + self.readers) as pool:
            try:
                for _ in range(self.readers):
                    pool.submit(self.read)
                senders = [pool.submit(self.send) for _ in range(self.senders)]
                time.sleep(self.before)
                self.began = time.monotonic()
                fault()
                self.back = time.monotonic()
                for sender in senders:
                    sender.result()
                time.sleep(max(0, begun + self.lasts - time.monotonic()))
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
                status = self.ask(sent)
                if sent.confirmed_by(status):
                    self.confirmed.add(id(sent))
                if 0 < status < 500:
                    break
            time.sleep(self.pace)

    def read(self) -> None:
        """The same pages again and again."""
        while not self.over.wait(LOOK):
            for page in self.pages():
                self.ask(page)

    def ask(self, what: str | Sent) -> int:
        """One request, for a page or with a form, which is remembered; who sees an error takes a breath."""
        began = time.monotonic()
        status, _body = self.site.ask("GET", what) if isinstance(what, str) else what.to(self.site)
        attempt = Attempt(isinstance(what, str), began, time.monotonic(), status)
        self.attempts.append(attempt)
        if attempt.failed:
            time.sleep(BREATH)
        return status

    def failures(self, since: float = 0) -> int:
        """Requests that began after this moment and came to nothing."""
        return sum(attempt.failed for attempt in self.attempts if attempt.began > since)

    def reckon(self, told: Told) -> None:
        """Tell what became of everything that was sent."""
        for sent in self.forms:
            confirmed = id(sent) in self.confirmed
            if told.look(sent, confirmed=confirmed) == 0 and not confirmed:
                told.wrong.append("a form was not taken in the end")


def told_of(told: Told, load: Load, back: float) -> Told:
    """What became of everything that was sent, and of requests after the site was back."""
    load.reckon(told)
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
        for _ in range(20):
            load.ask(load.page)
    yield told_of(told, load, load.back)


def database_gone(stand: Stand, newsroom: Newsroom, database: Database) -> Iterator[Told]:
    """The database, gone in mid-load for some seconds and back; the site goes on by itself."""
    for seconds in (1, 5):
        told, load = Told("database gone under load", "", times=1), Load(stand, newsroom)

        def fault(seconds: int = seconds, told: Told = told) -> None:
            told.done = database.fail(seconds)

        with stand.running():
            load.under(fault)
        yield told_of(told, load, load.back)
