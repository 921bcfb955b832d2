"""Tasks as tests want them: done at once; those for later are forgotten, and the test does what is due itself."""

from typing import Any

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id


class AtOnce(ImmediateBackend):
    """Runs a task where it is enqueued."""

    supports_defer = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """The result, or a promise of one that nobody keeps."""
        if not task.run_after:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        return TaskResult(
            task=task, id=get_random_id(), status=TaskResultStatus.READY, enqueued_at=None, started_at=None,
            last_attempted_at=None, finished_at=None, args=args, kwargs=kwargs, backend=self.alias, errors=[],
            worker_ids=[],
        )  # fmt: skip
