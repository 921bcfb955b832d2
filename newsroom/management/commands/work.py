"""`manage.py work`: the worker, which sends mail, makes renditions, and beats once a minute."""

import logging
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from newsroom.beat import keep_beating
from newsroom.journal import belonging_to


class Worker(db_worker.Worker):
    """The one of the queue; each line that a task logs carries the task's number."""

    def run_task(self, db_task_result: DBTaskResult[..., Any]) -> None:
        """One task, whatever becomes of it."""
        with belonging_to(task_id=str(db_task_result.pk)):
            super().run_task(db_task_result)


class Command(BaseCommand):
    """Begins the beat where it has ended, then works until it is ended; as many at once as you like."""

    help = "Do what waits: send mail, make renditions, look after the rest once a minute. Ends with Ctrl-C."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """The beat is queued before the worker begins, so that it comes first."""
        if verbosity == 0:
            for name in ("django_tasks", "django_tasks_db"):
                logging.getLogger(name).setLevel(logging.CRITICAL)
        keep_beating(timezone.now())
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=True,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
