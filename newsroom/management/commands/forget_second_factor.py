"""`manage.py forget_second_factor EMAIL`: for somebody who has lost their app, their key and their recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from authors.models import AuditEntry, User
from newsroom.second_factor import forget


class Command(BaseCommand):
    """Makes sure that it is somebody, forgets, tells."""

    help = "Take away somebody's second factor and end their sessions; the desk then asks them to set up a new one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whose."""
        parser.add_argument("email", help="The address they sign in with.")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        """Forget it, and put it on record."""
        user = User.objects.filter(email__iexact=email).first()
        if not user:
            raise CommandError(f"Nobody signs in with {email}. Nothing was changed.")
        had = forget(user)
        AuditEntry.objects.record(None, "forget_factor", user, name=f"{user._meta.verbose_name} {user.pk}")
        self.stdout.write(
            f"{user} had {had} and has none now; wherever they were signed in, they are not any more."
        )
