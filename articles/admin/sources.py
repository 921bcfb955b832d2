"""Sources at the desk."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import documents, refreshing
from articles.admin.following import Followed
from articles.documents import Document
from articles.models import Source


class SourceForm(forms.ModelForm[Source]):
    """A source, of which there is one for each web address."""

    upload = forms.FileField(
        label=_("document"),
        required=False,
        widget=forms.FileInput(attrs={"accept": documents.ACCEPTED}),
        help_text=_(
            "PDF, plain text, CSV or a picture, 20 MB at most. What the file tells of its makers is removed. "
            "Readers can download it once an edition with it is published."
        ),
    )
    without = forms.BooleanField(label=_("Take the document away"), required=False)

    class Meta:
        model = Source
        fields = (
            "kind", "title", "publisher", "address", "published_on", "accessed_on", "archived_address",
            "unnamed_reason", "contact", "identity", "internal_note",
        )  # fmt: skip
        widgets: ClassVar = {"address": forms.URLInput, "archived_address": forms.URLInput}

    def clean_upload(self) -> Document | None:
        """The document, made anew."""
        upload = self.cleaned_data["upload"]
        return documents.sanitise(upload) if upload else None

    def clean_address(self) -> str:
        """An address that no other source has, however it is spelt."""
        address: str = self.cleaned_data["address"]
        try:
            other = Source.objects.at(address).exclude(pk=self.instance.pk).first() if address else None
        except ValueError:
            return address  # the model says what is wrong with it
        if other:
            page = reverse("admin:articles_source_change", args=[other.pk])
            text = _('There is a source of this address already: <a href="{}">{}</a>.')
            raise ValidationError(format_html(str(text), page, other))
        return address


class GoneFilter(admin.SimpleListFilter):
    """Those whose page was not found any more when we looked."""

    title = _("the original")
    parameter_name = "original"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """What needs somebody, and what already has it."""
        return [("gone", _("No longer online")), ("lost", _("No longer online, no archived copy"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Source]) -> QuerySet[Source]:
        """The ones gone last come first."""
        gone = queryset.filter(gone_since__isnull=False).order_by("-gone_since", "-pk")
        return {"gone": gone, "lost": gone.filter(archived_address="")}.get(self.value() or "", queryset)


@admin.register(Source)
class SourceAdmin(Followed[Source]):
    """What statements rest on; what is never published stands apart."""

    form = SourceForm
    list_display = ("__str__", "kind", "publisher", "published_on", "gone_since")
    list_filter = (GoneFilter, "kind")
    search_fields = ("title", "publisher", "address")
    readonly_fields = ("online", "kept")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "publisher"), "title", "address", ("published_on", "accessed_on"), "archived_address",
                    "online", "kept", "upload", "without",
                )
            },
        ),
        (_("Unnamed source"), {"fields": ("unnamed_reason",)}),
        (
            _("Never published"),
            {
                "fields": ("contact", "identity", "internal_note"),
                "description": _("These three never leave the newsroom: no page, feed, export or preview shows them."),
            },
        ),
    )  # fmt: skip

    @admin.display(description=_("the original"))
    def online(self, source: Source) -> str:
        """What was found when somebody looked, in words."""
        if source.gone_since:
            day = date_format(localdate(source.gone_since), "j F Y")
            said = gettext("No longer online, as we found on %(day)s (%(answer)s). Readers are told.")
            return said % {"day": day, "answer": source.answer}
        if not source.answer:
            return gettext("Nobody has looked yet.") if source.normalised else "-"
        return gettext("Last answer: %(answer)s") % {"answer": source.answer}

    @admin.display(description=_("kept document"))
    def kept(self, source: Source) -> str:
        """The document that is kept, by the first signs of its name."""
        kind = source.document.rpartition(".")[2].upper()
        return f"{kind}, SHA-256 {source.document[:12]}…" if source.document else "-"

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        """Another address is looked at anew; pages of articles show another archived copy at once."""
        if document := form.cleaned_data["upload"]:
            documents.store(document)
            obj.document = document.name
        elif form.cleaned_data["without"]:
            obj.document = ""
        if "address" in form.changed_data:
            obj.failures, obj.gone_since, obj.answer, obj.next_look_at = 0, None, "", timezone.now()
        super().save_model(request, obj, form, change)
        if change and {"address", "archived_address", "kind"} & set(form.changed_data):
            refreshing.pages_with(obj)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        """By words, or the beginnings of words, of what is shown of a source."""
        return (queryset.saying(search_term) if search_term else queryset), False  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """The latest first."""
        return super().get_queryset(request).order_by("-pk")
