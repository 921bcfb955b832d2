"""What readers fill in: a comment, and the name they sign up with."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from authors.guarding import GuardedForm
from authors.models import User
from comments.models import Comment, Reader
from comments.moderation import Verdict
from comments.names import MAX_NAME
from comments.renaming import free_name


class TextForm(GuardedForm):
    """What somebody says, as it arrives; whether it may stand is for moderation to judge.

    `known` names the reasons for which it waits that its writer was told.
    """

    text = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"aria-describedby": "text-hint", "required": True})
    )
    known = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    def __init__(self, about: str, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(about, data, initial)
        self.auto_id = "comment-%s"

    @property
    def known_reasons(self) -> set[str]:
        """The phases of which the writer was told that they have it wait."""
        return set(self.cleaned_data["known"].split(",")) - {""}

    @property
    def why_not(self) -> str:
        """Why it could not be read, in a sentence."""
        garbled = _("Something in the form was garbled on its way. Your text is kept; please post it again.")
        return " ".join(map(str, self.non_field_errors())) or str(garbled)

    def tell(self, waits: Iterable[Verdict]) -> None:
        """Remember for the next time that the writer is told of these."""
        known = self.known_reasons | {verdict.phase for verdict in waits}
        self.data = {**dict(self.data.items()), "known": ",".join(sorted(known))}

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

    def __init__(self, article_id: int, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(self.about_article(article_id), data, initial)

    @staticmethod
    def about_article(article_id: int) -> str:
        """What a form for comments below this article is about."""
        return f"comment {article_id}"

    @property
    def key(self) -> UUID:
        """The comment's own: one that answers something else in the same form is another one."""
        return uuid5(self.cleaned_data["made"], str(self.cleaned_data["parent"]))


class ChangeForm(TextForm):
    """A comment's new text, and when the one that was changed had been written."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, comment: Comment, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(f"change {comment.pk}", data, initial)


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
        return free_name(self.cleaned_data["display_name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Make the new user's reader."""
        Reader.objects.of(user, self.cleaned_data["display_name"])


class NameForm(GuardedForm):
    """The name that a reader shows from now on."""

    display_name = forms.CharField(
        label=_("Display name"),
        max_length=4 * MAX_NAME,
        help_text=_("This is what others see next to your comments, earlier ones too."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, reader: Reader, data: Any = None) -> None:
        super().__init__(f"name {reader.pk}", data, initial={"display_name": reader.display_name})
        self.reader = reader

    def clean_display_name(self) -> str:
        """A name that is the reader's already, or free."""
        return free_name(self.cleaned_data["display_name"], self.reader.user)
