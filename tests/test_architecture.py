"""What holds the house together: arrows between modules, complete migrations, triggers in the database."""

import logging

import pytest
from django.core.management import call_command
from django.db import connection, models
from importlinter.cli import lint_imports

from articles import triggers
from articles.models import Edition


def test_no_module_imports_against_the_arrows() -> None:
    try:
        assert lint_imports(no_cache=True) == 0
    finally:
        for logger in map(logging.getLogger, list(logging.root.manager.loggerDict)):
            logger.disabled = False  # it silences everybody else for good


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True)


@pytest.mark.django_db
def test_the_database_has_every_trigger() -> None:
    assert triggers.missing() == []


@pytest.mark.django_db
def test_triggers_are_installed_as_often_as_you_like() -> None:
    triggers.install()
    triggers.install()
    assert triggers.missing() == []


@pytest.mark.django_db
def test_lost_triggers_are_noticed_and_come_back_with_the_next_migrate() -> None:
    triggers.remove()
    assert sorted(triggers.missing()) == sorted(triggers.names())
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


@pytest.mark.usefixtures("transactional_db")
def test_triggers_stand_after_a_table_was_rebuilt() -> None:
    field = models.IntegerField(default=0)
    field.set_attributes_from_name("trial")
    field.model = Edition
    with connection.schema_editor() as editor:
        editor.add_field(Edition, field)
    try:
        assert bool(triggers.missing()) == (
            connection.vendor == "sqlite"
        )  # which rebuilds a table to add a column
        triggers.install()
        assert triggers.missing() == []
    finally:
        with connection.schema_editor() as editor:
            editor.remove_field(Edition, field)
