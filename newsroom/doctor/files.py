"""Stored files against the database: none is missing, and none is there that nothing names."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain, islice
from typing import Final

from django.core.files.storage import default_storage
from django.utils import timezone

from articles import documents
from articles.models import Edition, EntrySource, Source
from images.models import ORIGINALS, Image
from images.renditions import FOLDER as RENDITIONS
from images.storage import everything
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
    for name in orphans():
        told = f"{name} is stored, and nothing names it."
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


def orphans() -> Iterator[str]:
    """Originals, documents and renditions of nothing that is in the database, and halves that were left."""
    before = (timezone.now() - FRESH).timestamp()
    old = (file.name for file in everything() if file.written < before)
    while batch := list(islice(old, BATCH)):
        yield from _unnamed(batch)


def _unnamed(names: list[str]) -> Iterator[str]:
    pictures, shown, papers = {}, {}, {}
    for name in names:
        match name.split("/"):
            case [*_, last] if last.startswith("."):
                yield name
            case [folder, _, file] if folder == ORIGINALS:
                pictures[name] = file.partition(".")[0]
            case [folder, picture, _] if folder == RENDITIONS:
                shown[name] = picture
            case [folder, _, file] if folder == DOCUMENTS:
                papers[name] = file
    known = set(Image.objects.filter(name__in=set(pictures.values())).values_list("name", flat=True))
    of_use = Image.objects.filter(name__in=set(shown.values()), withdrawn_at=None)
    drawn, kept = set(of_use.values_list("name", flat=True)), _named(set(papers.values()))
    for found, there in ((pictures, known), (shown, drawn), (papers, kept)):
        yield from (name for name, of in found.items() if of not in there)


def _named(names: set[str]) -> set[str]:
    """Those of these documents that a source, a list or an edition of any age names."""
    known: set[str] = set(Source.objects.filter(document__in=names).values_list("document", flat=True))
    known |= set(EntrySource.objects.filter(document__in=names - known).values_list("document", flat=True))
    return known | {
        name for name in names - known if Edition.objects.filter(payload__icontains=name).exists()
    }
