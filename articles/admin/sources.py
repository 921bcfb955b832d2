"""Sources at the desk."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.admin.following import Followed
from articles.models import Source


class SourceForm(forms.ModelForm[Source]):
    """A source, of which there is one for each web address."""

    class Meta:
        model = Source
        fields = (
            "kind", "title", "publisher", "address", "published_on", "accessed_on", "archived_address",
            "unnamed_reason", "contact", "identity", "internal_note",
        )  # fmt: skip
        widgets: ClassVar = {"address": forms.URLInput, "archived_address": forms.URLInput}

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


@admin.register(Source)
class SourceAdmin(Followed[Source]):
    """What statements rest on; what is never published stands apart."""

    form = SourceForm
    list_display = ("__str__", "kind", "publisher", "published_on")
    list_filter = ("kind",)
    search_fields = ("title", "publisher", "address")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "publisher"), "title", "address", ("published_on", "accessed_on"), "archived_address"
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

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        """By words, or the beginnings of words, of what is shown of a source."""
        return (queryset.saying(search_term) if search_term else queryset), False  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """The latest first."""
        return super().get_queryset(request).order_by("-pk")
