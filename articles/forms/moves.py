"""What a move asks for before it is made."""

from datetime import datetime, timedelta
from functools import partial
from operator import getitem
from typing import Any, Final

from django import forms
from django.conf import settings
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.article import CHANGE
from articles.forms.planning import Time
from articles.forms.widgets import Long
from articles.models import Article, ChangeKind, Decision
from articles.publishing import FIXABLE, Asked
from articles.reporting import Report
from articles.workflow import MOVES, Needs

PUBLISH_NOW: Final = "publish_now"

NOTES: Final[dict[str, Promise | str]] = {
    "send_back": gettext_lazy("Note to the writer"),
    "approve_in_emergency": gettext_lazy("Why it cannot wait for a second pair of eyes"),
    PUBLISH_NOW: gettext_lazy("Why it cannot wait for a second pair of eyes"),
    "review": gettext_lazy("What you found"),
    "fix_live": gettext_lazy("Public note"),
    "retract": gettext_lazy("What readers are told"),
    "redact": gettext_lazy("Legal reason"),
    "spike": gettext_lazy("Why it will not run"),
    "unspike": gettext_lazy("Why it comes back"),
}

ABOUT: Final[dict[str, Promise | str]] = {
    "send_back": gettext_lazy("The text becomes a draft again, and its writer reads your note."),
    "approve_in_emergency": gettext_lazy("It stays on the desk until a colleague has reviewed it."),
    PUBLISH_NOW: gettext_lazy("Makes every move to publication that you may make, each of them logged."),
    "review": gettext_lazy(
        "You have read what was approved past four eyes, and it may stand. If it may not, correct or retract it."
    ),
    "publish": gettext_lazy("The approved text is frozen as an edition and is public at once."),
    "schedule": gettext_lazy("The text is frozen now, as it was approved, and is public from then on."),
    "reschedule": gettext_lazy("The frozen text stays as it is; only its moment changes."),
    "discard": gettext_lazy(
        "The live text becomes the working copy again. What you discard is kept as a version."
    ),
    "report": gettext_lazy(
        "What just happened, below the live text and public at once; the text itself stays as it is."
    ),
    "fix_live": gettext_lazy(
        "For a small mistake in the live text. The change is published at once and merged into the working copy."
    ),
    "retract": gettext_lazy(
        "A notice takes the article's place at its address. The earlier text stays in the history, marked."
    ),
    "redact": gettext_lazy(
        "For a legal order only: the text of an edition is taken away for good, its fingerprint stays."
    ),
    "spike": gettext_lazy("It leaves the desk and can be brought back."),
}

CONFIRMED: Final = ("discard",)
"""Moves that ask nothing but are not made by one press."""


