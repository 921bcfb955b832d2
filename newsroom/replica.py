"""Public pages are read from a copy of the database, where DATABASE_REPLICA_URL names one that answers and keeps up.

Everything else asks the first database, and so does whoever has signed in, for they read what they wrote. When one of
the two fails, a public page is made from the other. The middleware and the router are there only with a replica.
"""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from time import monotonic
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.db import connections
from django.db.models import Model
from django.db.utils import Error
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse
from prometheus_client import Counter

from newsroom.middleware import MARK, OPERATORS, private

logger = logging.getLogger(__name__)
FIRST: Final = "default"
COPY: Final = "replica"
LATEST: Final = 5.0
"""Seconds that the copy may be behind; what is older is no longer shown."""
LOOKED_AT: Final = 3.0
"""Seconds for which a process believes what it has seen of the copy."""
LEFT_ALONE: Final = 5.0
"""Seconds for which a process does not ask what has not answered."""
FRESH_ALWAYS: Final = ("/media/", "/preview/")
"""Public, and yet what was withdrawn or revoked is gone at once."""
ANSWERS: Final = ("fresh", "behind", "alone")
STANDING: Final = """
SELECT pg_is_in_recovery(), EXISTS (SELECT FROM pg_stat_wal_receiver),
CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
ELSE coalesce(extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()), 0) END
"""
OVERDUE: Final = "57014"
"""PostgreSQL's word for a query that took too long: it would elsewhere, too."""

reading: ContextVar[str] = ContextVar("reading", default=FIRST)
"""Which database is read from now."""
elsewhere = Counter(
    "newsroom_read_elsewhere",
    "Public pages that were made from the other database, because the one asked failed or did not know them.",
    ["asked"],
    registry=None,
)


class Router:
    """Reads where the request said, writes to the first database; the shared cache is never read from a copy."""

    def db_for_read(self, model: type[Model], **_hints: Any) -> str:
        """The database that this request reads from."""
        return FIRST if model._meta.app_label == "django_cache" else reading.get()

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        """The first."""
        return FIRST

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """Both hold the same."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        """The copy changes by itself."""
        return db == FIRST


class Standing(NamedTuple):
    """How the copy stands."""

    word: str
    """fresh; behind; alone, which hears of no changes; promoted, which is no copy any more; silent."""
    lag: float

    @property
    def text(self) -> str:
        """It in a sentence."""
        return {
            "fresh": f"The copy of the database is {self.lag:.0f} seconds behind.",
            "behind": f"The copy of the database is {self.lag:.0f} seconds behind: pages are made from the first one.",
            "alone": "The copy of the database hears of no changes: pages are made from the first one.",
            "promoted": "DATABASE_REPLICA_URL names no copy, but a database of its own: it is not read from.",
            "silent": "The copy of the database does not answer: pages are made from the first one.",
        }[self.word]


def configured() -> bool:
    """Whether there is a copy."""
    return COPY in settings.DATABASES


def ask() -> Standing:
    """How the copy stands now, by its own words."""
    copy = connections[COPY]
    try:
        with copy.cursor() as cursor:
            cursor.execute(STANDING)
            recovering, fed, lag = cursor.fetchone()
    except Error:
        copy.close()
        return Standing("silent", float("inf"))
    lag = max(0.0, float(lag))
    if not recovering:
        return Standing("promoted", 0)
    return Standing("alone" if not fed else "behind" if lag > LATEST else "fresh", lag)


class Choice:
    """Which database a public page is read from, as this process has seen them lately."""

    def __init__(self) -> None:
        self.copy = Standing("fresh", 0)
        self.look_again = self.ask_first_again = 0.0

    def made(self, signed_in: bool) -> str:
        """The database to read from."""
        copy = self.looked_at().word
        if monotonic() < self.ask_first_again and copy in ANSWERS:
            return COPY  # an old page is better than none
        return COPY if copy == "fresh" and not signed_in else FIRST

    def looked_at(self, *, anew: bool = False) -> Standing:
        """How the copy stands, asked again when it was not for some seconds."""
        if anew or monotonic() >= self.look_again:
            self._see(ask())
        return self.copy

    def leave(self, database: str) -> None:
        """Do not ask this one for some seconds: it has just failed."""
        if database == COPY:
            self._see(Standing("silent", float("inf")))
        else:
            logger.warning("The first database does not answer: public pages are read from its copy")
            self.ask_first_again = monotonic() + LEFT_ALONE

    def _see(self, copy: Standing) -> None:
        if copy.word != self.copy.word:
            logger.warning("%s", copy.text)
        self.copy = copy
        self.look_again = monotonic() + (LEFT_ALONE if copy.word == "silent" else LOOKED_AT)


choice = Choice()


class Reads:
    """Chooses for each request; a page that one database could not give is made once more, from the other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, read from one database or the other."""
        if not _for_all(request):
            return self.get_response(request)
        signed_in = MARK in request.COOKIES or request.path_info.startswith(FRESH_ALWAYS)
        before = reading.set(choice.made(signed_in))
        try:
            response = self.get_response(request)
            if response.status_code == 500 and request.resolver_match is None and reading.get() == COPY:
                reading.set(FIRST)  # no view: the page that says so could not be made
                response = self.get_response(request)
            return response
        finally:
            reading.reset(before)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The page from the other database; None if it cannot help either."""
        asked = reading.get()
        if not _for_all(request) or not _helped_elsewhere(exception, asked):
            return None
        if _is_lost(exception):
            choice.leave(asked)
        reading.set(FIRST if asked == COPY else COPY)  # for a page that says that there is none, too
        elsewhere.labels(asked).inc()
        match: Any = request.resolver_match
        try:
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except Error:
            reading.set(asked)
            return None


def _for_all(request: HttpRequest) -> bool:
    """Whether somebody reads a page that is the same for everybody."""
    path = request.path_info
    return request.method in ("GET", "HEAD") and path not in OPERATORS and not private.search(path)


def _helped_elsewhere(exception: Exception, asked: str) -> bool:
    """A copy may be restarted, in the way of a change, or not know a new page or column; the first may be gone."""
    if asked == COPY:
        return isinstance(exception, Http404 | Error) and _state(exception) != OVERDUE
    return _is_lost(exception) and choice.looked_at(anew=True).word in ANSWERS


def _is_lost(exception: Exception) -> bool:
    """Whether the database is gone, or going."""
    return isinstance(exception, Error) and (_state(exception) or "08").startswith(("08", "57P"))


def _state(exception: Exception) -> str | None:
    return getattr(exception.__cause__, "sqlstate", None)
