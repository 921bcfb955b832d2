"""The front page at the desk."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from articles.admin.articles import DESK_WORDS
from articles.admin_views import arranging
from articles.arranging import may_arrange
from articles.models import Arrangement


@admin.register(Arrangement)
class ArrangementAdmin(admin.ModelAdmin[Arrangement]):
    """One page for all arrangements: the current one, to be changed by whoever may."""

    def get_urls(self) -> list[Any]:
        """The page, and its preview."""
        preview = self.admin_site.admin_view(arranging.preview)
        return [path("preview/", preview, name="articles_arrangement_preview"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The form itself, for there is one front page."""
        response = arranging.arrange(request)
        if isinstance(response, TemplateResponse):
            response.context_data = {**(response.context_data or {}), "desk_words": DESK_WORDS}
        return cast(HttpResponse, response)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Where the record leads to."""
        return HttpResponseRedirect(reverse("admin:articles_arrangement_changelist"))

    def has_view_permission(self, request: HttpRequest, obj: Arrangement | None = None) -> bool:
        """For whoever may arrange."""
        return may_arrange(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Arrangement | None = None) -> bool:
        """Arrangements follow each other; none is changed."""
        return False

    has_add_permission = has_delete_permission = has_change_permission
