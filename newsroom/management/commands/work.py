"""`manage.py work`: the worker, which sends mail, makes renditions, and beats once a minute."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from newsroom.beat import keep_beating


class Command(BaseCommand):
    """Begins the beat where it has ended, then works until it is ended; as many at once as you like."""

    help = "Do what waits: send mail, make renditions, look after the rest once a minute. Ends with Ctrl-C."

    def handle(self, *_args: Any, verbosity: int, **_options: Any) -> None:
        """The beat is queued before the worker begins, so that it comes first."""
        keep_beating(timezone.now())
        call_command("db_worker", queue_name="*", verbosity=verbosity)
