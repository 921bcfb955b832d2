"""Sections and topics at the desk."""

from django.contrib import admin

from articles.models import Section, Topic


@admin.register(Section)
class SectionAdmin(admin.ModelAdmin[Section]):
    """Parts of the paper, in the order of its menu."""

    list_display = ("name", "slug", "order")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin[Topic]):
    """What several articles are about."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    show_full_result_count = False
    prepopulated_fields = {"slug": ("name",)}
