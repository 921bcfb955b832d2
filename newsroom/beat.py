"""The worker's beat: once a minute it puts right what a killed worker left, and shows that somebody works.

The beat of a minute has a key of its own, made of that minute. So however many workers run, and however often
they are started, there is one beat a minute; each queues the next two, so that one may be lost.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks.base import TASK_MAX_PRIORITY, Task
from django_tasks_db.models import DBTaskResult

from articles import heads, revisiting, searching
from articles.mailing import send_to
from articles.models import Mail, Sitting
from authors import contacting
from authors.models import Letter
from comments import exporting, forgetting, leaving, telling, transparency
from comments import mailing as reader_mail
from comments.models import ReaderMail

MINUTE: Final = timedelta(minutes=1)
LATE: Final = timedelta(minutes=5)
"""After which a task that has not begun, or a worker that has not beaten, is worth an alarm."""
LONGEST: Final = timedelta(minutes=15)
"""What has run for so long was left by a killed worker: all renditions of the largest picture take about a minute."""
ATTEMPTS: Final = 3
"""Workers that a task may take down with it before it is given up."""
FORGOTTEN: Final = timedelta(days=30)
"""For how long a form that nobody has open keeps what was typed into it, and a letter is tried to be sent."""
KEPT: Final = timedelta(days=7)
"""For how long it is known what became of a task; of a beat, an hour."""
AT_ONCE: Final = 1000
"""Rows that one run takes; the next one takes the rest."""


def keep_beating(now: datetime) -> None:
    """Queue the beat of this minute and of the next two, and the hour's tidying, as far as they are not queued."""
    this = now.replace(second=0, microsecond=0)
    _queue_once(beat, this, this + MINUTE, this + 2 * MINUTE)
    _queue_once(tidy, this.replace(minute=0))


def _queue_once(job: Task[Any, Any], *moments: datetime) -> None:
    rows: list[Any] = [
        DBTaskResult(
            id=_key(job, moment),
            run_after=moment,
            args_kwargs={"args": [], "kwargs": {}},
            task_path=job.module_path,
            priority=job.priority,
            queue_name=job.queue_name,
            backend_name=job.backend,
        )
        for moment in moments
    ]
    DBTaskResult.objects.bulk_create(rows, ignore_conflicts=True)


def _key(job: Task[Any, Any], moment: datetime) -> UUID:
    return uuid5(NAMESPACE_URL, f"{job.module_path}@{moment.timestamp():.0f}")


@task(priority=TASK_MAX_PRIORITY)
def beat() -> dict[str, str]:
    """One round; tells since when the oldest task is late, if one is."""
    now = timezone.now()
    keep_beating(now)
    take_up_left_tasks(now)
    wake_left_mails(now)
    contacting.wake(now)
    telling.tell_what_is_out(now)
    reader_mail.wake(now)
    leaving.wake(now)
    searching.sort_in()
    late = oldest_late(now)
    return {"late": late.isoformat()} if late else {}


def take_up_left_tasks(now: datetime) -> None:
    """Have what a killed worker was at done again; what has taken down several workers is given up."""
    left = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST)
    for row in left.only("started_at", "worker_ids")[:AT_ONCE]:
        same = left.filter(pk=row.pk, started_at=row.started_at)
        if len(row.worker_ids) < ATTEMPTS:
            same.update(status=TaskResultStatus.READY)
        else:
            why = f"Given up: {len(row.worker_ids)} workers ended while they were at it."
            same.update(status=TaskResultStatus.FAILED, finished_at=now, traceback=why)


def wake_left_mails(now: datetime) -> None:
    """Have mails sent that are due and have no task that will send them, for their worker was killed."""
    queued = DBTaskResult.objects.ready().filter(task_path=send_to.module_path)
    awaited = {each["args"][0] for each in queued.values_list("args_kwargs", flat=True)[:AT_ONCE]}
    people = Mail.objects.due(now).order_by("recipient").values_list("recipient", flat=True).distinct()
    for recipient_id in people:
        if recipient_id not in awaited:
            send_to.enqueue(recipient_id)


def oldest_late(now: datetime) -> datetime | None:
    """Since when the first task waits that should have begun, or runs that should have ended."""
    ready = DBTaskResult.objects.ready().exclude(task_path__in=[beat.module_path, tidy.module_path])
    times = ready.values_list("enqueued_at", "run_after")[:AT_ONCE]
    since = [
        enqueued if after > now else after for enqueued, after in times
    ]  # at once means: after year 9999
    running = DBTaskResult.objects.running().filter(started_at__lt=now - LATE).order_by("started_at")
    since += [row.started_at for row in running[:1] if row.started_at]
    return min((moment for moment in since if moment < now - LATE), default=None)


@task()
def tidy() -> None:
    """Throws away what nobody will ask for again, keeps the day's head, counts, has sources looked at; once an hour."""
    now = timezone.now()
    old = Q(finished_at__lt=now - KEPT)
    old |= Q(task_path__in=[beat.module_path, tidy.module_path], finished_at__lt=now - 60 * MINUTE)
    _delete_some(DBTaskResult.objects.finished().filter(old))
    _delete_some(Sitting.objects.filter(seen_at__lt=now - FORGOTTEN))
    _delete_some(Letter.objects.filter(made_at__lt=now - FORGOTTEN))
    _delete_some(ReaderMail.objects.filter(made_at__lt=now - FORGOTTEN))
    exporting.tidy(now)
    heads.keep()
    forgetting.forget(now)
    transparency.keep(now)
    if settings.REVISIT_SOURCES:
        revisiting.revisit.enqueue()


def _delete_some(rows: QuerySet[Any]) -> None:
    keys = list(rows.order_by().values_list("pk", flat=True)[:AT_ONCE])
    rows.model._default_manager.filter(pk__in=keys).delete()


def last_round(now: datetime) -> Any | None:
    """The last beat that a worker finished in the last five minutes, found by its key."""
    this = now.replace(second=0, microsecond=0)
    keys = [_key(beat, this - back * MINUTE) for back in range(LATE // MINUTE + 1)]
    return DBTaskResult.objects.finished().filter(pk__in=keys).order_by("-run_after").first()
