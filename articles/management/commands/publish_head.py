"""manage.py publish_head."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from articles import heads


class Command(BaseCommand):
    """Keeps today's head of the ledger in a dated file; the worker does the same each day."""

    help = "Writes today's head of the ledger into a dated file, once, and prints it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        name = heads.keep()
        self.stdout.write(_("Kept in %(name)s of the media storage.") % {"name": name})
        self.stdout.write(heads.text_of(heads.head()), ending="")
