"""What each request leaves for whoever looks after the site: an id, a line in the log, and its figures.

No line holds a query or a cookie, nor a path that lets somebody in.
"""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.common import CommonMiddleware

from newsroom import metrics
from newsroom.journal import belonging_to
from newsroom.middleware import OPERATORS

HEADER: Final = "X-Request-ID"
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
SECRET: Final = ("token", "key")
"""Parts of an address that open something for whoever knows them."""
STATIC: Final = "static"

lines = logging.getLogger("newsroom.requests")


class Journal:
    """Gives each request an id, and writes a line and its figures when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the id in its header."""
        began = perf_counter()
        request_id = id_of(request)
        with belonging_to(request_id=request_id):
            response = self.get_response(request)
            seconds = perf_counter() - began
            view = view_of(request)
            metrics.count(view, request.method or "", response.status_code, seconds)
            if lines.isEnabledFor(logging.INFO):
                lines.info("request", extra={"told": line(request, response, view, seconds)})
        response.headers[HEADER] = request_id
        return response


def id_of(request: HttpRequest) -> str:
    """The id that our proxy gave, if it is one; a new one otherwise."""
    given = str(request.META.get("HTTP_X_REQUEST_ID", "")) if settings.SECURE_PROXY_SSL_HEADER else ""
    return given if WELL_FORMED.fullmatch(given) else uuid4().hex


def view_of(request: HttpRequest) -> str:
    """What answered: the name of an address, of which there are some hundred."""
    match = request.resolver_match
    if match:
        return match.view_name or match._func_path
    return STATIC if request.path_info.startswith(settings.STATIC_URL) else ""


def line(request: HttpRequest, response: HttpResponseBase, view: str, seconds: float) -> dict[str, Any]:
    """The line of an answered request."""
    size = response.headers.get("Content-Length")
    return {
        "method": request.method,
        "path": path_of(request),
        "status": response.status_code,
        "ms": round(1000 * seconds, 1),
        "bytes": int(size) if size else len(getattr(response, "content", b"")),
        "view": view,
    }


def path_of(request: HttpRequest) -> str:
    """The path without its query, and without what lets somebody in."""
    path = request.path_info
    for name in SECRET:
        if value := request.resolver_match and request.resolver_match.kwargs.get(name):
            path = path.replace(str(value), "…")
    return path


class Common(CommonMiddleware):
    """Django's own, save for operators: they ask a server by its number, which is no name of the site's."""

    def process_request(self, request: HttpRequest) -> Any:
        """Refuse hosts that are not ours."""
        return None if request.path_info in OPERATORS else super().process_request(request)
