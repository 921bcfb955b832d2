"""What a preview is asked for: the moment it is of, and whom a link to it is for."""

from datetime import datetime, timedelta
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.widgets import Moment
from articles.models import Article, Edition, PreviewLink

NOW, PLANNED, SCHEDULED, OTHER = "", "planned", "scheduled", "other"
LASTS: Final = (
    (1, gettext_lazy("1 day")),
    (3, gettext_lazy("3 days")),
    (7, gettext_lazy("1 week")),
    (28, gettext_lazy("4 weeks")),
)


class AsOfForm(forms.Form):
    """The moment a preview is of; what cannot be meant is now."""

    of = forms.CharField(required=False, widget=forms.HiddenInput)
    at = forms.DateTimeField(label=gettext_lazy("At another time"), required=False, widget=Moment)

    def clean_at(self) -> datetime | None:
        """A time ahead: what readers found in the past stands in the history."""
        at: datetime | None = self.cleaned_data["at"]
        if at and at < timezone.now() - timedelta(minutes=1):
            raise ValidationError(_("That time has passed. This is the page as of now."))
        return at

    def moment(self, article: Article, pending: Edition | None) -> tuple[str, datetime]:
        """Which of the moments is meant, and when it is."""
        self.is_valid()
        asked = getattr(self, "cleaned_data", {})
        if at := asked.get("at"):
            return OTHER, at
        if asked.get("of") == PLANNED and article.planned_for:
            return PLANNED, article.planned_for
        if asked.get("of") == SCHEDULED and pending:
            return SCHEDULED, pending.goes_live_at
        return NOW, timezone.now()


class LinkForm(forms.ModelForm[PreviewLink]):
    """A link for one person, for some days."""

    days = forms.TypedChoiceField(
        label=gettext_lazy("Works for"), choices=LASTS, coerce=int, initial=3, widget=forms.RadioSelect
    )

    class Meta:
        model = PreviewLink
        fields = ("made_for",)
        labels = {"made_for": gettext_lazy("For whom")}
        help_texts = {
            "made_for": gettext_lazy("The page says that it is for them, and asks them not to pass it on.")
        }

    def save(self, commit: bool = True) -> PreviewLink:
        """The link, which expires after the days that were chosen."""
        self.instance.expires_at = timezone.now() + timedelta(days=self.cleaned_data["days"])
        return super().save(commit)
