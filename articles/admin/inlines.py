"""An article's rows on its form; whoever may change the article may change them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.forms.rows import (
    BylineForm,
    ReferenceForm,
    Rows,
    StakeholderRowForm,
    StakeholderTableForm,
)
from articles.models import Article, Byline, Reference, StakeholderRow, StakeholderTable

BLANK_ROWS = "rows"
"""The part of the address that asks for blank rows, where no script can add them."""


class RowsInline(admin.StackedInline[Any, Article]):
    """Rows that share the article's permissions."""

    formset = Rows
    max_num = 600  # as many as a request has fields for
    classes = ("collapse",)

    def get_formset(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> Any:
        """Never more rows than these, whatever a request says."""
        return super().get_formset(request, obj, **{**kwargs, "absolute_max": self.max_num})

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        """Blank rows on request; scripts add them one by one."""
        asked = request.GET.get(BLANK_ROWS, "")
        return min(int(asked), 10) if asked.isdecimal() else 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The article's page decides."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


class BylineInline(RowsInline):
    """Who wrote it, in order."""

    model = Byline
    form = BylineForm
    fields = (("name", "role", "order"), "expertise")

    def get_extra(self, request: HttpRequest, obj: Article | None = None, **kwargs: Any) -> int:
        """A new article begins under its writer's own name."""
        own = obj is None and request.method == "GET" and hasattr(request.user, "author")
        return max(super().get_extra(request, obj), int(own))

    @admin.display(description=_("author"))
    def name(self, row: Byline) -> str:
        """For those who only read."""
        return row.author.name


class ReferenceInline(RowsInline):
    """What the text rests on."""

    model = Reference
    form = ReferenceForm
    fields = (("cites", "key"), ("wording", "note"), ("quote", "order"))

    @admin.display(description=_("source"))
    def cites(self, row: Reference) -> str:
        """For those who only read."""
        return str(row.source)


class StakeholderRowInline(RowsInline):
    """Who wants what."""

    model = StakeholderRow
    form = StakeholderRowForm
    verbose_name_plural = _("stakeholders")

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Which table, and further columns, only where there are such."""
        tables = list(obj.tables.all()) if obj else []
        several = any(table.slug for table in tables) or any(
            row.table for row in (obj.stakeholder_rows.all() if obj else ())
        )
        last = [
            *(["more"] if any(len(table.columns) > 3 for table in tables) else []),
            *(["table"] if several else []),
            "order",
        ]
        return (("name", "motivations", "challenges"), tuple(last))

    @admin.display(description=_("stakeholder"))
    def name(self, row: StakeholderRow) -> str:
        """For those who only read."""
        return row.stakeholder.name

    @admin.display(description=_("further columns"))
    def more(self, row: StakeholderRow) -> str:
        """For those who only read."""
        return "; ".join(row.further)


class StakeholderTableInline(RowsInline):
    """Captions and headings, where a table has not the usual ones."""

    model = StakeholderTable
    form = StakeholderTableForm
    fields = (("slug", "caption"), "columns")
    verbose_name_plural = _("tables")


INLINES = (BylineInline, ReferenceInline, StakeholderRowInline, StakeholderTableInline)
