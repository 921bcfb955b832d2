"""A pasted text, or a file of it."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.forms.widgets import Long
from articles.importers import ImportedDraft, Unreadable, parse, read

LARGEST: Final = 4_000_000
"""Bytes of a file; more than an article has, and less than a request may hold."""


class PasteForm(forms.Form):
    """What was pasted or chosen; after `is_valid()`, `draft` is what the parser found in it."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        required=False,
        strip=False,
        widget=Long(16),
        help_text=gettext_lazy(
            "A whole page with its menus will do: what does not belong is left out and reported."
        ),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        widget=forms.FileInput(
            {"accept": ".txt,.md,.markdown,.html,.htm,text/plain,text/markdown,text/html"}
        ),
        help_text=gettext_lazy("Plain text, Markdown or HTML."),
    )

    draft: ImportedDraft

    def clean(self) -> dict[str, Any]:
        """Reads and parses; the text stays in its field, also that of a file."""
        data = self.cleaned_data
        text, upload = data.get("text") or "", data.get("file")
        if upload and upload.size > LARGEST:
            raise ValidationError(_("This file is larger than 4 MB; an article is not."))
        if not upload and not text.strip():
            raise ValidationError(_("Please paste a text or choose a file."))
        try:
            data["text"] = read(upload.read()) if upload else text
            self.draft = parse(data["text"])
        except Unreadable as error:
            raise ValidationError(capfirst(str(error))) from error
        return data
