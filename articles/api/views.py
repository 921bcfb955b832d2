"""The API's addresses: lists by keyset, one article and its history, an index, the description; errors as RFC 9457."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from articles import reading, withdrawn
from articles.caching import public
from articles.exporters import as_json, as_line
from articles.exports import JSON, line_of, standing
from articles.models.edition import Edition
from articles.paging import BadCursor

from .description import describe
from .resources import NUMBER, RESOURCES, Asked, Resource, Thing, Unknown, whole

PROBLEM: Final = "application/problem+json"
PAGE: Final = 50
"""Things on a page of a list by number; one by time has paging.PAGE."""


class Problem(Exception):
    """What cannot be answered, and why, as the client is told it."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        self.status, self.title, self.detail = status, title, detail
        super().__init__(detail)


def answer(data: Any, status: int = 200, content_type: str = JSON) -> HttpResponse:
    """Data as JSON."""
    return HttpResponse(json.dumps(data, ensure_ascii=False), status=status, content_type=content_type)


def problem(request: HttpRequest, found: Problem) -> HttpResponse:
    """What went wrong, as RFC 9457 has it."""
    told = {
        "type": "about:blank",
        "title": found.title,
        "status": found.status,
        "detail": found.detail,
        "instance": request.path,
    }
    return answer(told, found.status, PROBLEM)


def api(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """The view gives plain data, to be read from anywhere by GET; what goes wrong is told as a problem."""

    @public
    @wraps(view)
    def read(request: HttpRequest, **which: Any) -> HttpResponse:
        try:
            return answer(view(request, **which))
        except Problem as found:
            return problem(request, found)

    @wraps(view)
    def respond(request: HttpRequest, **which: Any) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            response = read(request, **which)
        elif request.method == "OPTIONS":
            response = HttpResponse(status=204)
        else:
            response = problem(request, Problem(405, "Method not allowed", "This can only be read, by GET."))
        if request.method not in ("GET", "HEAD"):
            response["Allow"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "If-None-Match"
        response["Access-Control-Expose-Headers"] = "ETag, Link"
        response["X-Robots-Tag"] = "noindex"
        return response

    return respond


@api
def index(_request: HttpRequest) -> Thing:
    """What there is."""
    lists = {name: whole(reverse("api_list", args=[name])) for name in RESOURCES}
    return {
        "paper": settings.PAPER_NAME,
        "description": whole(reverse("api_description")),
        "ledgerHead": whole(reverse("ledger_head")),
        "lists": lists,
    }


@api
def description(_request: HttpRequest) -> Thing:
    """The API in the words of OpenAPI."""
    return describe()


@api
def a_list(request: HttpRequest, name: str) -> Thing:
    """A page of a list, and the address of the next one."""
    resource = RESOURCES[name]
    asked = asked_of(request, resource)
    try:
        rows, following = page_of(resource, asked, request.GET.get("cursor", ""))
    except Unknown as error:
        raise Problem(400, "Unknown filter", str(error)) from error
    except BadCursor as error:
        raise Problem(400, "Unknown cursor", "Follow the address in “next” as it is.") from error
    more = urlencode({**asked, "cursor": following})
    return {
        "items": list(resource.tell(rows)),
        "next": f"{whole(request.path)}?{more}" if following else None,
    }


def asked_of(request: HttpRequest, resource: Resource) -> Asked:
    """The filters that were asked for; one that nobody knows is a mistake, and silence would hide it."""
    unknown = set(request.GET) - set(resource.filters) - {"cursor"}
    if unknown:
        raise Problem(400, "Unknown parameter", f"This list knows no “{min(unknown)[:80]}”.")
    return {
        name: value for name in resource.filters if (value := request.GET.get(name, "").replace("\0", ""))
    }


def page_of(resource: Resource, asked: Asked, cursor: str) -> tuple[list[Any], str]:
    """Some rows of a list and the cursor of the next page, '' for none; as fast at any depth."""
    rows = resource.rows(asked)
    if not isinstance(rows, QuerySet):
        page = rows.page(cursor)
        return page.rows, page.older
    if cursor and not NUMBER.fullmatch(cursor):
        raise BadCursor(cursor)
    found = list(rows.order_by("pk").filter(pk__gt=int(cursor or 0))[: PAGE + 1])
    return found[:PAGE], str(found[PAGE - 1].pk) if len(found) > PAGE else ""


@api
def article(_request: HttpRequest, number: int) -> Thing:
    """One article as it stands, with its history."""
    return as_json(standing(live(number)))


@api
def history(_request: HttpRequest, number: int) -> Thing:
    """Every edition of an article that was ever live, newest first."""
    edition = live(number)
    address = whole(edition.address.path)
    return {
        "items": [as_line(line_of(each), address) for each in reading.history(edition)],
        "next": None,
    }


def live(number: int) -> Edition:
    """The live edition of an article."""
    found = Edition.objects.live().filter(article=number).select_related("address")
    edition: Edition | None = found.annotate(
        picture_withdrawn=withdrawn.PICTURE_WITHDRAWN, in_body_gone=withdrawn.in_body_withdrawn()
    ).first()
    if not edition:
        raise Problem(404, "Not found", "No article of this number is published.")
    withdrawn.without_withdrawn([edition])
    return edition


@api
def nothing(_request: HttpRequest, path: str) -> Thing:
    """Every other address below the API's."""
    raise Problem(404, "Not found", f"Nothing is at “{path[:80]}”; the index names every list.")
