"""Renditions for the public: stored, or made on the way, or a placeholder for what was withdrawn."""

import logging
from functools import lru_cache

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from . import renditions
from .models import Image
from .renditions import Rendition
from .storage import put

logger = logging.getLogger(__name__)

CACHED = "public, max-age=86400, immutable, s-maxage=300, stale-while-revalidate=60, stale-if-error=86400"
"""An address never changes its bytes, yet a withdrawn picture has to be gone from the edge within minutes."""


@require_safe
def rendition(request: HttpRequest, name: str, filename: str) -> HttpResponseBase:
    """One rendition of a known picture in a known size; everything else is 404."""
    wanted = Rendition.parse(filename)
    if wanted is None:
        raise Http404
    image = get_object_or_404(Image, name=name)
    if wanted.width not in renditions.widths(wanted.crop, image.width, image.height):
        raise Http404
    if image.withdrawn_at:
        return withdrawn(image, wanted)
    etag = f'"{name[:16]}-{wanted.filename}"'
    response = get_conditional_response(request, etag=etag) or stored_or_made(image, wanted)
    response.headers.setdefault("Cache-Control", CACHED)
    response.headers["ETag"] = etag
    response.headers["Cache-Tag"] = f"image-{name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def stored_or_made(image: Image, wanted: Rendition) -> HttpResponseBase:
    """The stored rendition, or else one made and stored now; only the present focal point is ever made."""
    path = renditions.path(image.name, wanted)
    content_type = f"image/{wanted.encoding}"
    try:
        return FileResponse(default_storage.open(path), content_type=content_type)
    except FileNotFoundError:
        pass
    except OSError:
        return gone(image)
    if wanted.focal not in (None, image.focal):
        # Of a former focal point nothing new is made, or anybody could ask for 10,000 cuts of each picture.
        present = Rendition(wanted.crop, wanted.width, image.focal, wanted.encoding)
        response = HttpResponseRedirect(renditions.address(image.name, present))
        response.headers["Cache-Control"] = "public, max-age=60"
        return response
    try:
        content = renditions.encode(image.shape(wanted.crop, wanted.width, wanted.focal), wanted.encoding)
    except OSError:
        return gone(image)
    store(path, content, image)
    return HttpResponse(content, content_type=content_type)


def gone(image: Image) -> HttpResponse:
    """503, which no cache keeps: where files are stored does not answer, or has lost this one."""
    logger.exception("Picture %s cannot be read", image.name)
    return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})


def store(path: str, content: bytes, image: Image) -> None:
    """Keeps a rendition for the next reader; a full disk must not take it from this one."""
    try:
        put(path, content)
    except OSError:
        logger.exception("Rendition %s was made but cannot be stored", path)
    if Image.objects.filter(pk=image.pk).exclude(withdrawn_at=None).exists():
        renditions.discard(image.name)  # It was withdrawn while we worked.


def withdrawn(image: Image, wanted: Rendition) -> HttpResponse:
    """410 with a placeholder of the same shape: browsers draw it, search engines forget the picture."""
    shape = renditions.size(wanted.crop, min(wanted.width, 640), image.width, image.height)
    content = placeholder(shape, wanted.encoding, _("Picture withdrawn"))
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, status=410, content_type=f"image/{wanted.encoding}", headers=headers)


@lru_cache(maxsize=64)
def placeholder(shape: tuple[int, int], encoding: str, text: str) -> bytes:
    """A quiet grey surface that says why there is no picture."""
    picture = Pillow.new("RGB", shape, (226, 229, 228))
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=max(10, shape[0] // 14))
    draw.text((shape[0] / 2, shape[1] / 2), text, fill=(74, 84, 88), font=font, anchor="mm")
    return renditions.encode(picture, encoding)
