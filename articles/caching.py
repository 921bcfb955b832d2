"""What makes a public page fit for every cache: read only, the same bytes for everybody, checked by its ETag."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Final, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

FOR_ALL: Final = "public, max-age=0, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400"

View: TypeAlias = Callable[..., HttpResponse]


def etag(*parts: object) -> str:
    """A tag that changes when one of the parts does, or the release."""
    said = "\n".join(map(str, [settings.RELEASE, *parts]))
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
        response.headers.setdefault("Cache-Control", FOR_ALL)
        return response

    return answer
