"""What has a name of its own at the desk: a new name is one that articles are found by."""

from typing import Any, TypeVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from articles import searching
from articles.admin.lists import NearList
from authors.admin import AuthorAdmin
from authors.models import Author

M = TypeVar("M", bound=models.Model)


class Followed(NearList[M]):
    """A page whose changes the search over articles follows."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As ever, and a task for the articles that use it."""
        super().save_model(request, obj, form, change)
        if change and form.has_changed():
            searching.renamed(obj)


admin.site.unregister(Author)  # authors know nothing of articles, so the desk of articles adds this


@admin.register(Author)
class FollowedAuthorAdmin(Followed[Author], AuthorAdmin):
    """Profiles that readers meet."""
