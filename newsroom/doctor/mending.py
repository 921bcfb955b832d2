"""Putting right what the doctor found; each step is as true before as after, and may be run as often as you like."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles import freezing, indexing
from articles.models import Article, Edition, Entry, EntryWords, PageVersion
from comments.models import Comment, Thread
from newsroom.doctor import deep, files


def recount() -> Iterator[int]:
    """Threads and comments say the numbers that there are; yields the number of each that was wrong."""
    for batch in deep.batches(Thread.objects.only("pk")):
        among = deep.counted().filter(pk__in=[row.pk for row in batch])
        for pk in deep.miscounted(among).values_list("pk", flat=True):
            with transaction.atomic():
                Thread.objects.select_for_update().get(pk=pk)  # whoever posts or decides waits
                row: Any = deep.counted().get(pk=pk)
                Thread.objects.filter(pk=pk).update(public_count=row.public, held_count=row.held)
                PageVersion.objects.raise_threads(pk)
            yield pk
    for batch in deep.batches(Comment.objects.only("pk")):
        among_comments = deep.tallied().filter(pk__in=[row.pk for row in batch])
        for pk in deep.mistallied(among_comments).values_list("pk", flat=True):
            with transaction.atomic():
                comment = Comment.objects.select_for_update(of=("self",)).get(pk=pk)
                told: Any = deep.tallied().get(pk=pk)
                there = {"recommended": told.recommendations_there, "reported": told.reports_there}
                Comment.objects.filter(pk=pk).update(**there)
                PageVersion.objects.raise_threads(comment.thread_id)
            yield pk


def mend_entries() -> Iterator[int]:
    """Lists and search know what stands, at its times; yields the numbers of the articles that were mended."""
    for batch in deep.batches(deep.standing().filter(entry=None).only("pk", "article_id")):
        for row in batch:
            with transaction.atomic():
                Article.objects.select_for_update(of=("self",)).get(
                    pk=row.article_id
                )  # nobody publishes meanwhile
                edition = deep.standing().filter(pk=row.pk, entry=None).select_related("address").first()
                if edition:
                    freezing.enter(edition)
                    _in_time(edition)
            yield row.article_id
    wrong = deep.untimely().values_list("edition_id", flat=True)
    for pk in wrong.union(deep.out_of_step().values_list("entry__edition_id", flat=True)):
        edition = Edition.objects.select_related("address").get(pk=pk)
        with transaction.atomic():
            Article.objects.select_for_update(of=("self",)).get(pk=edition.article_id)
            edition.refresh_from_db()
            if edition.cancelled_at:
                Entry.objects.filter(edition=edition).delete()
            else:
                _in_time(edition)
            if edition.is_retraction or edition.redacted_at:
                EntryWords.objects.filter(entry__edition=edition).delete()
        yield edition.article_id


def _in_time(edition: Edition) -> None:
    """The entry's times, and its words', are those of the edition."""
    indexing.time_words(
        Entry.objects.filter(edition=edition),
        goes_live_at=edition.goes_live_at,
        superseded_at=edition.superseded_at,
        published_at=edition.first_published_at,
    )


def tidy_media() -> Iterator[str]:
    """What nothing names is deleted; yields its name."""
    for name in files.orphans():
        default_storage.delete(name)
        yield name


def retry_tasks() -> int:
    """Every failed task is queued once more; says how many."""
    failed = DBTaskResult.objects.failed()
    return failed.update(
        status=TaskResultStatus.READY,
        worker_ids=[],
        finished_at=None,
        started_at=None,
        run_after=timezone.now(),
    )
