"""`manage.py tidy_media`."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.doctor.mending import tidy_media


class Command(BaseCommand):
    """A thin shell over `mending.tidy_media`."""

    help = "Delete stored files that nothing names and that are older than a day. Names each."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Tidy, and tell."""
        deleted = 0
        for path in tidy_media():
            deleted += 1
            self.stdout.write(path)
        self.stdout.write(f"{deleted} files were deleted.")
