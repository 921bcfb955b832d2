"""The worker's beat: what it puts right, that there is one a minute, and that a killed worker loses nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import TestCase
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from articles.mailing import send_to
from articles.models import Mail, Sitting
from authors.models import User
from newsroom.beat import beat, keep_beating, last_round, tidy
from tests.make import make_article
from tests.pictures import make_image
from tests.racing import together

READY, RUNNING, FAILED, DONE = (
    TaskResultStatus.READY,
    TaskResultStatus.RUNNING,
    TaskResultStatus.FAILED,
    TaskResultStatus.SUCCESSFUL,
)


def make_task(path: str = "images.tasks.make_renditions", **fields: Any) -> Any:
    """A task in the queue, or in whatever state the test is about."""
    given = {"args_kwargs": {"args": ["a.jpg"], "kwargs": {}}, "backend_name": "default"}
    ago = fields.pop("enqueued_at", None)
    row = DBTaskResult.objects.create(task_path=path, run_after=timezone.now(), **{**given, **fields})
    if ago:
        DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=ago, run_after=ago)
    return row


def beats() -> Any:
    """The beats, in whatever state."""
    return DBTaskResult.objects.filter(task_path=beat.module_path)


def status(row: Any) -> str:
    """What has become of a task by now."""
    row.refresh_from_db()
    return str(row.status)


# What a beat does


def test_a_beat_queues_the_next_two_however_often_it_runs(db: None) -> None:
    for _time in range(3):
        beat.call()
    now = timezone.now()
    assert 3 <= beats().count() <= 4, "this minute's and two ahead; a minute may have passed"
    assert beats().filter(run_after__gt=now).count() == 2


def test_what_a_killed_worker_was_at_is_done_again(db: None) -> None:
    left = make_task(status=RUNNING, started_at=timezone.now() - timedelta(minutes=16), worker_ids=["a"])
    at_work = make_task(status=RUNNING, started_at=timezone.now() - timedelta(minutes=4), worker_ids=["b"])
    beat.call()
    assert status(left) == READY
    assert status(at_work) == RUNNING


def test_what_has_taken_down_three_workers_is_given_up(db: None) -> None:
    then = timezone.now() - timedelta(minutes=16)
    bomb = make_task(status=RUNNING, started_at=then, worker_ids=["a", "b", "c"])
    beat.call()
    assert status(bomb) == FAILED
    assert bomb.traceback == "Given up: 3 workers ended while they were at it."


def make_mail(recipient: User, actor: User, **fields: Any) -> Mail:
    """A mail that is due."""
    due = {"due_at": timezone.now() - timedelta(minutes=1), **fields}
    article = make_article(actor)
    return Mail.objects.create(recipient=recipient, kind="mention", article=article, actor=actor, **due)


def test_a_mail_whose_worker_was_killed_is_sent(writer: User, editor: User) -> None:
    make_mail(writer, editor)
    with TestCase.captureOnCommitCallbacks(execute=True):
        beat.call()
    assert [letter.to for letter in mail.outbox] == [[writer.email]]


def test_a_mail_that_has_a_task_is_left_to_it(writer: User, editor: User) -> None:
    make_mail(writer, editor)
    make_task(send_to.module_path, args_kwargs={"args": [writer.pk], "kwargs": {}})
    beat.call()
    assert not mail.outbox


def test_a_beat_tells_since_when_a_task_is_late(db: None) -> None:
    assert beat.call() == {}
    since = timezone.now() - timedelta(minutes=7)
    make_task(enqueued_at=since)
    assert beat.call() == {"late": since.isoformat()}


def test_a_task_for_later_is_not_late(db: None) -> None:
    row = make_task(enqueued_at=timezone.now() - timedelta(minutes=7))
    DBTaskResult.objects.filter(pk=row.pk).update(run_after=timezone.now() + timedelta(days=1))
    assert beat.call() == {}


def test_tidying_forgets_finished_tasks_and_forms_that_nobody_has_open(writer: User) -> None:
    now = timezone.now()
    old, kept = now - timedelta(days=8), now - timedelta(days=6)
    make_task(status=DONE, finished_at=old)
    waiting, fresh = make_task(enqueued_at=old), make_task(status=FAILED, finished_at=kept)
    Sitting.objects.create(user=writer, seen_at=now - timedelta(days=31))
    open_form = Sitting.objects.create(user=writer, seen_at=now - timedelta(days=29))
    make_task(beat.module_path, status=DONE, finished_at=now - timedelta(hours=2))
    tidy.call()
    assert set(DBTaskResult.objects.all()) == {waiting, fresh}
    assert list(Sitting.objects.all()) == [open_form]


# One a minute, by real workers


def until(held: Callable[[], Any], seconds: float = 90) -> None:
    """Waits until it holds."""
    end = time.monotonic() + seconds
    while not held():
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)


def address_of_database() -> str:
    """The test's database, as a process of its own is told it."""
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}@{told['HOST']}/{told['NAME']}?{urlencode(told['OPTIONS'])}"


@contextmanager
def working(var: Any) -> Iterator[subprocess.Popen[bytes]]:
    """`manage.py work` on the test's database; whatever happens, it has ended afterwards."""
    own = {"SECRET_KEY": "test", "VAR_DIR": str(var), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    env = {**os.environ, **own, "DATABASE_URL": address_of_database()}
    command = [sys.executable, "manage.py", "work", "--verbosity", "0"]
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_two_that_begin_at_once_begin_one_beat() -> None:
    now = timezone.now()
    together(*[lambda: keep_beating(now)] * 2)
    assert beats().count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(settings: Any, tmp_path: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    make_image(3000, 2000)
    task = DBTaskResult.objects.get(task_path="images.tasks.make_renditions")
    with working(tmp_path) as worker:
        until(lambda: status(task) == RUNNING)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    assert last_round(timezone.now()), "the beat came before the picture"
    assert status(task) == RUNNING, "nobody knows yet that its worker is gone"

    an_hour_later = timezone.now() - timedelta(hours=1)
    DBTaskResult.objects.filter(pk=task.pk).update(started_at=an_hour_later)
    beats().delete()
    with working(tmp_path) as worker, working(tmp_path):
        until(lambda: status(task) == DONE)
        assert len(task.worker_ids) == 2
        assert last_round(timezone.now())
        worker.terminate()
        assert worker.wait(30) == 0
    assert all(len(row.worker_ids) <= 1 for row in beats()), "each beat was one worker's"
    assert len({row.run_after for row in beats()}) == beats().count(), "two workers, one beat a minute"
