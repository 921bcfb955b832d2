"""How the newsroom's work goes: the worker, its tasks, mails, and what search does not find."""

from collections.abc import Iterator
from typing import Final

from django.db.models import Count
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles import indexing
from articles.models import Article, Mail
from authors.models import Letter
from comments.models import ReaderMail
from newsroom import beat
from newsroom.doctor import Finding

SOME: Final = 1000
"""So many are counted; what is more is said as more."""
WORK: Final = "systemctl restart newsroom-worker"


def examined() -> Iterator[Finding]:
    """Everything that does not go as it should."""
    now = timezone.now()
    done = beat.last_round(now)
    if not done:
        yield Finding("worker", "No worker has run for 5 minutes: mails and new pictures wait.", WORK)
    elif done.status == TaskResultStatus.FAILED:
        yield Finding(
            "worker", "The worker's round of every minute fails.", "journalctl -u newsroom-worker -n 50"
        )
    late = parse_datetime((done.return_value or {}).get("late", "")) if done else beat.oldest_late(now)
    if late:
        told = f"Tasks are late, the oldest since {late:%Y-%m-%d %H:%M} UTC."
        yield Finding("tasks", told, "journalctl -u newsroom-worker -n 50", "warning")
    if stuck := DBTaskResult.objects.running().filter(started_at__lt=now - 2 * beat.LONGEST).count():
        told = f"{stuck} tasks have run for more than half an hour: their workers were killed, and no other one runs."
        yield Finding("tasks", told, WORK)
    failed = DBTaskResult.objects.failed().order_by().values("task_path").annotate(count=Count("pk"))
    for row in failed:
        told = f"{row['count']} tasks of the last days failed: {row['task_path']}."
        yield Finding("tasks", told, "manage.py retry_tasks", "warning")
    yield from _mails()
    yield from _search()


def _mails() -> Iterator[Finding]:
    if Mail.objects.failed().exists():
        told = "Mails could not be sent after all attempts; the desk shows which and why."
        yield Finding("mail", told, "look at /admin/articles/mail/?state=failed", "warning")
    if ReaderMail.objects.in_vain().exists():
        told = "Mails to readers could not be sent in several attempts; the start page of the desk says why."
        yield Finding("mail", told, "journalctl -u newsroom-worker -n 50", "warning")
    if Letter.objects.stuck(timezone.now()).exists():
        told = "Letters to authors have waited for an hour."
        yield Finding("mail", told, "journalctl -u newsroom-worker -n 50", "warning")


def _search() -> Iterator[Finding]:
    for rows, told in (
        (indexing.stale(), "published texts cannot be found by readers"),
        (Article.objects.filter(words=None), "articles cannot be found at the desk"),
    ):
        if count := rows[:SOME].count():
            more = "or more " if count == SOME else ""
            yield Finding("search", f"{count} {more}{told}.", "manage.py index_articles")
