"""Sections and topics at the desk."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from articles.admin.following import Followed
from articles.models import Section, Topic
from authors.models import User


@admin.register(Section)
class SectionAdmin(Followed[Section]):
    """Parts of the paper, in the order of its menu."""

    list_display = ("name", "slug", "order")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("only_here",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People are chosen among those who work here, or are named already."""
        if db_field.name == "only_here":
            here = User.objects.filter(Q(is_staff=True, is_active=True) | Q(only_sections__isnull=False))
            kwargs["queryset"] = here.distinct().order_by("name", "email")
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(Followed[Topic]):
    """What several articles are about."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
