"""The form by which readers write to an author: it loses nothing that was typed, and keeps programs out."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.guarding import GuardedForm
from authors.models import Author

LONGEST: Final = 5_000
"""Characters that a letter may have."""
UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters and changes of direction."""


class LetterForm(GuardedForm):
    """A reader's letter to an author."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), max_length=80, widget=forms.TextInput({"autocomplete": "name"})
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        help_text=gettext_lazy("For an answer. Only the author sees it."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    text = forms.CharField(label=gettext_lazy("Your letter"), widget=forms.Textarea({"rows": 10}))

    def __init__(self, author: Author, data: Any = None) -> None:
        super().__init__(f"letter to author {author.pk}", data)
        self.author = author

    def clean_name(self) -> str:
        """One line, as it stands in the head of a mail."""
        name: str = self.cleaned_data["name"]
        if UNFIT.search(name) or "\n" in name or "\t" in name:
            raise ValidationError(_("Please write your name in one line of plain characters."))
        return name

    def clean_text(self) -> str:
        """Something that can be read, not longer than fits."""
        text = UNFIT.sub("", self.cleaned_data["text"].replace("\r\n", "\n").replace("\r", "\n")).strip()
        if not any(character.isprintable() and not character.isspace() for character in text):
            raise ValidationError(_("Please fill this in."))
        if len(text) > LONGEST:
            words = _(
                "Your letter has %(have)s characters, and %(most)s fit. Please shorten it; nothing was lost."
            )
            raise ValidationError(words % {"have": len(text), "most": LONGEST})
        return text
