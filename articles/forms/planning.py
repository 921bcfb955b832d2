"""What is planned: a commission, who writes it, and the times that have to agree with each other."""

from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms import finding
from articles.forms.widgets import Long, Moment, Suggest
from articles.models import Article
from articles.models.article import sections_of
from authors.models import User

PLAN: Final = ("brief", "deadline", "planned_for")
"""What is planned by who commissions; the embargo belongs to everybody who edits."""

AHEAD: Final = ("deadline", "planned_for")
"""Times that are set ahead; one that has passed meanwhile may stay."""

TIMES: Final = (*AHEAD, "embargo")

PAPERS_TIME: Final = gettext_lazy("Times are in the paper's time zone, %(zone)s.")


def papers_time() -> str:
    """In which zone times are typed."""
    return str(PAPERS_TIME) % {"zone": settings.TIME_ZONE}


def told(at: datetime) -> str:
    """A time as a sentence names it."""
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


class Time(forms.DateTimeField):
    """A time of this age, in the paper's time zone."""

    widget = Moment

    def clean(self, value: Any) -> datetime | None:
        """Refuses a year that was mistyped."""
        at: datetime | None = super().clean(value)
        if at and not 1990 <= at.year <= 2199:
            raise ValidationError(_("Please look at the year."))
        return at


class Planned(forms.ModelForm[Article]):
    """A form in which times are planned, which do not contradict each other."""

    def clean(self) -> dict[str, Any] | None:
        """Refuses what cannot be meant; what stood there before may stay."""
        data = super().clean()
        touched = {*self.changed_data}
        for name in touched & {*AHEAD}:
            if (at := self._at(name)) and at <= timezone.now():
                self.add_error(name, _("This time has passed. Choose one ahead, or leave the field empty."))
        embargo, planned = self._at("embargo"), self._at("planned_for")
        if embargo and planned and planned < embargo and touched & {"embargo", "planned_for"}:
            self.add_error(
                "planned_for" if "planned_for" in self.fields else "embargo",
                _(
                    "It is planned for %(planned)s, but its embargo ends at %(embargo)s. Change one of the two."
                )
                % {"planned": told(planned), "embargo": told(embargo)},
            )
        return data

    def advice(self) -> str:
        """What looks odd and hinders nothing; '' if these times were not touched."""
        deadline, planned = self._at("deadline"), self._at("planned_for")
        if not (deadline and planned and deadline > planned and set(AHEAD) & {*self.changed_data}):
            return ""
        return _(
            "The deadline, %(deadline)s, is after the time it is planned for, %(planned)s. It is saved like this."
        ) % {"deadline": told(deadline), "planned": told(planned)}

    def _at(self, name: str) -> datetime | None:
        """A time as it will be: typed here, or as it stands where it is not asked."""
        at: datetime | None = (
            self.cleaned_data.get(name) if name in self.fields else getattr(self.instance, name)
        )
        return at


class CommissionForm(Planned):
    """An article that begins as a task."""

    writer = forms.CharField(
        label=gettext_lazy("Writer"),
        required=False,
        max_length=200,
        widget=Suggest("writer"),
        help_text=gettext_lazy("Empty: nobody yet. Whoever wants to write it takes it."),
    )

    class Meta:
        model = Article
        fields = ("headline", "writer", "section", "brief", "deadline", "planned_for", "embargo")
        labels: ClassVar = {"headline": gettext_lazy("Working headline")}
        help_texts: ClassVar = {
            "brief": gettext_lazy("What the piece is to be about, whom to ask, how long. Never public."),
            "deadline": gettext_lazy("When the text is to be handed in."),
            "planned_for": gettext_lazy("When it is meant to run."),
            "embargo": gettext_lazy("It may not go live before."),
        }
        error_messages: ClassVar = {
            "headline": {
                "required": gettext_lazy("Please give it a headline to work with. It can be changed.")
            }
        }
        widgets: ClassVar = {"headline": Long(1, line=True), "brief": Long(5)}
        field_classes: ClassVar = dict.fromkeys(TIMES, Time)

    def __init__(self, data: Any = None, *, by: User, instance: Article) -> None:
        super().__init__(data, instance=instance, label_suffix="")
        self.order_fields(self.Meta.fields)
        self.fields["headline"].widget.attrs["autofocus"] = True
        section: Any = self.fields["section"]
        section.empty_label = _("Not decided yet")
        if reached := sections_of(by):
            section.queryset = section.queryset.filter(pk__in=reached)
            section.required, section.empty_label = True, None

    def clean_headline(self) -> str:
        """One line, whatever was pasted."""
        return " ".join(self.cleaned_data["headline"].split())

    def clean_writer(self) -> User | None:
        """The colleague who is meant, or nobody yet."""
        return finding.find_writer(self.cleaned_data["writer"]) if self.cleaned_data["writer"] else None


class AssignForm(forms.Form):
    """Who is to write it from now on."""

    writer = forms.CharField(label=gettext_lazy("Writer"), max_length=200, widget=Suggest("writer"))

    def clean_writer(self) -> User:
        """The colleague who is meant."""
        return finding.find_writer(self.cleaned_data["writer"])


class EmbargoForm(forms.ModelForm[Article]):
    """The embargo of an article that is scheduled already; what was planned before is history by then."""

    class Meta:
        model = Article
        fields = ("embargo",)
        field_classes: ClassVar = {"embargo": Time}

    def clean_embargo(self) -> datetime | None:
        """Refuses one that the schedule would break."""
        embargo: datetime | None = self.cleaned_data["embargo"]
        pending = self.instance.editions.pending().first()
        if embargo and pending and pending.goes_live_at < embargo:
            raise ValidationError(
                _(
                    "It is scheduled for %(scheduled)s, before this embargo ends. "
                    "Change the time or cancel the schedule first, then set the embargo."
                )
                % {"scheduled": told(pending.goes_live_at)}
            )
        return embargo
