"""`manage.py restore FILE`."""

from functools import partial
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.progress import progress
from newsroom.backups.archive import Unusable
from newsroom.backups.databases import Failed
from newsroom.backups.restoring import NotEmpty, restore


class Command(BaseCommand):
    """A thin shell over `backups.restoring.restore`; then tables are brought up to date and the record checked."""

    help = (
        "Bring a backup back: the archive is checked, then pictures are unpacked and the database replaced, whole or "
        "not at all. Stop site and worker before. Ends with verify_editions."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The archive, and leave to replace something."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--over", action="store_true", help="replace what is in the database now")

    def handle(self, *_args: Any, file: Path, over: bool, **options: Any) -> None:
        """Restore, migrate, verify."""
        try:
            about = restore(file, over=over, progress=partial(progress, out=self.stderr))
        except NotEmpty:
            raise CommandError(
                "There are people or published texts in this database, which would be lost. Nothing was changed. "
                "Make a backup of it first, then say --over."
            ) from None
        except (Failed, Unusable, OSError) as error:
            raise CommandError(f"The database is as it was: {error}") from error
        call_command("migrate", verbosity=0, stdout=self.stdout)
        call_command("verify_editions", stdout=self.stdout, stderr=self.stderr)
        self.stdout.write(self.style.SUCCESS(f"The newsroom is as it was at {about.made_at}."))
