"""Bringing a backup back: everything is checked before anything is touched."""

import shutil
import tempfile
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from articles.models import Edition
from authors.models import User
from images.storage import put
from newsroom.backups import archive, databases
from newsroom.backups.archive import About, Unusable
from newsroom.backups.making import Progress


class NotEmpty(Exception):
    """There is something in this database that would be lost."""


def restore(path: Path, *, over: bool, progress: Progress) -> About:
    """Put the archive's database and pictures in place; raises before anything is changed, if it cannot be done."""
    about = archive.about(path)
    fits(about)
    if not over and not is_empty():
        raise NotEmpty
    for _name in progress(archive.verify(path), about.files + 2, "Checking"):
        pass
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".restore-") as beside:
        copy = Path(beside) / archive.DATABASE
        for name, file in progress(archive.members(path), about.files + 3, "Unpacking"):
            if name == archive.DATABASE:
                with copy.open("wb") as whole:
                    shutil.copyfileobj(file, whole, archive.PIECE)
                databases.check(copy)
            elif name.startswith(archive.MEDIA):
                put(name.removeprefix(archive.MEDIA), file.read())
        databases.load(copy)
    cache.clear()
    return about


def fits(about: About) -> None:
    """Raises Unusable if this code and this database cannot take the archive."""
    if about.vendor != connection.vendor:
        raise Unusable(f"The backup is of a {about.vendor} database, and this is {connection.vendor}.")
    ours = {app.label for app in apps.get_app_configs()}
    known = MigrationLoader(None).disk_migrations or {}
    newer = [(app, name) for app, name in about.migrations if app in ours and (app, name) not in known]
    if newer:
        raise Unusable(
            f"The backup was made by a newer release ({about.release}): it knows {newer[0][0]}.{newer[0][1]}, "
            "and this code does not. Install that release first."
        )


def is_empty() -> bool:
    """Whether nobody and nothing that was published would be lost."""
    there = set(connection.introspection.table_names())
    return not any(model._meta.db_table in there and model.objects.exists() for model in (User, Edition))
