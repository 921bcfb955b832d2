"""`manage.py retry_tasks`."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.doctor.mending import retry_tasks


class Command(BaseCommand):
    """A thin shell over `mending.retry_tasks`."""

    help = "Queue every failed task once more; each may be done again without harm."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Queue, and tell."""
        self.stdout.write(f"{retry_tasks()} tasks were queued once more.")
