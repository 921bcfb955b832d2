"""Writing files so that nobody ever reads half of one, and going through all that are stored."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

PUBLIC = 0o644


class Stored(NamedTuple):
    """A stored file: its name, and when it was last written, in seconds."""

    name: str
    written: float


def put(path: str, content: bytes) -> None:
    """Stores `content` at exactly `path`, whole or not at all, over whatever is there."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.save(path, ContentFile(content))  # an object store replaces objects whole
        return
    target = Path(default_storage.path(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".")
    half = Path(beside)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        half.chmod(PUBLIC)
        half.replace(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def everything() -> Iterator[Stored]:
    """All that is stored; halves that a killed process left on a disk have names that begin with a dot."""
    if not isinstance(default_storage, FileSystemStorage):
        yield from cast(Any, default_storage).walk()
        return
    root = Path(default_storage.location)
    for folder, _folders, names in os.walk(root):
        for path in (Path(folder, name) for name in names):
            try:
                yield Stored(path.relative_to(root).as_posix(), path.stat().st_mtime)
            except FileNotFoundError:
                continue  # deleted meanwhile


def is_half(name: str) -> bool:
    """Whether a stored file was never finished."""
    return name.rpartition("/")[2].startswith(".")
