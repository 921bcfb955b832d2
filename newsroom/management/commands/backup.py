"""`manage.py backup [--to DIR]`."""

import signal
from argparse import BooleanOptionalAction
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from articles.progress import progress
from newsroom.backups.archive import Unusable
from newsroom.backups.databases import Failed
from newsroom.backups.making import make


class Command(BaseCommand):
    """A thin shell over `backups.making.make`."""

    help = (
        "Put database and pictures into one archive, and read it again to see that it is whole. The site goes on "
        "meanwhile; Ctrl-C leaves nothing behind. The archive holds everything: keep it where nobody else reads."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, default=settings.VAR_DIR / "backups", help="the folder")
        parser.add_argument(
            "--pictures",
            action=BooleanOptionalAction,
            default=isinstance(default_storage, FileSystemStorage),
            help="pictures too; by default those on this machine's disk, for an object store keeps its own copies",
        )

    def handle(self, *_args: Any, to: Path, pictures: bool, **_options: Any) -> None:
        """Make it, and say where it is."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that half an archive is cleared away
        self.stderr.write("Copying the database …", lambda text: text)
        try:
            made = make(to, partial(progress, out=self.stderr), with_pictures=pictures)
        except (Failed, Unusable, OSError) as error:
            raise CommandError(f"There is no new backup: {error}") from error
        except KeyboardInterrupt:
            raise CommandError("Stopped. There is no new backup, and nothing is left behind.") from None
        self.stdout.write(f"{made} ({filesizeformat(made.stat().st_size)}), checked.")
