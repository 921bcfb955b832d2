"""The articles app; its triggers come back after every migrate."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


def install_after_migrate(using: str, **_kwargs: Any) -> None:
    """SQLite drops triggers when a migration rebuilds a table, so they are installed after each one."""
    from articles import searching, triggers

    triggers.install(using)
    searching.install(using)


class ArticlesConfig(AppConfig):
    """Articles, their editions, sources and stakeholders."""

    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        post_migrate.connect(install_after_migrate, sender=self)
