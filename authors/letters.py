"""The form by which readers write to an author: it loses nothing that was typed, and keeps programs out."""

import re
import time
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from authors.models import Author

LONGEST: Final = 5_000
"""Characters that a letter may have."""
QUICKEST: Final = 2
"""Seconds that nobody who writes a letter needs less of."""
STALE: Final = 24 * 60 * 60
"""Seconds for which a form can be sent."""
TRAP: Final = "website"
"""A field that people do not see and programs fill in."""
UNFIT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Control characters and changes of direction."""


class LetterForm(forms.Form):
    """A reader's letter to an author; the form says itself when it was made and for whom, signed."""

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
    made = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, author: Author, data: Any = None) -> None:
        made = signing.dumps([author.pk, uuid4().hex, int(time.time())], salt=__name__)
        super().__init__(data, auto_id="letter-%s", initial={"made": made})
        self.author = author
        for name in ("name", "email", "text"):
            self.fields[name].error_messages["required"] = _("Please fill this in.")

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

    def clean(self) -> dict[str, Any] | None:
        """Sent by the form that was made here, for this author, today and not a moment ago, by a person."""
        try:
            author, key, at = signing.loads(self.cleaned_data.get("made", ""), salt=__name__)
        except signing.BadSignature:
            author, key, at = 0, "", 0
        stale = author != self.author.pk or time.time() - at >= STALE
        if stale:
            self.data = {**dict(self.data.items()), "made": self.initial["made"]}
        if self.errors:
            return None  # it will be sent once more anyway
        if stale:
            words = _("This page had been open for too long. Nothing was lost: please send it once more.")
            raise ValidationError(words)
        if self.data.get(TRAP):
            words = _(
                "A field that people do not see was filled in. Nothing was lost: please send it once more."
            )
            raise ValidationError(words)
        if time.time() - at < QUICKEST:
            raise ValidationError(_("That was very quick. Nothing was lost: please send it once more."))
        return {**self.cleaned_data, "made": UUID(key)}
