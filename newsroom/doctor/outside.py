"""What a newsroom stands on: settings, database, cache, folders, clock, static files."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.checks import WARNING, run_checks
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError, connection
from django.utils import timezone

from articles import triggers
from articles.models.ledger import LedgerLink, database_clock
from newsroom import readiness, replica
from newsroom.doctor import Finding
from newsroom.management.commands.demo import static_is_fresh

SCARCE: Final = 0.05
"""The part of a disk below which it is nearly full."""
ASKEW: Final = timedelta(seconds=2)
MANAGE: Final = "manage.py "
CREATED: Final = "newsroom_cache"


def examined() -> Iterator[Finding]:
    """Everything that is wrong here; without its tables there is nothing more to ask."""
    yield from _settings()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        told = f"The database does not answer: {str(error).strip()}"
        yield Finding("database", told, "systemctl status postgresql")
        return
    state = readiness.migrations()
    if state.word != "ok":
        yield Finding("migrations", state.text, MANAGE + "migrate")
        return
    for look in LOOKS:
        yield from look()


def _settings() -> Iterator[Finding]:
    if settings.DEMO or settings.DEBUG:
        name = "DEMO" if settings.DEMO else "DEBUG"
        told = f"{name} is on: this is no site for the public."
        yield Finding("settings", told, f"set {name}=0 in the environment", "warning")
    for found in run_checks(include_deployment_checks=not (settings.DEMO or settings.DEBUG)):
        if found.level >= WARNING and not found.is_silenced():
            level = "wrong" if found.is_serious() else "warning"
            yield Finding("settings", f"{found.msg} ({found.id})", MANAGE + "check --deploy", level)
    if not settings.HTTPS and not settings.DEMO:
        told = "SITE_ADDRESS is without https, so passwords travel in the open."
        yield Finding("settings", told, "set SITE_ADDRESS=https://…", "warning")
    if "*" in settings.ALLOWED_HOSTS:
        yield Finding(
            "settings", "ALLOWED_HOSTS lets every name in.", "set ALLOWED_HOSTS to the site's names"
        )
    if not settings.EMAIL_HOST and not settings.DEMO:
        told = f"There is no MAIL_HOST: mails are files in {settings.EMAIL_FILE_PATH}, and nobody gets them."
        yield Finding("settings", told, "set MAIL_HOST in the environment", "warning")


def _triggers() -> Iterator[Finding]:
    for name in triggers.missing():
        yield Finding(
            "triggers", f"The trigger {name} is missing, which keeps the record.", MANAGE + "migrate"
        )


def _cache() -> Iterator[Finding]:
    state = readiness.shared_cache()
    if state.word != "ok":
        gone = state.word == "warning"
        yield Finding("cache", state.text, "redis-cli ping" if gone else MANAGE + "createcachetable")
    if "database" in settings.CACHES and CREATED not in connection.introspection.table_names():
        told = f"The table {CREATED} is missing, which stands in for Redis."
        yield Finding("cache", told, MANAGE + "createcachetable")


def _folders() -> Iterator[Finding]:
    ours = {settings.VAR_DIR}
    if isinstance(default_storage, FileSystemStorage):
        ours.add(Path(settings.MEDIA_ROOT))
    for folder in sorted(ours):
        if not os.access(folder, os.W_OK | os.X_OK):
            yield Finding("folders", f"Nothing can be written into {folder}.", f"chown -R newsroom {folder}")
            continue
        disk = shutil.disk_usage(folder)
        if disk.free < SCARCE * disk.total:
            told = f"{folder} is nearly full: {disk.free // 2**20} MB are left."
            yield Finding("folders", told, f"du -xh --max-depth=2 {folder} | sort -h | tail", "warning")


def _object_store() -> Iterator[Finding]:
    try:
        default_storage.exists("doctor")
    except OSError as error:
        yield Finding(
            "files", f"The object store does not answer: {error}", "look at MEDIA_ENDPOINT and its keys"
        )


def _clock() -> Iterator[Finding]:
    """SQLite has the clock of this machine."""
    clock = database_clock()
    last = LedgerLink.objects.order_by("-number").values_list("at", flat=True).first()
    if last and last > clock + ASKEW:
        told = (
            f"The clock is behind what was done last, at {last:%Y-%m-%d %H:%M:%S} UTC, and hides what is new."
        )
        yield Finding("clock", told, "timedatectl set-ntp true")
    apart = abs(timezone.now() - clock)
    if connection.vendor == "postgresql" and apart > ASKEW:
        told = f"The clocks of site and database are {apart.total_seconds():.0f} seconds apart."
        yield Finding("clock", told, "timedatectl set-ntp true, on both machines")


def _static() -> Iterator[Finding]:
    if not settings.WHITENOISE_USE_FINDERS and not static_is_fresh():
        told = "Style sheets and scripts were not collected since they were last changed."
        yield Finding("static files", told, MANAGE + "collectstatic --no-input")


def _copy() -> Iterator[Finding]:
    """The copy of the database that public pages are read from."""
    if replica.configured() and (copy := replica.ask()).word != "fresh":
        mend = {
            "silent": "systemctl status postgresql, on its machine",
            "promoted": "set DATABASE_REPLICA_URL to a copy, or leave it out",
        }.get(copy.word, "SELECT * FROM pg_stat_replication, in the first database")
        yield Finding("replica", copy.text, mend)


LOOKS: Final[tuple[Callable[[], Iterator[Finding]], ...]] = (
    _triggers,
    _cache,
    _folders,
    _object_store,
    _clock,
    _static,
    _copy,
)
