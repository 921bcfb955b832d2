"""Tasks as tests want them: done at the commit; those for later are forgotten, and the test does what is due itself."""

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id


class AtOnce(ImmediateBackend):
    """Runs a task as soon as a worker could see it: with the commit of what it was enqueued in."""

    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """A promise of a result; nobody keeps that of a task for later."""
        self.validate_task(task)
        if not task.run_after:
            transaction.on_commit(partial(super().enqueue, task, args, kwargs))
        return TaskResult(
            task=task, id=get_random_id(), status=TaskResultStatus.READY, enqueued_at=None, started_at=None,
            last_attempted_at=None, finished_at=None, args=args, kwargs=kwargs, backend=self.alias, errors=[],
            worker_ids=[],
        )  # fmt: skip
