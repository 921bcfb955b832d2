"""What readers suggest, at the desk: which of the notes beside a text came from outside."""

from collections.abc import Sequence

from django import template

from articles.noting import Thread
from comments.models import Notice

register = template.Library()


@register.simple_tag
def notices(threads: Sequence[Thread]) -> list[tuple[Thread, Notice | None]]:
    """Each note with the notice that it is of, if it came from a reader; at most one query."""
    outside = [thread.note.pk for thread in threads if thread.note.by_id is None]
    rows = Notice.objects.filter(note__in=outside) if outside else ()
    found = {notice.note_id: notice for notice in rows}
    return [(thread, found.get(thread.note.pk)) for thread in threads]
