"""Who may comment on an article, set by moderators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from comments.deciding import set_up
from comments.models import Thread


@admin.register(Thread)
class ThreadAdmin(admin.ModelAdmin[Thread]):
    """Who may comment on an article: everybody, after a moderator has read it, or nobody."""

    list_display = ("article", "policy", "public_count", "held_count")
    list_filter = ("policy",)
    list_select_related = ("article",)
    search_fields = ("article__headline",)
    autocomplete_fields = ("article",)
    fields = ("article", "policy", "prompt", "public_count", "held_count")

    def get_readonly_fields(self, request: HttpRequest, obj: Thread | None = None) -> tuple[str, ...]:
        counts = ("public_count", "held_count")
        return ("article", *counts) if obj else counts

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the way to the thread of an article."""
        of = path(
            "of/<int:article_id>/", self.admin_site.admin_view(self.of_article), name="comments_thread_of"
        )
        return [of, *super().get_urls()]

    def of_article(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """To the thread of an article, or to where one is made."""
        if Thread.objects.filter(pk=article_id).exists():
            return HttpResponseRedirect(reverse("admin:comments_thread_change", args=[article_id]))
        return HttpResponseRedirect(f"{reverse('admin:comments_thread_add')}?article={article_id}")

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: bool) -> None:
        set_up(obj.article_id, obj.policy, obj.prompt)
