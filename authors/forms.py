"""Form fields that several apps share, and what people choose about themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from authors.models import Author, How, MailKind, MailPreference, User


class Lines(forms.CharField):
    """A list of texts, edited as one a line."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea({"rows": 3})
        super().__init__(**{"required": False, "widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """The list as lines; what somebody typed, as it is."""
        return "\n".join(map(str, value)) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that hold something."""
        lines = value if isinstance(value, list) else (value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another list was typed."""
        return self.to_python(initial) != self.to_python(data)


class MailForm(forms.Form):
    """How often somebody is told about each kind of thing; authors say too whether readers may write to them."""

    def __init__(self, user: User, kinds: Iterable[MailKind], data: Any = None) -> None:
        super().__init__(data, initial=MailPreference.objects.of(user))
        self.user, self.author = user, Author.objects.filter(user=user).first()
        for kind in kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=How.choices, widget=forms.RadioSelect
            )
        if self.author:
            self.fields["letters"] = forms.TypedChoiceField(
                label=_("A reader writes to me"),
                choices=[("True", How.AT_ONCE.label), ("False", _("Never, and my profile has no form"))],
                coerce=lambda chosen: chosen == "True",
                initial=self.author.takes_letters,
                widget=forms.RadioSelect,
            )

    def save(self) -> None:
        """Remember what was chosen."""
        chosen = dict(self.cleaned_data)
        if self.author and (letters := chosen.pop("letters")) != self.author.takes_letters:
            self.author.take_letters(letters, self.user)
        MailPreference.objects.choose(self.user, chosen)
