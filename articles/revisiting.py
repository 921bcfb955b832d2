"""Looking, politely and now and then, whether the pages that articles rest on are still online.

Only what live editions rest on is looked at: a visit to a source of a draft would tell its owner that we write.
One request at a time, with a pause for each host, within its robots.txt.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TASK_MIN_PRIORITY

from articles import refreshing
from articles.fetching import Answer, Fetcher, Refused, Unanswered
from articles.models import Entry, EntrySource, Source

AT_ONCE: Final = 50
"""Sources that one round looks at."""
ROUND: Final = 20.0
"""Seconds of one round, so that a worker is soon free again for what is urgent."""
ROUNDS: Final = 50
"""Of one chain, a minute apart; the beat starts one an hour."""
PAUSE: Final = 2.0
"""Seconds between two requests to one host, unless its robots.txt wants more."""
LONGEST_PAUSE: Final = 10.0
AGAIN: Final = timedelta(days=30)
"""After which what is online is looked at again."""
FAILURES: Final = 3
"""In a row, days apart, until readers are told that the original is gone."""
MOST_FAILURES: Final = 6
ROBOTS: Final = 200_000
"""Bytes of a robots.txt that count."""
GONE: Final = (404, 410)
NOT_LIKED: Final = (400, 403, 405, 406, 501)
"""Answers to HEAD after which GET is tried: some servers know only that."""


def agent() -> str:
    """Who asks, and where to read about it."""
    return f"{settings.PAPER_NAME} source check (+{settings.SITE_ADDRESS}/about/)"


@task(priority=TASK_MIN_PRIORITY)
def revisit(left: int = ROUNDS) -> None:
    """One round over the sources that are due, and in a minute the next one, as long as any are."""
    if settings.REVISIT_SOURCES and look_at_due(Visitor(Fetcher(agent()))) and left > 1:
        revisit.using(run_after=timezone.now() + timedelta(minutes=1)).enqueue(left - 1)


def due(now: datetime) -> list[Source]:
    """The sources that are to be looked at, the longest due first."""
    public = EntrySource.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.listed())
    rows = Source.objects.filter(normalised__isnull=False, next_look_at__lte=now)
    return list(rows.filter(Exists(public)).order_by("next_look_at", "pk")[:AT_ONCE])


@dataclass(slots=True)
class Visitor:
    """Asks one page after the other; keeps each host's robots.txt and last time for one round."""

    fetcher: Fetcher
    pause: float = PAUSE
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _last: dict[str, float] = field(default_factory=dict)

    def visit(self, address: str) -> Answer:
        """What stands at an address. Raises Refused for what we do not ask, Unanswered where nobody answers."""
        parts = urlsplit(address)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._robots:
            self._robots[site] = self._read_robots(site)
        robots = self._robots[site]
        if not robots.can_fetch(self.fetcher.agent, address):
            raise Refused("its robots.txt does not want it")
        wanted = float(robots.crawl_delay(self.fetcher.agent) or 0)
        answer = self._ask(site, address, "HEAD", min(wanted, LONGEST_PAUSE))
        if answer.status in (*NOT_LIKED, *GONE):
            answer = self._ask(site, address, "GET", min(wanted, LONGEST_PAUSE))
        return answer

    def _ask(self, site: str, address: str, method: str, wanted: float = 0, most: int = 4_096) -> Answer:
        since = time.monotonic() - self._last.get(site, float("-inf"))
        time.sleep(max(0.0, max(self.pause, wanted) - since))
        try:
            return self.fetcher.ask(address, method=method, most=most)
        finally:
            self._last[site] = time.monotonic()

    def _read_robots(self, site: str) -> RobotFileParser:
        """The site's rules; none where there is no such file, and nothing is allowed while its server fails."""
        robots, answer = RobotFileParser(), self._ask(site, f"{site}/robots.txt", "GET", most=ROBOTS)
        robots.modified()
        if answer.status == 200:
            robots.parse(answer.body.decode("utf-8", "replace").splitlines())
        elif answer.status == 429 or answer.status >= 500:
            robots.disallow_all = True  # type: ignore[attr-defined]
        return robots


def look_at_due(visitor: Visitor, now: datetime | None = None) -> int:
    """Look at what is due, as far as one round goes; how many were looked at."""
    begun, looked = time.monotonic(), 0
    now = now or timezone.now()
    for source in due(now):
        if time.monotonic() - begun > ROUND:
            break
        # Whoever moves the date has the source for itself.
        mine = Source.objects.filter(pk=source.pk, next_look_at=source.next_look_at)
        if mine.update(next_look_at=now + timedelta(days=1)):
            look_at(source, visitor, now)
            looked += 1
    return looked


def look_at(source: Source, visitor: Visitor, now: datetime) -> None:
    """Look at one source, keep what was found, and have its pages made anew if readers are told something else."""
    try:
        answer = visitor.visit(source.address)
        status, said = answer.status, str(answer.status)
    except Refused as refused:
        status, said = None, str(refused)
    except Unanswered as unanswered:
        status, said = 0, str(unanswered)
    was_gone = bool(source.gone_since)
    if status is None or status in (401, 403, 405, 406, 429, 451):
        wait = AGAIN  # it is there, or we shall never know
    elif 200 <= status < 400:
        source.failures, source.gone_since, wait = 0, None, AGAIN
    else:
        source.failures = min(source.failures + 1, MOST_FAILURES)
        wait = timedelta(days=2 ** (source.failures - 1))
        if source.failures >= FAILURES:
            source.gone_since = source.gone_since or now
    source.answer, source.next_look_at = said[:80], now + wait
    source.save(update_fields=["failures", "gone_since", "answer", "next_look_at"])
    if was_gone != bool(source.gone_since):
        refreshing.pages_with(source)
