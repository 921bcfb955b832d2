"""`manage.py doctor [--deep] [--json]`."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from articles.progress import progress
from newsroom.doctor import Finding, deep, outside, work


class Command(BaseCommand):
    """A thin shell over what the doctor looks at; exit code 1 if anything is wrong, 0 if only warnings are left."""

    help = (
        "Say what is wrong with this newsroom and how to mend it. --deep looks at all that is stored: the record, "
        "lists, search, counts and files. Nothing is changed."
    )
    requires_system_checks = []  # they are among what is looked at

    def add_arguments(self, parser: CommandParser) -> None:
        """How far, and for whom."""
        parser.add_argument("--deep", action="store_true", help="look at every row and file")
        parser.add_argument("--json", action="store_true", help="print findings as JSON, and only that")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Look, and tell each finding as soon as it is found."""
        found = wrong = 0
        all_found = []
        for finding in self.examined(options["deep"]):
            found += 1
            wrong += finding.level == "wrong"
            if options["json"]:
                all_found.append(asdict(finding))
            else:
                self.tell(finding)
        if options["json"]:
            self.stdout.write(json.dumps(all_found, ensure_ascii=False, indent=2))
        elif not found:
            self.stdout.write(self.style.SUCCESS("Everything is as it should be."))
        if wrong:
            raise CommandError(f"{wrong} things are wrong.")

    def examined(self, to_the_ground: bool) -> Iterator[Finding]:
        """All findings; without tables there is nothing more to look at."""
        missing = False
        for finding in outside.examined():
            missing |= finding.about in ("database", "migrations")
            yield finding
        if missing:
            return
        try:
            yield from work.examined()
            for look in deep.LOOKS if to_the_ground else ():
                yield from deep.told(progress(look.findings(), look.total(), look.name, self.stderr))
        except DatabaseError as error:
            yield Finding(
                "database", f"The database stopped answering: {error}", "systemctl status postgresql"
            )

    def tell(self, finding: Finding) -> None:
        """One finding for people."""
        style = self.style.ERROR if finding.level == "wrong" else self.style.WARNING
        self.stdout.write(style(f"{finding.about}: {finding.text}"))
        self.stdout.write(f"    {finding.mend}")
