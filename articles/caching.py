"""What makes a public page fit for every cache: read only, the same bytes for everybody, checked by its ETag.

What took long to make is kept for as long as what it is made of stays the same. So nothing goes stale: whoever asks
names the state that is there now, and gets what was made of that one, or has it made.
"""

import json
import logging
import time
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from pathlib import Path
from random import choice
from tempfile import NamedTemporaryFile
from typing import Any, Final, NamedTuple, TypeAlias
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

FOR_ALL: Final = "public, max-age=0, s-maxage=%d, stale-while-revalidate=30, stale-if-error=86400"
MOMENT: Final = (3, 4)
"""Seconds that a shared cache may keep a page, the one or the other."""

View: TypeAlias = Callable[..., HttpResponse]
SLOTS: Final = 2**14
"""Of some 50 kB each."""

logger = logging.getLogger(__name__)


class Made(NamedTuple):
    """HTML, and what else has to be known of it."""

    html: bytes
    told: dict[str, Any] = {}


def maker() -> str:
    """What makes the pages: another release, or other settings, makes others of the same texts."""
    told = (
        time.time() if settings.DEBUG else settings.RELEASE,  # whoever works at a template sees what it does
        settings.PAPER_NAME, settings.PAPER_MOTTO, settings.LANGUAGE_CODE, settings.TIME_ZONE,
        settings.SITE_ADDRESS, settings.PLAYERS, settings.COMMENTS_CLOSE_AFTER_DAYS,
    )  # fmt: skip
    return repr(told)


def kept(name: str, state: object, make: Callable[[], Made]) -> Made:
    """What was made under this name of exactly this state; else it is made now, and kept in place of that.

    States are told apart by how they are written. Each machine keeps its own, at most one thing in each of its SLOTS.
    """
    slot = settings.KEPT_DIR / f"{crc32(name.encode()) % SLOTS:04x}"
    asked = sha256(f"{name} {maker()} {state!r}".encode()).digest()
    try:
        with slot.open("rb") as file:
            if file.read(len(asked)) == asked:
                told, _line, html = file.read().partition(b"\n")
                return Made(html, json.loads(told))
    except (FileNotFoundError, NotADirectoryError):
        pass  # nobody has asked for it here
    made = make()
    try:
        _put(slot, asked + json.dumps(made.told).encode() + b"\n" + made.html)
    except OSError:
        logger.exception("Nothing can be kept in KEPT_DIR, so pages are made anew for every reader")
    return made


def _put(slot: Path, content: bytes) -> None:
    """Fill a slot at once, so that nobody finds half of it."""
    slot.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=slot.parent, prefix="new-", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            Path(file.name).replace(slot)
        except OSError:
            Path(file.name).unlink()
            raise


def etag(*parts: object) -> str:
    """A tag that changes when one of the parts does, or the release, or what the paper is called."""
    said = "\n".join(map(str, [maker(), *parts]))
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'


def unchanged(request: HttpRequest, tag: str) -> HttpResponse | None:
    """The answer to somebody who has the page of this tag already; None if it has to be made."""
    answer = get_conditional_response(request, etag=tag)
    if not isinstance(answer, HttpResponse):
        return None
    answer["ETag"] = tag
    return answer


def public(view: View) -> View:
    """The view answers GET and HEAD only, and shared caches may keep what it says for a moment."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            said = _("This page can be read, but nothing can be sent to it.")
            return HttpResponseNotAllowed(["GET", "HEAD"], said, content_type="text/plain; charset=utf-8")
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and "ETag" not in response:
            response["ETag"] = etag(response.content)
            response = unchanged(request, response["ETag"]) or response
        response.headers.setdefault("Cache-Control", for_all())
        return response

    return answer


def for_all() -> str:
    """A moment for shared caches: three seconds or four, lest pages kept at once come due at once ever after."""
    return FOR_ALL % choice(MOMENT)  # noqa: S311 (a spread, not a secret)
