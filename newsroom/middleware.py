"""Public pages are the same bytes for everybody, so nothing that touches the session runs on them."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware

private = re.compile(settings.PRIVATE_PAGES)


class OnPrivatePages:
    """Mixed in before a middleware: it runs on private pages and steps aside on public ones."""

    get_response: Callable[[HttpRequest], HttpResponseBase]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if private.search(request.path_info):
            return super().__call__(request)  # type: ignore[misc, no-any-return]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, callback: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if private.search(request.path_info) and hasattr(super(), "process_view"):
            return super().process_view(request, callback, args, kwargs)  # type: ignore[misc, no-any-return]
        return None


class Session(OnPrivatePages, SessionMiddleware):
    """The session, on private pages."""


class Csrf(OnPrivatePages, CsrfViewMiddleware):
    """Protection of forms, on private pages; public ones answer GET and HEAD only."""


class Authentication(OnPrivatePages, AuthenticationMiddleware):
    """request.user, on private pages."""


class Messages(OnPrivatePages, MessageMiddleware):
    """Messages for the next page, on private pages."""
