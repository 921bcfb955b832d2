"""Pages of the desk about mail: what one is told, and the folder where mails land while there is no server."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Final, cast

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from authors.forms import MailForm
from authors.models import MailKind, User
from comments.models import Reader

FOLDER: Final = "django.core.mail.backends.filebased.EmailBackend"
NAME: Final = re.compile(r"\d{8}-\d{6}-\d+\.log", re.ASCII)
BETWEEN: Final = b"\n" + b"-" * 79 + b"\n"
"""What stands between two mails of one file."""
NEWEST: Final = 100
AT_MOST: Final = 256 * 2**10
"""Bytes read of one file."""


def preferences(request: HttpRequest) -> HttpResponse:
    """What one is told about by mail, and how often."""
    user = cast(User, request.user)
    reads = Reader.objects.filter(user=user).exists()
    kinds = [*MailKind.at_desk(user), *(MailKind.to_readers() if reads else ())]
    form = MailForm(user, kinds, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds from now on."))
        return HttpResponseRedirect(reverse("admin:mail"))
    context = {
        **admin.site.each_context(request),
        "title": _("Mail to me"),
        "form": form,
        "address": user.email,
        "folder": may_see_folder(user),
    }
    return TemplateResponse(request, "admin/mail.html", context)


def may_see_folder(user: User) -> bool:
    """Whether mails land in a folder, and this person may look into it; they hold codes for signing in."""
    return settings.EMAIL_BACKEND == FOLDER and user.has_perm("articles.view_mail")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it landed: its head, its text, and the file that holds it."""

    file: str
    head: dict[str, str]
    text: str
    at: datetime | None

    @classmethod
    def read(cls, file: str, source: bytes) -> "Letter":
        """From the bytes that would have gone out."""
        mail = message_from_bytes(source.lstrip(), policy=policy.default)
        body = mail.get_body(("plain", "html"))
        try:
            at = parsedate_to_datetime(str(mail["date"])).replace(tzinfo=UTC)  # Django writes them so
        except (TypeError, ValueError):
            at = None
        return cls(
            file, {name: str(value) for name, value in mail.items()}, body.get_content() if body else "", at
        )


def letters(path: Path) -> list[Letter]:
    """The mails of one file, mostly one, as far as a page shows them."""
    with path.open("rb") as file:
        parts = file.read(AT_MOST).split(BETWEEN)
    return [Letter.read(path.name, part) for part in parts if part.strip()]


def folder(request: HttpRequest, name: str = "") -> HttpResponse:
    """The newest mails of the folder, or one of its files."""
    if not request.user.has_perm("articles.view_mail"):
        raise PermissionDenied
    if settings.EMAIL_BACKEND != FOLDER:
        raise Http404
    here = Path(settings.EMAIL_FILE_PATH)
    found = [path for path in here.glob("*.log") if NAME.fullmatch(path.name)] if here.is_dir() else []
    if name:
        found = [path for path in found if path.name == name]
        if not found:
            raise Http404
    newest = sorted(found, key=lambda path: path.name, reverse=True)[:NEWEST]
    context = {
        **admin.site.each_context(request),
        "title": _("Mails in the folder"),
        "letters": [letter for path in newest for letter in letters(path)],
        "one": bool(name),
        "more": len(found) > NEWEST,
    }
    return TemplateResponse(request, "admin/mail_folder.html", context)
