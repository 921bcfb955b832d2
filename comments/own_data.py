"""Private pages about one's data: a copy of all of it to read and to take along, and having it erased."""

import json
from itertools import islice
from typing import Any, Final, cast

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from authors.models import User
from comments import exporting, leaving
from comments.models import Export, Reader
from comments.words_of_data import LABELS, TITLES

READ: Final = 100
"""Items of a section on one page."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """What became of the copy that one has asked for, and asking for one."""
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="comments")
        exporting.ask(cast(User, request.user))
        return redirect("profile_data")
    copy = Export.objects.filter(user=cast(User, request.user)).defer("packed").first()
    return render(request, "comments/profile_data.html", {"copy": copy})


def own_copy(user: User) -> Export:
    """The copy that was made for this person; 404 if there is none, or its time is over."""
    copy = Export.objects.filter(user=user, made_at__isnull=False).first()
    if copy is None or copy.is_over:
        raise Http404(_("There is no copy of your data now. You can ask for a new one."))
    return copy


@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The copy as JSON."""
    copy = own_copy(cast(User, request.user))
    name = f"my-data-{copy.asked_at:%Y-%m-%d}.json"
    return HttpResponse(
        exporting.unpacked(copy),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """The copy as a page: every section from its beginning, or one of them from a place."""
    known = json.loads(exporting.unpacked(own_copy(cast(User, request.user))))
    wanted, begin = request.GET.get("of", ""), request.GET.get("from", "0")
    if (wanted and wanted not in known) or not (begin.isdecimal() and len(begin) < 9):
        raise Http404(_("There is no such part."))
    parts = [
        section(name, known[name], int(begin)) for name in TITLES if name in known and wanted in ("", name)
    ]
    return render(request, "comments/profile_read.html", {"parts": parts, "wanted": wanted})


def section(name: str, items: Any, begin: int) -> dict[str, Any]:
    """A part of the copy as the page shows it."""
    rows = items if isinstance(items, list) else [items]
    end = begin + READ
    return {
        "name": name,
        "title": TITLES[name],
        "items": [labelled(item) for item in islice(rows, begin, end)],
        "more": end if end < len(rows) else None,
    }


def labelled(item: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is known about one thing, each fact with its name; what is not known is left out."""
    return [
        (str(LABELS.get(name, name)), value) for name, value in item.items() if value not in (None, "", [])
    ]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Have one's account erased tomorrow; who works here is told whom to ask."""
    reader = Reader.objects.of(cast(User, request.user))
    if request.user.is_staff:
        context = {
            "reader": reader,
            "whom": User.objects.who_may("authors.change_user").exclude(pk=request.user.pk),
        }
        return render(
            request, "comments/profile_erase.html", context, status=200 if request.method != "POST" else 403
        )
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="comments")
        leaving.ask(reader)
        return redirect("erase")
    return render(request, "comments/profile_erase.html", {"reader": reader})


@login_required
@require_http_methods(["POST"])
def stay(request: HttpRequest) -> HttpResponse:
    """Keep the account after all."""
    if leaving.stay(Reader.objects.of(cast(User, request.user))):
        messages.success(request, _("Your account is kept."))
    return redirect("profile")
