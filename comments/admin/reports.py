"""Reports at the desk: what is illegal before all, then the oldest; with the comment go all reports of it."""

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.forms.widgets import Long
from authors.models import User
from comments import reporting
from comments.admin.decided import Decided, decisions_on, entry_of, person
from comments.deciding import Refused
from comments.models import Ground, Report

BESIDE: Final = 20
"""Other reports of the same comment that are shown."""


class UpholdForm(forms.Form):
    """What is taken away, on which ground, and what its writer and the reporters are told."""

    ground = forms.ChoiceField(label=_("Because it"), choices=Ground)
    reason = forms.CharField(
        label=_("In your own words, for its writer"),
        required=False,
        max_length=300,
        widget=Long(2),
        help_text=_("It stands in the statement of reasons. Name nobody who has reported it."),
    )
    answer = forms.CharField(
        label=_("Answer to whoever has reported it"), required=False, max_length=2000, widget=Long(2)
    )


class DismissForm(forms.Form):
    """Why it stays."""

    answer = forms.CharField(
        label=_("Answer to whoever has reported it"),
        required=False,
        max_length=2000,
        widget=Long(3),
        help_text=_("Why it stays. Whoever can be reached is told, and can appeal."),
    )


@admin.register(Report)
class ReportAdmin(Decided):
    """What people find wrong with comments, and what they hold to be illegal anywhere."""

    list_display = ("excerpt", "ground_word", "sort", "of", "status", "made_at")
    search_fields = ("text", "address")
    page_template = "admin/comments/report/one.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Report]:
        """What one may decide about: of comments, of the paper's own pages, or both."""
        rows = Report.objects.decidable_by(person(request))
        return rows.select_related("comment__reader", "reader", "decided_by")

    def get_ordering(self, request: HttpRequest) -> Any:
        return ("-illegal", "made_at", "pk")

    @admin.display(description=_("what is reported"))
    def excerpt(self, report: Report) -> str:
        return Truncator(report.comment.text if report.comment else report.address).chars(120) or "–"

    @admin.display(description=_("what is wrong"), ordering="ground")
    def ground_word(self, report: Report) -> str:
        return report.get_ground_display()

    @admin.display(description=_("kind"))
    def sort(self, report: Report) -> str:
        return gettext("illegal content") if report.illegal else gettext("report")

    @admin.display(description=_("comment by"))
    def of(self, report: Report) -> str:
        return str(report.comment.reader) if report.comment else "–"

    def posted(self, request: HttpRequest) -> forms.Form:
        """Upholding asks for more than dismissing."""
        return (UpholdForm if request.POST.get("do") == "uphold" else DismissForm)(request.POST)

    def decide(self, user: User, row: Report, what: str, given: dict[str, str]) -> str:
        """Uphold or dismiss, as the button says."""
        if what not in ("uphold", "dismiss"):
            raise Refused(gettext("There is no such step. Nothing was done."))
        reporting.decide(row.pk, user, uphold=what == "uphold", **given)
        if what == "dismiss":
            return gettext("Dismissed. Whoever can be reached is told.")
        return gettext("Upheld. Whoever can be reached is told, and so is the writer.")

    def shown(self, row: Report, user: User, form: forms.Form | None) -> dict[str, Any]:
        """The comment with its place, the other reports of it, what was decided before, and who reports."""
        comment = row.comment
        others = (
            Report.objects.filter(comment=comment).exclude(pk=row.pk) if comment else Report.objects.none()
        )
        return {
            "comment": comment,
            "entry": entry_of(comment),
            "others": others.select_related("reader").order_by("status", "made_at")[:BESIDE],
            "before": decisions_on(comment),
            "past": past_of(row),
            "own": bool(comment and comment.reader.user_id == user.pk),
            "uphold": form if isinstance(form, UpholdForm) else UpholdForm(initial={"ground": row.ground}),
            "dismiss": form if isinstance(form, DismissForm) else DismissForm(auto_id="dismiss_%s"),
        }


def past_of(report: Report) -> dict[str, int]:
    """How the reporter's other reports of the last months ended."""
    own = (
        Report.objects.filter(reader=report.reader)
        if report.reader_id
        else Report.objects.filter(sender=report.sender)
    )
    if not report.reader_id and not report.sender:
        return {}
    return reporting.ended(own.exclude(pk=report.pk))
