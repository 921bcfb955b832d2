"""Readers, as moderators see them."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest

from comments.models import Reader


@admin.register(Reader)
class ReaderAdmin(admin.ModelAdmin[Reader]):
    """Who comments; a name is the reader's own."""

    list_display = ("display_name", "created_at")
    search_fields = ("display_name",)
    fields = readonly_fields = ("display_name", "created_at")
    ordering: ClassVar[tuple[str, ...]] = ("-created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reader | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reader | None = None) -> bool:
        return False
