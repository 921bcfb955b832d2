"""What stands under a section: brought up to date in batches after the section was moved into another one."""

from typing import Final

from django.db import transaction
from django_tasks import task

from articles.models import Entry, EntrySection, Section
from articles.righting import enter_put_right

BATCH: Final = 1_000


def moved(section: Section) -> None:
    """Have the entries of a section listed where it stands now; a task does it after the commit."""
    regroup.enqueue(section.pk, 0)


@task()
def regroup(section_id: int, after: int) -> None:
    """One batch of a section's entries, and a task for the next one; as often as you like."""
    with transaction.atomic():
        rows = Entry.objects.select_for_update(of=("self",)).filter(section=section_id, pk__gt=after)
        batch = list(rows.order_by("pk").only("published_at", "article_id")[:BATCH])
        if not batch:
            return
        section = Section.objects.get(pk=section_id)
        under = [pk for pk in (section.pk, section.parent_id) if pk]
        EntrySection.objects.filter(entry__in=batch).exclude(section__in=under).delete()
        EntrySection.objects.bulk_create(
            [
                EntrySection(
                    section_id=pk,
                    entry=entry,
                    published_at=entry.published_at,
                    article_id=entry.article_id,
                )
                for entry in batch
                for pk in under
            ],
            ignore_conflicts=True,
        )
        enter_put_right(batch)
        regroup.enqueue(section_id, batch[-1].pk)
