"""Side effects for the worker; each may run again at any time."""

from itertools import groupby
from operator import attrgetter

from django.core.files.storage import default_storage
from django_tasks import task

from . import renditions
from .models import Image
from .storage import put


@task()
def make_renditions(name: str) -> None:
    """Makes whatever renditions of the picture `name` are missing; the rest is made on request."""
    if not (image := Image.objects.filter(name=name, withdrawn_at=None).first()):
        return
    wanted = renditions.every(image.width, image.height, image.focal)
    missing = (each for each in wanted if not default_storage.exists(renditions.path(name, each)))
    for cut, encodings in groupby(missing, key=attrgetter("crop", "width", "focal")):
        pixels = image.shape(*cut)
        for rendition in encodings:
            put(renditions.path(name, rendition), renditions.encode(pixels, rendition.encoding))
    if Image.objects.filter(name=name).exclude(withdrawn_at=None).exists():
        renditions.discard(name)  # It was withdrawn while we worked.
