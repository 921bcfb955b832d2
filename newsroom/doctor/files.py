"""Stored files against the database: none is missing, and none is there that nothing names."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from articles import documents
from articles.models import Edition, EntrySource, Source
from images.models import ORIGINALS, Image
from images.renditions import FOLDER as RENDITIONS
from newsroom.doctor import Finding

BATCH: Final = 500
FRESH: Final = timedelta(days=1)
"""What is younger may belong to something that is just being stored."""
DOCUMENTS: Final = "documents"


def count() -> int:
    """About how many rows and files there are to look at."""
    return Image.objects.count() + Source.objects.exclude(document="").count()


def examined() -> Iterator[Finding | None]:
    """What is missing, and what is left over."""
    yield from _missing()
    for path in orphans():
        told = f"{path.relative_to(settings.MEDIA_ROOT)} is stored, and nothing names it."
        yield Finding("files", told, "manage.py tidy_media", "warning")


def _missing() -> Iterator[Finding | None]:
    originals = Image.objects.order_by("pk").values_list("file", flat=True).iterator(BATCH)
    kept = Source.objects.exclude(document="").order_by("pk").values_list("document", flat=True)
    for path in chain(originals, map(documents.path, kept.iterator(BATCH))):
        if default_storage.exists(path):
            yield None
        else:
            told = f"{path} is missing from the stored files."
            yield Finding("files", told, f"tar -xf BACKUP media/{path}, into the folder above MEDIA_ROOT")


def orphans() -> Iterator[Path]:
    """Originals, documents and renditions of nothing that is in the database, and halves that were left."""
    if not isinstance(default_storage, FileSystemStorage):
        return
    root, before = Path(settings.MEDIA_ROOT), (timezone.now() - FRESH).timestamp()
    yield from (path for path in root.rglob(".*") if path.is_file() and path.stat().st_mtime < before)
    for batch in _batches(_old(root / ORIGINALS, "*/*", before)):
        known = set(Image.objects.filter(name__in=[p.stem for p in batch]).values_list("name", flat=True))
        yield from (path for path in batch if path.stem not in known)
    for batch in _batches(_old(root / RENDITIONS, "*", before)):
        known = set(Image.objects.filter(name__in=[p.name for p in batch]).values_list("name", flat=True))
        yield from (path for folder in batch if folder.name not in known for path in folder.iterdir())
    for batch in _batches(_old(root / DOCUMENTS, "*/*", before)):
        yield from (path for path in batch if path.name not in _named({path.name for path in batch}))


def _named(names: set[str]) -> set[str]:
    """Those of these documents that a source, a list or an edition of any age names."""
    known: set[str] = set(Source.objects.filter(document__in=names).values_list("document", flat=True))
    known |= set(EntrySource.objects.filter(document__in=names - known).values_list("document", flat=True))
    return known | {
        name for name in names - known if Edition.objects.filter(payload__icontains=name).exists()
    }


def _old(folder: Path, form: str, before: float) -> Iterator[Path]:
    found = folder.glob(form) if folder.is_dir() else iter(())
    return (path for path in found if not path.name.startswith(".") and path.stat().st_mtime < before)


def _batches(paths: Iterable[Path]) -> Iterator[list[Path]]:
    rest = iter(paths)
    while batch := list(islice(rest, BATCH)):
        yield batch
