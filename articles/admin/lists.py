"""The list of articles: its columns, filters and pages, none of which counts the whole table."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Edition
from articles.workflow import OPEN, WORDS, State
from authors.models import Author

M = TypeVar("M", bound=Model)


class NearPaginator(Paginator[Any]):
    """Counts only as far as ten pages ahead of the one that is shown; `more` says that there are others."""

    upto = 0
    more = False

    @classmethod
    def at(cls, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any) -> Self:
        """The paginator for the page that is asked for."""
        paginator = cls(queryset, per_page, *args)
        page = request.GET.get("p", "")[:6]
        paginator.upto = (int(page) if page.isdecimal() else 1) * per_page + 10 * per_page
        return paginator

    @cached_property
    def count(self) -> int:
        """How many there are, or as far as was counted."""
        rows = cast(QuerySet[Any], self.object_list)
        found = rows.order_by().values("pk")[: self.upto + 1].count()
        self.more = found > self.upto
        return min(found, self.upto)


class NearList(admin.ModelAdmin[M]):
    """A list that may be long: no page of it counts the whole table."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = NearPaginator

    def get_paginator(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NearPaginator:
        """One that counts ten pages ahead."""
        return NearPaginator.at(request, *args, **kwargs)


class ReadAlone(NearList[M]):
    """What nobody adds, changes or deletes by a form of the admin."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody."""
        return False


OWN_EDITIONS = Edition.objects.filter(article=OuterRef("pk"))


class Articles(ChangeList):
    """The list with what its columns show, in a fixed number of queries."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Article]:
        """Rows with `pending`, whether an edition waits, and `live_number`, that of their live edition."""
        rows: QuerySet[Article] = super().get_queryset(request, exclude_parameters)
        return (
            rows.annotate(
                pending=Exists(OWN_EDITIONS.pending()),
                live_number=Subquery(OWN_EDITIONS.live().values("number")[:1]),
            )
            .defer("body", "summary", "brief", "change_note", "was_wrong", "is_right", "approved_payload")
            .prefetch_related(Prefetch("bylines__author", Author.objects.only("name")))
        )


def word(article: Any) -> str:
    """The state as shown, of an article with its standing."""
    if article.state == State.RELEASED:
        return "scheduled" if article.pending else "published"
    return str(article.state)


class StateFilter(admin.SimpleListFilter):
    """The states as people call them."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Every word but the stored one that the clock divides."""
        return [(value, label) for value, label in WORDS.items() if value != State.RELEASED]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """By the stored state, and by the clock where it decides."""
        wanted = self.value()
        if wanted in ("scheduled", "published"):
            pending = Exists(OWN_EDITIONS.pending())
            released = queryset.filter(state=State.RELEASED)
            return released.filter(pending if wanted == "scheduled" else ~pending)
        return queryset.filter(state=wanted) if wanted in State.values else queryset


class WhoseFilter(admin.SimpleListFilter):
    """One's own texts, and those that wait for somebody to take them."""

    title = _("writer")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Two choices."""
        return [("mine", _("Mine")), ("nobody", _("Nobody yet"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """By the user in whose hand it is."""
        if self.value() == "nobody":
            return queryset.filter(owner=None, state__in=OPEN)
        return queryset.filter(owner_id=request.user.pk) if self.value() == "mine" else queryset


class LanguageFilter(admin.SimpleListFilter):
    """The languages of the latest texts."""

    title = _("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """From the latest thousand, so that the whole table is never read."""
        latest = Article.objects.order_by("-saved_at").values_list("language", flat=True)[:1000]
        return [(code, code) for code in sorted(set(latest))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        """By the exact tag."""
        return queryset.filter(language=self.value()) if self.value() else queryset
