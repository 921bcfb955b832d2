"""Public pages are the same bytes for everybody, so nothing that touches the session runs on them."""

import re
from collections.abc import Awaitable
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import translation
from django.utils.deprecation import MiddlewareMixin

private = re.compile(settings.PRIVATE_PAGES)
MARK = "signed_in"
OPERATORS = frozenset({"/healthz", "/readyz", "/metrics"})


class OnPrivatePages(MiddlewareMixin):
    """Mixed in before a middleware: it runs on private pages and steps aside on public ones."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if private.search(request.path_info):
            return super().__call__(request)
        return self.get_response(request)


class Session(OnPrivatePages, SessionMiddleware):
    """The session, on private pages."""


class NotStored(OnPrivatePages):
    """No cache keeps a private page."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response["Cache-Control"] = "private, no-store"
        return response


class SignedInMark(OnPrivatePages):
    """A cookie that tells scripts on public pages that asking /me is worth it; it says nothing about who."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        signed_in, marked = SESSION_KEY in request.session, MARK in request.COOKIES
        if signed_in and not marked:
            response.set_cookie(
                MARK,
                "1",
                max_age=request.session.get_expiry_age(),
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        elif marked and not signed_in:
            response.delete_cookie(MARK, samesite="Lax")
        return response


class Csrf(OnPrivatePages, CsrfViewMiddleware):
    """Protection of forms, on private pages; public ones answer GET and HEAD only."""

    def process_view(
        self, request: HttpRequest, callback: Any, callback_args: Any, callback_kwargs: Any
    ) -> Any:
        """Refuse a forged request on a private page."""
        if private.search(request.path_info):
            return super().process_view(request, callback, callback_args, callback_kwargs)
        return None


class Authentication(OnPrivatePages, AuthenticationMiddleware):
    """request.user, on private pages."""


class Messages(OnPrivatePages, MessageMiddleware):
    """Messages for the next page, on private pages."""


class Policy(CSPMiddleware):
    """What a page may load, worded once for all pages that ask for nothing else."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        self.plain = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The header; views that ask for another policy say so in attributes of their response."""
        if settings.DEBUG or any(name.startswith("_csp") for name in vars(response)):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.plain)
        return response


class DeskLanguage(MiddlewareMixin):
    """The desk speaks its own language, whichever the paper is in."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase | Awaitable[HttpResponseBase]:
        if not request.path_info.startswith("/admin/"):
            return self.get_response(request)
        with translation.override(settings.DESK_LANGUAGE):
            return self.get_response(request)
