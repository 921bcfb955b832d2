"""The site as an app, and the admin as the desk."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


def grant_after_migrate(using: str, **_kwargs: Any) -> None:
    """Permissions exist only after migrations, so roles are granted then, as often as you like."""
    from newsroom.roles import grant

    grant(using)


class NewsroomConfig(AppConfig):
    """Roles, commands and pages that concern the whole site."""

    name = "newsroom"

    def ready(self) -> None:
        # Not this app: it has no models, so nothing is sent for it.
        post_migrate.connect(grant_after_migrate, sender=apps.get_app_config("auth"))


class DeskConfig(AdminConfig):
    """Django's admin with the desk as its start page."""

    default_site = "newsroom.desk.Desk"
