"""`manage.py recount`."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.doctor.mending import recount


class Command(BaseCommand):
    """A thin shell over `mending.recount`."""

    help = (
        "Have threads and comments say the numbers that there are. Works in small steps, while the site runs."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Recount, and tell."""
        self.stdout.write(f"{sum(1 for _one in recount())} numbers were put right.")
