"""The record of who did what to what: written by every page of the desk, searched and taken out as CSV."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, cast
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Section
from articles.paging import BadCursor, Place
from articles.workflow import MOVES, WORDS, State
from authors.models import AuditEntry, User
from comments.moderation import STEPS

PAGE: Final = 50
LOOKED_AT: Final = 20_000
"""Lines that a search for words reads for one page; the link to older ones goes on from there."""
EXPORTED: Final = 100_000
"""Lines in one file."""
AT_A_TIME: Final = 1_000
RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula."""

KINDS: Final[dict[str, Promise | str]] = {
    "add": gettext_lazy("Added"),
    "change": gettext_lazy("Changed"),
    "delete": gettext_lazy("Deleted"),
    "import": gettext_lazy("Imported"),
    "merge": gettext_lazy("Merged two into one"),
    "commission": gettext_lazy("Commissioned"),
    "assign": gettext_lazy("Assigned"),
    "take": gettext_lazy("Took on"),
    "export": gettext_lazy("Took out this record"),
    "note": gettext_lazy("Wrote a note"),
    "note_answer": gettext_lazy("Answered a note"),
    "note_resolve": gettext_lazy("Resolved a note"),
    "note_reopen": gettext_lazy("Opened a note again"),
    "notice_accept": gettext_lazy("Accepted what a reader suggests"),
    "notice_decline": gettext_lazy("Declined what a reader suggests"),
    "notice_take_back": gettext_lazy("Took back an acceptance of what a reader suggests"),
    "question_no_answer": gettext_lazy("Said that a question needs no answer"),
    "share_preview": gettext_lazy("Gave a link to a preview"),
    "revoke_preview": gettext_lazy("Revoked a link to a preview"),
    "translate": gettext_lazy("Linked or unlinked a translation"),
    "forget_factor": gettext_lazy("Took away a second factor"),
    "arrange_front": gettext_lazy("Arranged the front page"),
    "report_uphold": gettext_lazy("Upheld a report"),
    "report_dismiss": gettext_lazy("Dismissed a report"),
    "appeal_keep": gettext_lazy("Kept a decision that was appealed against"),
    "appeal_overturn": gettext_lazy("Overturned a decision that was appealed against"),
    **{name: move.label for name, move in MOVES.items()},
    **{
        f"comment_{name}": format_lazy("{} ({})", step.label, gettext_lazy("comment"))
        for name, step in STEPS.items()
    },
    "comment_undo": gettext_lazy("Took a decision back (comment)"),
    "comment_pick": gettext_lazy("Picked (comment)"),
    "comment_unpick": gettext_lazy("Picked no more (comment)"),
    "reader_warn": gettext_lazy("Warned (reader)"),
    "reader_suspend": gettext_lazy("Suspended (reader)"),
    "reader_ban": gettext_lazy("Banned (reader)"),
    "reader_lift": gettext_lazy("Lifted a sanction (reader)"),
    "reader_hold_always": gettext_lazy("Has each comment wait (reader)"),
    "reader_hold_no_more": gettext_lazy("Lets comments through again (reader)"),
    "reader_note": gettext_lazy("Wrote a note (reader)"),
}


# Writing


