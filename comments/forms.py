"""What readers fill in: a comment, and the name they sign up with."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from authors.models import User
from comments.models import Reader
from comments.names import MAX_NAME, clean_name, fault_in


class TextForm(forms.Form):
    """What somebody says, as it arrives; whether it may stand is for moderation to judge."""

    text = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"aria-describedby": "text-hint", "required": True})
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="comment-%s", initial=initial)

    def refuse(self, words: str) -> None:
        """Say below the text why it does not stand."""
        self.add_error("text", words)
        self.fields["text"].widget.attrs |= {
            "aria-invalid": "true",
            "aria-describedby": "text-error text-hint",
        }


class CommentForm(TextForm):
    """A new comment, and what it answers."""

    parent = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    key = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class ChangeForm(TextForm):
    """A comment's new text, and when the one that was changed had been written."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)


class SignUp(forms.Form):
    """allauth's sign-up form grows out of this one: it adds e-mail address and password."""

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=4 * MAX_NAME,
        help_text=_("This is what others see next to your comments."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    field_order = ["email", "display_name", "password1"]

    def clean_display_name(self) -> str:
        """A name that can be read, and that nobody mistakes for somebody else's."""
        name = clean_name(self.cleaned_data["display_name"])
        if fault := fault_in(name):
            raise ValidationError(fault)
        if not Reader.objects.name_is_free(name):
            raise ValidationError(
                _("Somebody has this name, or one that looks very much like it. Please choose another.")
            )
        return name

    def signup(self, request: HttpRequest, user: User) -> None:
        """Make the new user's reader."""
        Reader.objects.of(user, self.cleaned_data["display_name"])
