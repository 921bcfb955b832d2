"""The form by which readers suggest a correction or a source; it loses nothing that was typed."""

from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.addresses import normalise
from articles.models import Note
from articles.models.edition import Edition
from authors.guarding import GuardedForm
from authors.models import User
from comments.markdown import printable
from comments.models import Notice
from comments.names import clean_name
from comments.noticing import Place, meant
from comments.report_forms import Words

LONGEST: Final = 3_000
"""Characters that a suggestion may have."""
WHOLE: Final = Note.Place.ARTICLE
KINDS: Final = (
    (Notice.Kind.CORRECTION, gettext_lazy("A correction: something is wrong")),
    (Notice.Kind.SOURCE, gettext_lazy("A source: I know where this can be read")),
)


class NoticeForm(GuardedForm):
    """What a reader suggests for a place of an edition; who is signed in is not asked for a name and an address."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you suggest?"), choices=KINDS, widget=forms.RadioSelect
    )
    at = forms.CharField(label=gettext_lazy("Which place is it about?"), widget=forms.Select, required=False)
    text = Words(label=gettext_lazy("What should it say?"), longest=LONGEST, rows=6, required=False)
    address = forms.URLField(
        label=gettext_lazy("Web address"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Where this can be checked. For a source it is needed."),
        widget=forms.URLInput({"inputmode": "url", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=80,
        required=False,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("For our answer, and for nothing else. It is never published."),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    credit = forms.BooleanField(label=gettext_lazy("You may thank me by name"), required=False)

    def __init__(
        self, edition: Edition, known: Sequence[Place], user: User | None, data: Any = None, **initial: Any
    ) -> None:
        about = f"notice {edition.article_id} {edition.number}"
        super().__init__(about, data, {"kind": Notice.Kind.CORRECTION, "at": WHOLE, **initial})
        self.known = known
        self.fields["at"].widget.choices = choices(known)
        self.fields["text"].widget.attrs["placeholder"] = " "  # by it the style sheet knows an empty field
        if user:
            del self.fields["name"], self.fields["email"]

    @property
    def place(self) -> Place | None:
        """The place that is chosen; None is the whole article."""
        return meant(self.known, str(self["at"].value() or ""))

    def clean_at(self) -> Place | None:
        """A place of the edition that was read, or the whole of it."""
        at = self.cleaned_data["at"]
        found = meant(self.known, at)
        if not found and at not in ("", WHOLE):
            raise ValidationError(_("This edition has no such place. Please choose one."))
        return found

    def clean_address(self) -> str:
        """A web address that sources can be compared by."""
        address: str = self.cleaned_data["address"]
        try:
            # A user before an '@' makes another site look like a known one.
            if address and (printable(address) != address or "@" in urlsplit(address).netloc):
                raise ValueError(address)
            if address:
                normalise(address)
        except ValueError as error:
            words = _("This is not a web address: it should begin with http:// or https://.")
            raise ValidationError(words) from error
        return address

    def clean_name(self) -> str:
        """A name in one line of plain characters."""
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any] | None:
        """A correction says what is right, a source where it is, thanks to whom."""
        said = super().clean()
        given = self.cleaned_data
        if given.get("kind") == Notice.Kind.SOURCE:
            if "address" not in self.errors and not given.get("address"):
                self.add_error("address", _("Please give the web address of the source."))
        elif "text" not in self.errors and not given.get("text"):
            self.add_error("text", _("Please say what it should say, or what is wrong."))
        if given.get("credit") and "name" in self.fields and not given.get("name"):
            self.add_error("name", _("By which name may we thank you?"))
        return said


def choices(known: Sequence[Place]) -> list[tuple[str, Any]]:
    """The whole article, and each place by its beginning."""
    headings = {
        Note.Place.PARAGRAPH: _("The text"),
        Note.Place.ROW: _("The tables"),
        Note.Place.SOURCE: _("The sources"),
    }
    named = {"headline": _("Headline"), "summary": _("Summary")}
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in known:
        before = named.get(place.spot.key, "") if place.spot.place == Note.Place.PARAGRAPH else ""
        words = f"{before}: {place.beginning}" if before else place.beginning
        groups.setdefault(place.spot.place, []).append((place.name, words))
    return [
        (WHOLE, _("The whole article")),
        *((heading, groups[at]) for at, heading in headings.items() if at in groups),
    ]