class Audited(admin.ModelAdmin[Any]):
    """What a page of the desk tells Django's log, it writes into the record too."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Somebody made something."""
        _record(request, "add", obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Somebody changed something; a save that changes nothing is no change."""
        if message:
            _record(request, "change", obj, changes=message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Somebody deleted something."""
        for obj in queryset:
            _record(request, "delete", obj)
        return super().log_deletions(request, queryset)


def audited(admin_class: type[admin.ModelAdmin[Any]]) -> type[admin.ModelAdmin[Any]]:
    """The same pages, which write what they do into the record."""
    return type(admin_class.__name__, (Audited, admin_class), {"__module__": admin_class.__module__})


def _record(request: HttpRequest, kind: str, obj: Model, **detail: object) -> None:
    match obj:
        case Article():
            detail["version"] = obj.version
        case User():
            detail["roles"] = [group.name for group in obj.groups.order_by("name")]
            detail["works_here"], detail["may_sign_in"] = obj.is_staff, obj.is_active
        case Section():
            detail["only_here"] = [str(person) for person in obj.only_here.order_by("name", "pk")]
    AuditEntry.objects.record(cast(User, request.user), kind, obj, name=_name(obj), **detail)


def _name(obj: Model) -> str:
    """Its name; of readers and what they wrote only the number, for they may ask to be forgotten."""
    is_reader = isinstance(obj, User) and not obj.is_staff
    if is_reader or obj._meta.app_label == "comments":
        return f"{obj._meta.verbose_name} {obj.pk}"
    return str(obj)


# Reading


class Day(forms.DateField):
    """A day on which somebody may have done something; none at the edge of the calendar."""

    def __init__(self, **kwargs: Any) -> None:
        near = [MinValueValidator(date(1970, 1, 2)), MaxValueValidator(date(2999, 12, 31))]
        super().__init__(
            required=False, validators=near, widget=forms.DateInput(attrs={"type": "date"}), **kwargs
        )


class SearchForm(forms.Form):
    """What to look for; everything may stay empty."""

    who = forms.CharField(label=gettext_lazy("Who"), required=False, max_length=100)
    about = forms.CharField(label=gettext_lazy("To what"), required=False, max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *KINDS.items()],
    )
    since = Day(label=gettext_lazy("From"))
    until = Day(label=gettext_lazy("To"))
    of = forms.RegexField(r"^[a-z_]+\.[a-z_]+:\w{1,40}$", required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Search:
    """A search of the record: what an index answers, and words in names, which are looked for line by line."""

    rows: QuerySet[AuditEntry]
    words: str = ""

    @classmethod
    def of(cls, asked: dict[str, Any]) -> "Search":
        """What the form asks for."""
        rows = AuditEntry.objects.all()
        if who := asked.get("who", "").strip():
            named = User.objects.filter(Q(name__icontains=who) | Q(email__icontains=who))
            rows = rows.filter(who__in=list(named.values_list("pk", flat=True)[:100]))
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked.get("of"):
            rows = rows.about(*asked["of"].split(":", 1))
        if since := asked.get("since"):
            rows = rows.filter(at__gte=_midnight(since))
        if until := asked.get("until"):
            rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
        return cls(rows, asked.get("about", "").strip())

    def page(self, before: Place | None, size: int) -> tuple[list[AuditEntry], Place | None]:
        """At most so many lines older than a place, newest first, and the place from which to go on."""
        rows = self.rows
        if before:
            same_moment = Q(at=before.at, pk__lt=before.number)
            rows = rows.filter(Q(at__lt=before.at) | same_moment, at__lte=before.at)
        end = None
        if self.words:
            if last_read := rows.values_list("at", "pk")[LOOKED_AT - 1 : LOOKED_AT].first():
                end = Place(*last_read)
                rows = rows.filter(Q(at__gt=end.at) | Q(at=end.at, pk__gte=end.number), at__gte=end.at)
            rows = rows.filter(name__icontains=self.words)
        found = list(rows.select_related("who")[: size + 1])
        if len(found) > size:
            last = found[size - 1]
            return found[:size], Place(last.at, last.pk)
        return found, end

    def all(self) -> Iterator[AuditEntry]:
        """Every line, a thousand at a time, up to the most that one file holds."""
        left, place = EXPORTED, None
        while left:
            rows, place = self.page(place, min(AT_A_TIME, left))
            yield from rows
            left -= len(rows)
            if not place:
                return


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the record as people read it."""

    entry: AuditEntry

    @property
    def what(self) -> str:
        """What was done."""
        return str(KINDS.get(self.entry.kind, self.entry.kind))

    @property
    def sort(self) -> str:
        """What kind of thing it was done to."""
        try:
            return str(apps.get_model(self.entry.model)._meta.verbose_name) if self.entry.model else ""
        except LookupError:
            return self.entry.model

    @property
    def address(self) -> str:
        """The thing's page at the desk; '' if it has none."""
        name = f"admin:{self.entry.model.replace('.', '_')}_change"
        try:
            return reverse(name, args=[self.entry.object_pk]) if self.entry.kind != "delete" else ""
        except NoReverseMatch:
            return ""

    @property
    def key(self) -> str:
        """What finds all lines about the same thing."""
        return f"{self.entry.model}:{self.entry.object_pk}" if self.entry.model else ""

    @property
    def detail(self) -> str:
        """What else is known, in words."""
        known = self.entry.detail
        parts = []
        states = (known.get("before"), known.get("after"))
        if states[0] != states[1] and State.RELEASED not in states:  # the clock says what that means
            parts.append(" → ".join(str(WORDS[state]) for state in states))
        if changes := known.get("changes"):
            message = changes if isinstance(changes, str) else json.dumps(changes)
            parts.append(LogEntry(change_message=message).get_change_message())
        if version := known.get("version"):
            parts.append(_("version %(number)s") % {"number": version})
        if "roles" in known:
            parts.append(_("roles: %(roles)s") % {"roles": ", ".join(known["roles"]) or _("none")})
        if former := known.get("former"):
            parts.append(_("until now: %(name)s") % {"name": former})
        if writer := known.get("writer"):
            parts.append(_("writer: %(name)s") % {"name": writer})
        if known.get("may_sign_in") is False:
            parts.append(_("may not sign in"))
        parts += [known[name] for name in ("note", "text") if known.get(name)]
        return " · ".join(parts)


def page(request: HttpRequest) -> HttpResponse:
    """The record, newest first, as far as it is asked for."""
    form = _asked(request)
    before, place = request.GET.get("before", ""), None
    if before:
        try:
            place = Place.parse(before)
        except BadCursor:
            form.add_error(None, _("The address of this page was not whole; here are the newest lines."))
    rows, older = Search.of(form.cleaned_data).page(place, PAGE)
    same = {name: value for name, value in request.GET.items() if value and name != "before"}
    context = {
        **admin.site.each_context(request),
        "title": _("Record"),
        "form": form,
        "lines": [Line(row) for row in rows],
        "older": "?" + urlencode({**same, "before": older.text}) if older else "",
        "deeper": bool(older and len(rows) < PAGE),
        "export": reverse("admin:audit_csv") + ("?" + urlencode(same) if same else ""),
        "asked": bool(same),
        "newest": "?" + urlencode(same) if place else "",
    }
    return TemplateResponse(request, "admin/audit.html", context)


def export(request: HttpRequest) -> StreamingHttpResponse:
    """The lines that are asked for as a file, which itself leaves a line."""
    form = _asked(request)
    search = Search.of(form.cleaned_data)
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    AuditEntry.objects.record(cast(User, request.user), "export", name=urlencode(asked), asked=asked)
    name = f"record-{timezone.localtime():%Y-%m-%d-%H%M}.csv"
    return StreamingHttpResponse(
        _csv(search.all()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _asked(request: HttpRequest) -> SearchForm:
    if not request.user.has_perm("authors.view_auditentry"):
        raise PermissionDenied
    form = SearchForm(request.GET, label_suffix="")
    form.is_valid()
    return form


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv(entries: Iterable[AuditEntry]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow(["when", "who", "address", "what", "kind", "number", "name", "detail"])
    for entry in entries:
        line = Line(entry)
        who = (str(entry.who), entry.who.email) if entry.who else ("", "")
        cells = [entry.at.isoformat(), *who, line.what, line.sort, entry.object_pk, entry.name, line.detail]
        yield writer.writerow([plain(cell) for cell in cells])


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(RISKY) else cell
