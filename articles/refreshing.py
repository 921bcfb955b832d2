"""Pages that have to be made anew, because something around their articles' editions has changed."""

from typing import Any, Final

from django_tasks import task

from articles.models import EntrySource, EntryStakeholder, PageVersion, Source, Stakeholder

BATCH: Final = 500
LINKS: Final[dict[str, tuple[Any, str]]] = {
    "Source": (EntrySource, "source"),
    "Stakeholder": (EntryStakeholder, "stakeholder"),
}


def pages_with(thing: Source | Stakeholder) -> None:
    """Have the pages of all articles with this source or stakeholder made anew; a task does it after the commit."""
    refresh.enqueue(type(thing).__name__, thing.pk, 0)


@task()
def refresh(kind: str, pk: int, after: int) -> None:
    """One batch of the articles, and a task for the next one."""
    links, field = LINKS[kind]
    rows = links.objects.filter(**{field: pk}, article_id__gt=after).order_by("article_id")
    numbers = list(rows.values_list("article_id", flat=True).distinct()[:BATCH])
    if numbers:
        PageVersion.objects.raise_for(*numbers)
        refresh.enqueue(kind, pk, numbers[-1])
