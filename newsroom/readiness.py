"""What operators ask a server: does it live, can it serve, what does it count. Never stored, and nothing secret."""

import logging
import tempfile
from collections.abc import Callable
from functools import cache
from ipaddress import ip_address
from typing import Any, Final, NamedTuple, cast
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache as shared
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from newsroom import beat, metrics, replica

logger = logging.getLogger(__name__)
NOT_STORED: Final = {"Cache-Control": "no-store"}


class State(NamedTuple):
    """How one thing stands that the site needs."""

    word: str
    """ok; warning, which keeps nobody from reading; failing."""
    text: str


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """That this process answers; it asks nobody else."""
    return JsonResponse({"alive": True}, headers=NOT_STORED)


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Whether this server can do its work: 200, or 503 with what it lacks."""
    states = {name: check() for name, check in CHECKS.items()}
    ready = all(state.word != "failing" for state in states.values())
    told = {"ready": ready, "checks": {name: state._asdict() for name, state in states.items()}}
    return JsonResponse(told, status=200 if ready else 503, headers=NOT_STORED)


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures, for whoever asks from this machine or knows the token."""
    if not (_from_here(request) or _knows_the_token(request)):
        told = "Figures are for this machine, or for whoever sends the token of METRICS_TOKEN.\n"
        return HttpResponse(told, status=403, content_type="text/plain; charset=utf-8", headers=NOT_STORED)
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE_LATEST, headers=NOT_STORED)


def _from_here(request: HttpRequest) -> bool:
    """Whether it comes from this machine, and not only through a proxy on it."""
    if "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_the_token(request: HttpRequest) -> bool:
    given = request.META.get("HTTP_AUTHORIZATION", "")
    return bool(settings.METRICS_TOKEN) and constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")


def _database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.exception("The database does not answer")
        return State("failing", "The database does not answer.")
    return State("ok", "The database answers.")


def migrations() -> State:
    """Whether the tables are as this code wants them."""
    try:
        applied = MigrationRecorder(connection).applied_migrations().keys()
    except DatabaseError:
        return State("failing", "It is not known whether migrations are missing.")
    if missing := len(_migrations_of_the_code() - applied):
        return State("failing", f"{missing} migrations are missing: run manage.py migrate.")
    return State("ok", "All migrations are applied.")


@cache
def _migrations_of_the_code() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.nodes)


def shared_cache() -> State:
    """Whether the cache that all processes share takes something in and gives it back."""
    said = uuid4().hex
    try:
        shared.set("readiness", said, 60)
        kept = shared.get("readiness")
    except Exception:  # each cache has errors of its own
        logger.exception("The cache does not answer")
        return State("failing", "The cache does not answer.")
    if "database" in settings.CACHES and not cast(Any, shared).answers():
        return State("warning", "Redis does not answer: the database keeps what it would.")
    # Another server may have asked in between.
    return State("ok", "The cache answers.") if kept else State("failing", "The cache keeps nothing.")


def _media() -> State:
    if not isinstance(default_storage, FileSystemStorage):
        return _object_store()
    try:
        with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT) as file:
            file.write(bytes(4096))
    except OSError:
        logger.exception("Nothing can be written into the folder of pictures")
        return State("failing", "Nothing can be written into the folder of pictures.")
    return State("ok", "Pictures can be stored.")


def _object_store() -> State:
    try:
        default_storage.exists("readiness")
    except OSError:
        logger.exception("The object store does not answer")
        return State("warning", "The object store does not answer: pictures are missing until it does.")
    return State("ok", "The object store answers.")


def _worker() -> State:
    try:
        lately = beat.last_round(timezone.now())
    except DatabaseError:
        lately = None
    if lately:
        return State("ok", "A worker runs.")
    return State("warning", "No worker has run for 5 minutes: mails and new pictures wait.")


def _copy() -> State:
    """Without the copy of the database that pages are read from, the first one answers."""
    if not replica.configured():
        return State("ok", "There is no copy of the database.")
    copy = replica.ask()
    return State("ok" if copy.word == "fresh" else "warning", copy.text)


CHECKS: Final[dict[str, Callable[[], State]]] = {
    "database": _database,
    "migrations": migrations,
    "cache": shared_cache,
    "media": _media,
    "worker": _worker,
    "copy": _copy,
}
