"""manage.py verify_editions [--head FILE]."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles import verifying
from articles.models import Edition, LedgerLink
from articles.progress import progress

MOST: Final = 200
"""Faults that are told one by one; the others are counted."""


class Command(BaseCommand):
    """Recomputes every fingerprint and every link; exit code 1 if anything differs."""

    help = "Checks that what became public is still what was published. Prints the ledger's head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=Path, help="a file with a head that was kept elsewhere: number and hash"
        )

    def handle(self, *_args: Any, head: Path | None = None, **_options: Any) -> None:
        try:
            kept = verifying.Head.read(head.read_text()) if head else None
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        parts: list[tuple[str, Iterator[str | None], int]] = [
            (_("Ledger"), verifying.verify_ledger(kept), LedgerLink.objects.count()),
            (_("Editions"), verifying.verify_editions(), Edition.objects.count()),
            (_("Triggers"), verifying.verify_triggers(), 0),
        ]
        faults = 0
        for name, part, total in parts:
            for fault in progress(part, total, name, self.stderr):
                faults += bool(fault)
                if fault and faults <= MOST:
                    self.stderr.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(
                _("%(faults)s faults. Keep this database as it is and look for a backup.")
                % {"faults": faults}
            )
        self.stdout.write(_("Everything that became public is as it was published."))
        self.stdout.write(str(verifying.current_head()))
