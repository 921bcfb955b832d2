"""Writing files so that nobody ever reads half of one."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

PUBLIC = 0o644


def put(path: str, content: bytes) -> None:
    """Stores `content` at exactly `path`, whole or not at all, over whatever is there."""
    try:
        target = Path(default_storage.path(path))
    except NotImplementedError:  # An object store has no local path and replaces objects whole.
        default_storage.delete(path)
        default_storage.save(path, ContentFile(content))
        return
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
