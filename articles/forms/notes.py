"""What is asked for a note: its text, and where it stands."""

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.anchoring import Spot
from articles.forms.widgets import Long
from articles.models import Note

NAMED: Final = {"headline": gettext_lazy("Headline"), "summary": gettext_lazy("Summary")}


class AnswerForm(forms.Form):
    """An answer to a note."""

    text = forms.CharField(label=gettext_lazy("Note"), max_length=4000, widget=Long(3))


class NoteForm(AnswerForm):
    """A note; its place is chosen, or comes along as it is typed in the article's form."""

    at = forms.CharField(label=gettext_lazy("Stands at"), max_length=40, widget=forms.Select)
    typed = forms.CharField(required=False, max_length=40_000, strip=False, widget=forms.HiddenInput)
    field_order = ("at", "typed", "text")

    use_required_attribute = False  # on the article's page it is closed until it is needed

    def __init__(self, places: Iterable[Spot], data: Any = None) -> None:
        super().__init__(data, auto_id="note-%s", initial={"at": Note.Place.ARTICLE})
        self.fields["at"].widget.choices = choices(places)


def choices(places: Iterable[Spot]) -> list[tuple[str, Any]]:
    """Every place with its first words, in the order of the text."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for spot in places:
        groups.setdefault(spot.place, []).append((spot.name, _words(spot)))
    labels = {
        Note.Place.PARAGRAPH: _("Text"),
        Note.Place.SOURCE: _("Sources"),
        Note.Place.ROW: _("Stakeholders"),
    }
    return [
        (Note.Place.ARTICLE, _("The whole article")),
        *((labels[Note.Place(at)], groups[at]) for at in groups),
    ]


def _words(spot: Spot) -> str:
    words = Truncator(" ".join(spot.shown.split())).chars(70)
    if spot.key in NAMED and spot.place == Note.Place.PARAGRAPH:
        return f"{NAMED[spot.key]}: {words}"
    return f"[[{spot.key}]] {words}" if spot.place == Note.Place.SOURCE else words
