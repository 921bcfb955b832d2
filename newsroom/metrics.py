"""Figures for Prometheus: what the processes of the site have answered, and how the newsroom's work stands."""

import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import CollectorRegistry, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from articles.models import Edition, Mail
from comments.models import Comment, ReaderMail
from newsroom import replica
from newsroom.beat import last_round, oldest_late

logger = logging.getLogger(__name__)
METHODS: Final = frozenset({"GET", "HEAD", "POST"})
BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)

requests = Histogram(
    "newsroom_request_seconds",
    "Requests by what answered, method and status, and how long they took.",
    ["view", "method", "status"],
    buckets=BUCKETS,
    registry=None,
)
_known: dict[tuple[str, str, int], Any] = {}


def count(view: str, method: str, status: int, seconds: float) -> None:
    """Take one answered request into the figures of this process; nobody goes without a page for them."""
    method = method if method in METHODS else "other"
    key = (view, method, status)
    try:
        if key not in _known:
            _known[key] = requests.labels(*map(str, key))
        _known[key].observe(seconds)
    except OSError:
        logger.exception("Figures cannot be kept in METRICS_DIR")


def text() -> bytes:
    """All figures, of all processes, as Prometheus reads them."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(Standing())
    return generate_latest(registry)


class Standing:
    """What the database knows, asked when somebody looks; where it cannot be asked, the figures say only that."""

    def collect(self) -> Iterator[Metric]:
        """Every gauge."""
        try:
            found = [gauge(name, told, value()) for name, (told, value) in GAUGES.items()]
            found.append(_tasks())
        except DatabaseError:
            found = []
        yield gauge("newsroom_database_up", "1 if the database answers.", int(bool(found)))
        yield from found
        yield from _copy()


def gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    """One figure."""
    return GaugeMetricFamily(name, told, value=value)


def _tasks() -> GaugeMetricFamily:
    family = GaugeMetricFamily("newsroom_tasks", "Tasks by what became of them.", labels=["state"])
    rows = DBTaskResult.objects
    for state, found in (
        ("waiting", rows.ready()),
        ("running", rows.running()),
        ("failed", rows.failed()),
    ):
        family.add_metric([state], found.count())
    return family


def _copy() -> Iterator[GaugeMetricFamily]:
    if not replica.configured():
        return
    copy = replica.ask()
    told = "1 if public pages may be read from the copy of the database."
    yield gauge("newsroom_replica_up", told, int(copy.word == "fresh"))
    yield gauge("newsroom_replica_lag_seconds", "How far the copy of the database is behind.", copy.lag)


def _late() -> float:
    now = timezone.now()
    since = oldest_late(now)
    return (now - since).total_seconds() if since else 0


def _beat() -> float:
    done = last_round(timezone.now())
    return done.finished_at.timestamp() if done and done.finished_at else 0


def _comments() -> float:
    return Comment.objects.waiting().count()


def _scheduled() -> float:
    return Edition.objects.pending().count()


def _mails() -> float:
    return Mail.objects.failed().count() + ReaderMail.objects.in_vain().count()


GAUGES: Final[dict[str, tuple[str, Callable[[], float]]]] = {
    "newsroom_task_late_seconds": ("For how long the oldest late task has waited.", _late),
    "newsroom_worker_beat_timestamp_seconds": (
        "When a worker last finished a round; 0 if not lately.",
        _beat,
    ),
    "newsroom_comments_waiting": ("Comments that wait for a moderator.", _comments),
    "newsroom_editions_scheduled": ("Editions that will go live.", _scheduled),
    "newsroom_mails_failed": ("Mails that were given up, or tried several times in vain.", _mails),
}
