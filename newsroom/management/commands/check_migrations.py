"""`manage.py check_migrations`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from newsroom.live_migrations import faults


class Command(BaseCommand):
    """A thin shell over `live_migrations.faults`, for what this database has yet to take."""

    help = "Say which migrations ahead would lock a large table for long, or break the code that runs until then."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Read what is ahead; exit code 1 if the site should not run meanwhile."""
        executor = MigrationExecutor(connection)
        ahead = executor.migration_plan(executor.loader.graph.leaf_nodes())
        state = executor.loader.project_state(list(executor.loader.applied_migrations), at_end=True)
        found = list(faults((migration for migration, _backwards in ahead), state))
        for fault in found:
            self.stderr.write(self.style.ERROR(fault))
        if found:
            raise CommandError("Stop the site before migrating, or split these migrations over two releases.")
        self.stdout.write(f"{len(ahead)} migrations ahead, and none that a running site would notice.")
