"""What strangers and readers fill in to report something, and to appeal against what was decided."""

from typing import Any, Final
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.converters import number_in
from articles.models.edition import Address, Edition
from authors.guarding import GuardedForm
from authors.outbox import UNFIT
from comments.markdown import is_empty, printable
from comments.models import Comment, Ground

LONGEST: Final = 2_000
"""Characters of an explanation, an appeal, an answer."""
ADDRESS: Final = 500
CLOSED: Final = ("admin", "accounts", "me")
"""Beginnings of addresses at which there is nothing to be reported: nobody else sees what stands there."""


class Words(forms.CharField):
    """What somebody says in their own words, without what would disturb its neighbours; bounded."""

    def __init__(self, *, longest: int = LONGEST, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)
        self.longest = longest

    def clean(self, value: Any) -> str:
        """Something that can be read, not longer than fits; '' if there is nothing to be read."""
        text: str = super().clean(value).replace("\r\n", "\n")  # browsers count a line's end as one
        if len(text) > self.longest:
            words = _("This has %(have)s characters, and %(most)s fit. Please shorten it; nothing was lost.")
            raise ValidationError(words % {"have": len(text), "most": self.longest})
        text = printable(text).strip()
        if not is_empty(text):
            return text
        if self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        return ""


class ReportForm(GuardedForm):
    """What somebody finds wrong with a comment."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What is wrong with it? It …"), choices=Ground, widget=forms.RadioSelect
    )
    text = Words(label=gettext_lazy("Anything we should know (optional)"), required=False)

    def __init__(self, comment: Comment, data: Any = None) -> None:
        super().__init__(f"report of comment {comment.pk}", data)
        self.fields["ground"].error_messages["required"] = _("Please choose one.")


class IllegalForm(GuardedForm):
    """A notice of illegal content, with all that article 16 of the Digital Services Act asks for."""

    address = forms.CharField(
        label=gettext_lazy("The exact address"),
        max_length=ADDRESS,
        help_text=gettext_lazy(
            "Copy it from the address bar. The date of a comment is a link to that comment."
        ),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Why is it illegal? It …"),
        choices=[(name, label) for name, label in Ground.choices if name != Ground.OFF_TOPIC],
        widget=forms.RadioSelect,
    )
    text = Words(
        label=gettext_lazy("What exactly is illegal about it, and why"),
        help_text=gettext_lazy("Name the law if you know it. Up to 2,000 characters."),
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
        help_text=gettext_lazy(
            "For the receipt and the decision. Whoever wrote what you report learns neither name nor address. If it "
            "shows the sexual abuse of a child, you may leave both empty."
        ),
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    good_faith = forms.BooleanField(
        label=gettext_lazy("I believe in good faith that what I say here is accurate and complete.")
    )

    def __init__(self, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__("notice of illegal content", data, initial)
        ticked = _("Please tick this if it is so; without it we cannot take the report.")
        self.fields["good_faith"].error_messages["required"] = ticked
        self.fields["ground"].error_messages["required"] = _("Please choose one.")
        self.comment_id: int | None = None

    def clean_address(self) -> str:
        """A place on this site that everybody can see; of a comment, its number is kept."""
        path, self.comment_id = found_at(self.cleaned_data["address"])
        return path

    def clean_name(self) -> str:
        """One line of plain characters."""
        name = printable(self.cleaned_data["name"]).strip()
        if UNFIT.search(name):
            raise ValidationError(_("Please write your name in one line of plain characters."))
        return name

    def clean(self) -> dict[str, Any] | None:
        """Name and address are there, save for what nobody should have to be named with."""
        cleaned = self.cleaned_data
        if cleaned.get("ground") != Ground.CHILD:
            for field in ("name", "email"):
                if field in cleaned and not cleaned[field]:
                    self.add_error(field, self.fields[field].error_messages["required"])
        return super().clean()


class AppealForm(GuardedForm):
    """What somebody says against a decision."""

    text = Words(
        label=gettext_lazy("Why should it be decided otherwise?"),
        help_text=gettext_lazy("Up to 2,000 characters. You can appeal once, so say all of it."),
    )

    def __init__(self, about: str, data: Any = None) -> None:
        super().__init__(f"appeal against {about}", data)


def found_at(address: str) -> tuple[str, int | None]:
    """The path that an address on this site leads to, and which comment there is meant; raises ValidationError.

    What nobody sees is not there: neither what is not published nor a comment that is not shown.
    """
    nothing = ValidationError(
        _("We find nothing at this address. Please copy it from the address bar once more.")
    )
    address = address.strip()
    if UNFIT.search(address) or any(character.isspace() for character in address):
        raise nothing
    try:
        parts = urlsplit(address if address.startswith("/") or "://" in address else f"https://{address}")
        host = parts.hostname or ""
    except ValueError:
        raise nothing from None
    ours = [*settings.ALLOWED_HOSTS, urlsplit(settings.SITE_ADDRESS).hostname or ""]
    if parts.scheme not in ("", "http", "https") or (parts.netloc and not validate_host(host, ours)):
        words = _(
            "This is not an address of %(paper)s. We can only decide about what stands on our own pages."
        )
        raise ValidationError(words % {"paper": settings.PAPER_NAME})
    try:
        match = resolve(parts.path)
    except Resolver404:
        raise nothing from None
    if parts.path.split("/")[1] in CLOSED:
        raise nothing
    query, fragment = f"?{parts.query}" if parts.query else "", ""
    comment_id = None
    if place := match.kwargs.get("address"):
        article = Address.objects.filter(path=place).values("article_id")
        edition = Edition.objects.once_live().filter(article_id__in=article).only("article_id").first()
        if not edition:
            raise nothing
        number = match.kwargs.get("pk") or number_in(parts.fragment.removeprefix("comment-"), 9)
        if number:
            comment = Comment.objects.public().filter(pk=number, thread_id=edition.article_id).first()
            if not comment:
                raise nothing
            comment_id, fragment = comment.pk, comment.anchor
    return f"{parts.path}{query}{fragment}", comment_id