class AskForm(forms.Form):
    """The questions of one move; those it does not need are left out."""

    note = forms.CharField(widget=Long(3), max_length=2000)
    at = Time(label=gettext_lazy("Goes live at"))
    edition = forms.TypedChoiceField(label=gettext_lazy("Edition"), coerce=int)
    begun_from = forms.IntegerField(required=False, widget=forms.HiddenInput)
    report = forms.CharField(
        label=gettext_lazy("What just happened"), max_length=4000, widget=Long(4, count="words")
    )
    headline = forms.CharField(label=gettext_lazy("Headline"), max_length=300, widget=Long(1))
    summary = forms.CharField(label=gettext_lazy("Summary"), max_length=2000, widget=Long(3))
    body = forms.CharField(label=gettext_lazy("Body"), widget=Long(16))
    change_kind = forms.ChoiceField(label=gettext_lazy("Kind of change"), choices=ChangeKind.choices)
    change_note = forms.CharField(
        label=gettext_lazy("Public note"),
        required=False,
        widget=Long(2),
        max_length=1000,
        help_text=gettext_lazy("What readers are told about this change. A minor change needs none."),
    )
    was_wrong = forms.CharField(
        label=gettext_lazy("What was wrong"), required=False, widget=Long(2), max_length=1000,
        help_text=gettext_lazy("For a correction."),
    )  # fmt: skip
    is_right = forms.CharField(
        label=gettext_lazy("What is right"), required=False, widget=Long(2), max_length=1000,
        help_text=gettext_lazy("For a correction."),
    )  # fmt: skip

    use_required_attribute = False  # it may stand, closed, inside the article's form

    def __init__(
        self, name: str, article: Article, data: Any = None, *, further: bool = False, emergency: bool = False
    ) -> None:
        """`further`: it would not be the first edition; `emergency`: the way leads past four eyes."""
        super().__init__(data, prefix=f"ask-{name}")
        self.name, self.article = name, article
        self.label = str(MOVES[name].label) if name in MOVES else _("Publish now")
        self.about = ABOUT.get(name, "")
        needs = MOVES[name].needs if name in MOVES else ()
        wanted: set[str] = set()
        if Needs.NOTE in needs or (name == PUBLISH_NOW and emergency):
            wanted.add("note")
        if Needs.REMARK in needs:
            wanted.add("note")
            self.fields["note"].required = False
        if Needs.TIME in needs:
            wanted.add("at")
        if Needs.EDITION in needs:
            wanted.add("edition")
        if Needs.REPORT in needs:
            wanted.add("report")
        if Needs.TEXT in needs:
            wanted |= {"begun_from", *FIXABLE, *CHANGE}
        if name == PUBLISH_NOW and further:
            wanted |= set(CHANGE)
        for field in set(self.fields) - wanted:
            del self.fields[field]
        self._fill()

    def _fill(self) -> None:
        """Labels, choices and what stands in the fields at first."""
        if "note" in self.fields:
            self.fields["note"].label = str(NOTES[self.name])
        if "at" in self.fields:
            now = timezone.localtime()
            meant = [at for at in (self.article.planned_for, self.article.embargo) if at and at > now]
            next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
            self.initial["at"] = max(meant, default=next_hour)
            self.fields["at"].help_text = _(
                "In the paper's time zone, %(zone)s; there it is %(now)s now."
            ) % {
                "zone": settings.TIME_ZONE,
                "now": now.strftime("%H:%M"),
            }
        if "edition" in self.fields:
            editions = self._with_redactions_asked_for()
            self.fields["edition"].choices = [  # type: ignore[attr-defined]
                (number, _("Edition %(number)s") % {"number": number}) for number, _name, _note in editions
            ]
            self.fields["edition"].help_text = " ".join(
                _("%(name)s has asked for edition %(number)s: “%(reason)s”")
                % {"name": name, "number": number, "reason": note}
                for number, name, note in editions
                if note
            )
            self.initial["edition"] = next((number for number, _name, note in editions if note), None)
        if "body" in self.fields:
            # Asked only where the page shows it, not for the button that leads there.
            live = SimpleLazyObject(self._live)
            self.initial.update({name: partial(getitem, live, name) for name in ("begun_from", *FIXABLE)})
            self.initial["change_kind"] = ChangeKind.MINOR
        elif "change_kind" in self.fields:
            self.initial.update({name: getattr(self.article, name) for name in CHANGE})

    def _with_redactions_asked_for(self) -> list[tuple[int, str, str]]:
        """The numbers of the editions that have their text, with who wants it taken away and why, if anybody does."""
        asked = Decision.objects.filter(move="redact", edition=OuterRef("pk")).order_by("pk")
        name = Coalesce(NullIf("user__name", Value("")), "user__email", output_field=CharField())
        editions = self.article.editions.once_live().filter(redacted_at=None).order_by("-number")
        first = editions.annotate(
            asked_by=Subquery(asked.annotate(by=name).values("by")[:1]),
            reason=Subquery(asked.values("note")[:1]),
        )
        return list(first.values_list("number", "asked_by", "reason"))

    def clean(self) -> dict[str, Any]:
        """Says beside the field what the gate would refuse for what was typed."""
        data = super().clean() or {}
        at, kind = data.get("at"), data.get("change_kind")
        if at and at <= timezone.now():
            self.add_error("at", _("That time has passed. Choose one ahead, or publish now."))
        if kind and kind != ChangeKind.MINOR and not data["change_note"]:
            self.add_error(
                "change_note",
                _("Readers are told what this edition changes: the public note is missing."),
            )
        if kind == ChangeKind.CORRECTION:
            for name in ("was_wrong", "is_right"):
                if not data[name]:
                    self.add_error(name, _("A correction says what was wrong and what is right."))
        return data

    def _live(self) -> Any:
        """The text that stands at the article's address, and the number of its edition."""
        empty: dict[str, Any] = dict.fromkeys(FIXABLE, "")
        live = self.article.editions.live().only("number", "payload").first()
        return {**live.payload, "begun_from": live.number} if live else {**empty, "begun_from": None}

    @property
    def has_questions(self) -> bool:
        """Whether the move is asked about before it is made."""
        return bool(self.fields) or self.name in CONFIRMED

    @property
    def has_page(self) -> bool:
        """Whether its questions are too many for a dialog."""
        return bool({"body", "report"} & set(self.fields))

    def asked(self) -> Asked:
        """The answers, as the gate takes them."""
        data = self.cleaned_data
        if "body" in self.fields:
            return Asked(
                note=data["change_note"],
                edition=data["begun_from"],
                text={name: data[name].replace("\r\n", "\n") for name in FIXABLE},
                kind=data["change_kind"],
                was_wrong=data["was_wrong"],
                is_right=data["is_right"],
            )
        at: datetime | None = data.get("at")
        report = Report(text=data.get("report", ""))
        return Asked(note=data.get("note", ""), at=at, edition=data.get("edition"), report=report)

    def change(self) -> dict[str, str]:
        """What is said about the change, where it belongs to the article; {} if it stays as it is."""
        if "body" in self.fields or "change_kind" not in self.fields:
            return {}
        said = {name: self.cleaned_data[name] for name in CHANGE}
        return {} if all(getattr(self.article, name) == value for name, value in said.items()) else said
