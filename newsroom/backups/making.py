"""Making a backup: the database first, then the pictures, which are never changed; then all of it is read again."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from images.storage import everything, is_half
from newsroom.backups import archive, databases
from newsroom.backups.archive import About, Writer

Progress = Callable[[Iterable[Any], int, str], Iterable[Any]]
NAME: Final = "newsroom-%Y%m%dT%H%M%SZ.tar"
DAY: Final = 86_400


def make(folder: Path, progress: Progress, *, with_pictures: bool) -> Path:
    """A new archive in this folder, whole and checked; if anything stops it, there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    clear_away(folder)
    target = folder / timezone.now().strftime(NAME)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".newsroom-", suffix=".part")
    half = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            files = _write(Writer(file), folder, progress, with_pictures)
            file.flush()
            os.fsync(file.fileno())
        for _name in progress(archive.verify(half), files + 2, "Checking"):
            pass
        half.rename(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return target


def clear_away(folder: Path) -> None:
    """What a killed process left half done more than a day ago."""
    for path in folder.glob(".newsroom-*"):
        if time.time() - path.stat().st_mtime > DAY:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _write(writer: Writer, folder: Path, progress: Progress, with_pictures: bool) -> int:
    """Everything, and how many pictures that was."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".newsroom-") as beside:
        copy = Path(beside) / archive.DATABASE
        databases.dump(copy)
        databases.check(copy)
        total = sum(1 for _name in pictures()) if with_pictures else 0
        applied = sorted(map(list, MigrationRecorder(connection).applied_migrations()))
        writer.about(About(timezone.now().isoformat(), connection.vendor, settings.RELEASE, total, applied))
        with copy.open("rb") as database:
            writer.add(archive.DATABASE, database)
    kept = 0
    for name in progress(pictures() if with_pictures else [], total, "Pictures"):
        try:
            with default_storage.open(name) as file:
                writer.add(archive.MEDIA + name, file)
        except FileNotFoundError:
            continue  # withdrawn meanwhile
        kept += 1
    writer.close()
    return kept


def pictures() -> Iterator[str]:
    """The name of every stored file, without the halves that somebody is writing."""
    return (file.name for file in everything() if not is_half(file.name))
