"""`manage.py mend_entries`."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.doctor.mending import mend_entries


class Command(BaseCommand):
    """A thin shell over `mending.mend_entries`."""

    help = "Have lists and search know every edition that stands, at its times. Small steps, while the site runs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Mend, and tell."""
        mended = 0
        for article in mend_entries():
            mended += 1
            self.stdout.write(f"Article {article} stands in lists as it should.")
        self.stdout.write(f"{mended} entries were put right.")
