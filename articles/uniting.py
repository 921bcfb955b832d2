"""Uniting two stakeholders that are one: what stands in working copies and lists moves, what is frozen stays."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles import refreshing, searching
from articles.models import EntryStakeholder, Stakeholder, StakeholderName, StakeholderRow
from authors.models import AuditEntry, User


class NotUnited(ValueError):
    """Why two stakeholders cannot become one, in words for the editor."""


@dataclass(frozen=True, slots=True)
class Moving:
    """What would move: names and articles' rows, and how many articles readers find under it."""

    names: list[str]
    working_copies: int
    listed: int


def moving(gone: Stakeholder) -> Moving:
    """What would move if this one were merged into another."""
    return Moving(
        [name.name for name in gone.names.order_by("pk")],
        StakeholderRow.objects.filter(stakeholder=gone).values("article").distinct().count(),
        EntryStakeholder.objects.filter(stakeholder=gone).values("article_id").distinct().count(),
    )


@transaction.atomic
def unite(gone: int, stays: int, who: User) -> Stakeholder:
    """Merge the first stakeholder into the second, which takes its names, rows and lists; its address leads there.

    Editions keep the name and the number that they were frozen with. The record holds what moved, row by row.
    """
    both = Stakeholder.objects.select_for_update(of=("self",)).filter(pk__in=(gone, stays)).order_by("pk")
    found = {one.pk: one for one in both}
    old, new = found.get(gone), found.get(stays)
    if not old or not new or old == new:
        raise NotUnited(_("Choose another stakeholder, one that exists. Nothing was changed."))
    if old.merged_into_id or new.merged_into_id:
        merged = old if old.merged_into_id else new
        raise NotUnited(
            _("“%(name)s” was merged by somebody else meanwhile. Nothing was changed.") % {"name": merged}
        )
    moved = {
        "names": _move(StakeholderName.objects.filter(stakeholder=old), new),
        "rows": _move(StakeholderRow.objects.filter(stakeholder=old), new),
        "merged": _move(Stakeholder.objects.filter(merged_into=old), new, "merged_into"),
    }
    links = EntryStakeholder.objects.filter(stakeholder=old)
    links.filter(entry__in=EntryStakeholder.objects.filter(stakeholder=new).values("entry")).delete()
    moved["entries"] = _move(links, new)
    old.merged_into = new
    old.save(update_fields=["merged_into"])
    new.same_as = "\n".join(dict.fromkeys([*new.addresses, *old.addresses]))
    new.description = new.description or old.description
    new.save(update_fields=["same_as", "description"])
    AuditEntry.objects.record(who, "merge", new, former=old.name, former_number=old.pk, moved=moved)
    refreshing.pages_with(new)
    searching.renamed(new)
    return new


def _move(rows: QuerySet[Any], new: Stakeholder, field: str = "stakeholder") -> list[int]:
    """The rows' numbers, after they were given to the other one."""
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    rows.update(**{field: new})
    return numbers
