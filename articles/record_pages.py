"""The record for readers: what editions and the ledger are, the current head, and the heads of earlier days."""

import re
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles import heads, reading
from articles.caching import public
from articles.list_pages import the_day
from articles.models.ledger import LedgerLink
from articles.pages import page

JSON: Final = "application/json"
NUMBER: Final = re.compile(r"[0-9]{1,18}")
SHOWN: Final = timedelta(days=31)


@public
def record(request: HttpRequest) -> HttpResponse:
    """What editions, fingerprints and the ledger are, and how to hold the paper to them, in plain words."""
    told, days = heads.head(most=1), heads.days()
    asked = request.GET.get("line", "")[:20]
    line = LedgerLink.objects.filter(number=int(asked)).first() if NUMBER.fullmatch(asked) else None
    context = {
        "sections": reading.sections(),
        "head": told,
        "asked": asked,
        "line": line,
        "time": datetime.fromisoformat(told["time"]) if told["time"] else None,
        "days": [day for day in days if day > days[0] - SHOWN],
    }
    return page(request, "articles/record.html", context)


def file(text: str) -> HttpResponse:
    """JSON that any page may fetch."""
    response = HttpResponse(text, content_type=JSON)
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
def head(request: HttpRequest) -> HttpResponse:
    """The ledger's current head."""
    return file(heads.text_of(heads.head()))


@public
def days(request: HttpRequest) -> HttpResponse:
    """Every day of which a head is kept, newest first."""
    there = [{"day": day.isoformat(), "address": _at(day.isoformat())} for day in heads.days()]
    return file(heads.text_of({"heads": there}))


def _at(day: str) -> str:
    return f"{settings.SITE_ADDRESS}/record/{day}.json"


@public
def day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The head as it was kept on a day."""
    text = heads.kept(the_day(year, month, day))
    if not text:
        raise Http404(_("No head of the ledger was kept on this day."))
    return file(text)
