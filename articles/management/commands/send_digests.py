"""manage.py send_digests."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from articles import mailing


class Command(BaseCommand):
    """A thin shell over `mailing.send_what_is_due`; the worker does the same by itself."""

    help = (
        "Sends the daily mails that are due, and mails whose worker was killed. The worker sends them by itself; "
        "this is for newsrooms that run it by a timer instead, as often as they like: nothing is sent twice."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Send, and tell."""
        people = mailing.send_what_is_due()
        told = ngettext("Mail for %(count)d person.", "Mail for %(count)d people.", people)
        self.stdout.write(told % {"count": people})
