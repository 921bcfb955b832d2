"""Sources at the desk."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.models import Source


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin[Source]):
    """What statements rest on; what is never published stands apart."""

    list_display = ("__str__", "kind", "publisher", "published_on")
    list_filter = ("kind",)
    search_fields = ("title", "publisher", "address")
    show_full_result_count = False
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        """The latest first."""
        return super().get_queryset(request).order_by("-pk")
