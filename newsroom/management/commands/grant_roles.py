"""`manage.py grant_roles`: give every role exactly its permissions."""

from typing import Any

from django.core.management.base import BaseCommand

from newsroom.roles import grant


class Command(BaseCommand):
    """A thin shell over `roles.grant`; migrating does the same."""

    help = (
        "Make the group of every role and give it exactly its permissions; may be run as often as you like."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Grant, and tell."""
        for name, count in grant().items():
            self.stdout.write(f"{name:14} {count:4} permissions")
