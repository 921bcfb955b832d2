"""The record at the desk: editions, decisions and the ledger, to be read and never changed."""

from typing import Any, Final, TypeVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import ReadAlone
from articles.models import Decision, Edition, LedgerLink
from articles.workflow import MOVES

M = TypeVar("M", bound=Model)
LOOKED_AT: Final = 10_000
"""Moves of a list that a search reads."""


class RecordAdmin(ReadAlone[M]):
    """The gate writes the record, and it is append-only."""

    actions: Any = None
    sortable_by = ()  # in the order of its index alone


@admin.register(Edition)
class EditionAdmin(RecordAdmin[Edition]):
    """What was frozen."""

    list_display = ("headline", "number", "kind", "goes_live_at", "page")
    list_filter = ("kind",)
    fields = ("article", "number", "kind", "note", "was_wrong", "is_right", "goes_live_at", "superseded_at",
              "cancelled_at", "frozen_at", "redacted_at", "redaction_reason", "fingerprint", "page")  # fmt: skip
    readonly_fields = ("page",)
    ordering = ("-goes_live_at", "-pk")
    list_select_related = ("address", "article")

    @admin.display(description=_("headline"))
    def headline(self, edition: Edition) -> str:
        """As it was frozen."""
        return edition.payload["headline"] or str(edition.article)

    @admin.display(description=_("page"))
    def page(self, edition: Edition) -> SafeString:
        """Where readers find it, once it is live."""
        return format_html('<a href="{0}history/{1}/">{0}</a>', edition.address.path, edition.number)


class MoveFilter(admin.SimpleListFilter):
    """The moves that there are; Django's own filter would read the whole record for them."""

    title = _("move")
    parameter_name = "move"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """As the workflow names them."""
        return [(move.name, move.label) for move in MOVES.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Decision]) -> QuerySet[Decision]:
        """Those of one kind."""
        return queryset.filter(move=self.value()) if self.value() else queryset


@admin.register(Decision)
class DecisionAdmin(RecordAdmin[Decision]):
    """Who made which move."""

    list_display = ("at", "move", "article", "user", "note")
    list_display_links = ("at",)
    list_filter = (MoveFilter,)
    list_select_related = ("article", "user")
    search_fields = ("article__headline", "note")
    search_help_text = _("Headline or note, in the latest ten thousand")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Decision], search_term: str
    ) -> tuple[QuerySet[Decision], bool]:
        """No index knows parts of words, so only the latest lines of the list are read."""
        if search_term:
            before = queryset.order_by("-at", "-pk").values_list("at", flat=True)[LOOKED_AT:].first()
            queryset = queryset.filter(at__gt=before) if before else queryset
        return super().get_search_results(request, queryset, search_term)


@admin.register(LedgerLink)
class LedgerAdmin(RecordAdmin[LedgerLink]):
    """The chain over what became public."""

    list_display = ("number", "event", "edition", "at", "hash")
    list_select_related = ("edition",)
    ordering = ("-number",)
