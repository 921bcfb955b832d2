"""Appeals at the desk, the oldest first: somebody decides who has not decided before."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.forms.widgets import Long
from authors.models import User
from comments import appealing
from comments.admin.decided import Decided, decisions_on, entry_of, person
from comments.deciding import Refused
from comments.models import Appeal
from comments.statements import Statement


class AnswerForm(forms.Form):
    """What whoever appeals is told."""

    answer = forms.CharField(
        label=_("Answer"),
        max_length=2000,
        widget=Long(4),
        help_text=_("Why the decision stands, or why it was wrong. It goes to whoever appeals."),
    )


@admin.register(Appeal)
class AppealAdmin(Decided):
    """What people say against decisions; another person decides than who decided first."""

    list_display = ("excerpt", "against_word", "decided_first_by", "status", "made_at")
    search_fields = ("text",)
    page_template = "admin/comments/appeal/one.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appeal]:
        """What one may decide about."""
        about = (
            "decision__comment__reader", "decision__comment__thread", "decision__reader", "decision__by",
            "report__comment__reader", "report__comment__thread", "report__decided_by", "report__reader", "decided_by",
        )  # fmt: skip
        return Appeal.objects.visible_to(person(request)).select_related(*about)

    def get_ordering(self, request: HttpRequest) -> Any:
        return ("made_at", "pk")

    @admin.display(description=_("what is said against it"))
    def excerpt(self, appeal: Appeal) -> str:
        return Truncator(appeal.text).chars(120) or "–"

    @admin.display(description=_("against"))
    def against_word(self, appeal: Appeal) -> str:
        if appeal.decision:
            return appeal.decision.get_kind_display()
        return gettext("report dismissed")

    @admin.display(description=_("decided first by"))
    def decided_first_by(self, appeal: Appeal) -> str:
        by = appeal.decision.by if appeal.decision else appeal.report and appeal.report.decided_by
        return str(by or gettext("the rules"))

    def posted(self, request: HttpRequest) -> forms.Form:
        """An answer, whichever way it goes."""
        return AnswerForm(request.POST)

    def decide(self, user: User, row: Appeal, what: str, given: dict[str, str]) -> str:
        """Keep or overturn, as the button says."""
        if what not in ("keep", "overturn"):
            raise Refused(gettext("There is no such step. Nothing was done."))
        appealing.decide(row.pk, user, overturn=what == "overturn", answer=given["answer"])
        if what == "keep":
            return gettext("The decision stands, and whoever appealed is told why.")
        return gettext("Overturned: what was decided is taken back, and whoever appealed is told.")

    def shown(self, row: Appeal, user: User, form: forms.Form | None) -> dict[str, Any]:
        """What was decided first, with its reasons, and whether it is for this person to decide anew."""
        comment = row.against.comment
        same = appealing.same_person(row, user)
        return {
            "comment": comment,
            "entry": entry_of(comment),
            "sentences": Statement.of(row.decision).reasons if row.decision else [],
            "report": row.report,
            "before": decisions_on(comment),
            "same": same,
            "refused": same and not settings.ONE_PERSON_NEWSROOM,
            "form": form or AnswerForm(),
        }
