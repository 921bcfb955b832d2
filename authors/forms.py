"""Form fields that several apps share, and what people choose about themselves."""

from collections.abc import Iterable
from typing import Any

from django import forms

from authors.models import How, MailKind


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
    """How often somebody is told about each kind of thing."""

    def __init__(self, kinds: Iterable[MailKind], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind.value] = forms.ChoiceField(
                label=kind.label, choices=How.choices, widget=forms.RadioSelect
            )
