"""Who may comment on an article, set by moderators and editors."""

from typing import Any, Final, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import NearList
from articles.models import Article
from authors.models import User
from comments.deciding import set_up
from comments.models import Thread

LATEST: Final = 5_000


@admin.register(Thread)
class ThreadAdmin(NearList[Thread]):
    """Who may comment on an article: everybody, after a moderator has read it, or nobody."""

    list_display = ("article", "policy", "public_count", "held_count")
    list_filter = ("policy",)
    search_fields = ("article__headline",)
    search_help_text = _("Words of the headline; among the 5,000 latest articles that have comments.")
    ordering = ("-pk",)
    autocomplete_fields = ("article",)
    fields = ("article", "policy", "prompt", "public_count", "held_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thread]:
        """With the headlines, and nothing else of the articles."""
        fields = ("policy", "prompt", "public_count", "held_count", "article__headline", "article__slug")
        return super().get_queryset(request).select_related("article").only(*fields)

    def get_readonly_fields(self, request: HttpRequest, obj: Thread | None = None) -> tuple[str, ...]:
        counts = ("public_count", "held_count")
        return ("article", *counts) if obj else counts

    def has_change_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        """Moderators everywhere, editors where they work."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or self.in_reach(request, obj.article_id))

    def in_reach(self, request: HttpRequest, article_id: int) -> bool:
        """Whether the user may say who comments on this article."""
        user = cast(User, request.user)
        near = Article.objects.filter(pk=article_id).in_reach_of(user)
        return user.has_perm("comments.moderate_comment") or near.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Thread | None = None) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Thread], search_term: str
    ) -> tuple[QuerySet[Thread], bool]:
        """By the headline, never in the whole table."""
        if term := search_term.replace("\x00", "").strip():
            latest = Thread.objects.order_by("-pk").values("pk")[:LATEST]
            queryset = queryset.filter(pk__in=latest, article__headline__icontains=term)
        return queryset, False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and the way to the thread of an article."""
        of = path(
            "of/<int:article_id>/", self.admin_site.admin_view(self.of_article), name="comments_thread_of"
        )
        return [of, *super().get_urls()]

    def of_article(self, request: HttpRequest, article_id: int) -> HttpResponse:
        """To the thread of an article, or to where one is made."""
        get_object_or_404(Article.objects.readable_by(cast(User, request.user)), pk=article_id)
        if Thread.objects.filter(pk=article_id).exists():
            return HttpResponseRedirect(reverse("admin:comments_thread_change", args=[article_id]))
        return HttpResponseRedirect(f"{reverse('admin:comments_thread_add')}?article={article_id}")

    def save_model(self, request: HttpRequest, obj: Thread, form: Any, change: bool) -> None:
        if not self.in_reach(request, obj.article_id):
            raise PermissionDenied
        set_up(obj.article_id, obj.policy, obj.prompt)
