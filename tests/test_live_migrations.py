"""Migrations on a live site: what would lock a large table, or break the code before it, is refused by name."""

from io import StringIO
from typing import Any, Final

import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management import call_command
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

from newsroom import live_migrations
from newsroom.live_migrations import faults

RELEASED: Final[dict[str, str]] = {}
"""The last migration of each app in the release before this one; before the first one, no table is large."""

LARGE, SMALL = "edition", "topic"
INDEX = models.Index(fields=["number"], name="trial")
CHECK: Any = models.CheckConstraint(condition=models.Q(number__gt=0), name="trial")
UNIQUE: Any = models.UniqueConstraint(fields=["number"], name="trial")


def add(field: Any, to: str = LARGE) -> migrations.AddField:
    return migrations.AddField(to, "trial", field)


def nothing(*_: Any) -> None:
    """What RunPython calls."""


def migration(*operations: Any, atomic: bool = True) -> migrations.Migration:
    kind = type("Trial", (migrations.Migration,), {"operations": list(operations), "atomic": atomic})
    made: migrations.Migration = kind("9999_trial", "articles")
    return made


def found(*operations: Any, atomic: bool = True) -> list[str]:
    """What is wrong with a migration of these, after all that there are."""
    return list(faults([migration(*operations, atomic=atomic)], MigrationLoader(None).project_state()))


@pytest.mark.parametrize(
    ("operation", "word"),
    [
        (add(models.IntegerField()), "db_default"),
        (add(models.IntegerField(default=0)), "db_default"),  # the code before it would insert nothing there
        (add(models.IntegerField(null=True, db_index=True)), "index"),
        (add(models.ForeignKey("articles.topic", models.CASCADE, null=True)), "index"),
        (migrations.AddIndex(LARGE, INDEX), "AddIndexConcurrently"),
        (migrations.AddConstraint(LARGE, CHECK), "AddConstraintNotValid"),
        (migrations.AddConstraint(LARGE, UNIQUE), "CONCURRENTLY"),
        (migrations.RemoveField(LARGE, "note"), "a release later"),
        (migrations.RenameField(LARGE, "note", "remark"), "a release later"),
        (migrations.DeleteModel("Edition"), "a release later"),
        (migrations.AlterField(LARGE, "number", models.BigIntegerField()), "rewrites"),
        (migrations.RunSQL("CREATE INDEX trial ON articles_edition (number)"), "locks a table"),
        (migrations.RunSQL(['ALTER TABLE ONLY "articles_edition" SET LOGGED']), "locks a table"),
        (migrations.RunPython(nothing), "batches"),
    ],
)
def test_what_a_running_site_would_notice_is_refused(operation: Any, word: str) -> None:
    (fault,) = found(operation)
    assert fault.startswith("articles.9999_trial ")
    assert word in fault


@pytest.mark.parametrize(
    "operation",
    [
        add(models.IntegerField(null=True)),
        add(models.IntegerField(db_default=0)),
        add(models.IntegerField(), to=SMALL),
        AddIndexConcurrently(LARGE, INDEX),
        migrations.AlterField(LARGE, "note", models.TextField(blank=True, verbose_name="a note")),
        migrations.RunSQL("CREATE INDEX CONCURRENTLY trial ON articles_edition (number)"),
        migrations.RunSQL("CREATE INDEX trial ON articles_topic (name)"),
        migrations.CreateModel("Trial", [("id", models.BigAutoField(primary_key=True))]),
    ],
)
def test_what_it_would_not_notice_passes(operation: Any) -> None:
    assert found(operation, atomic=False) == []


def test_a_new_table_may_get_whatever_it_likes() -> None:
    made = migrations.CreateModel("Trial", [("id", models.BigAutoField(primary_key=True))])
    assert found(made, migrations.AddField("trial", "number", models.IntegerField(db_index=True))) == []


def test_what_is_allowed_has_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_migrations, "ALLOWED", {("articles", "9999_trial"): "Unused since 1.4."})
    assert found(migrations.RemoveField(LARGE, "note")) == []


def test_no_migration_since_the_last_release_disturbs_a_site() -> None:
    loader = MigrationLoader(None)
    before = [(app, name) for app, name in RELEASED.items()]
    known = {node for last in before for node in loader.graph.forwards_plan(last)}
    ahead = [node for leaf in loader.graph.leaf_nodes() for node in loader.graph.forwards_plan(leaf)]
    ours = [loader.graph.nodes[node] for node in dict.fromkeys(ahead) if node not in known]
    foreign = {"articles", "authors", "comments", "images"}
    state = loader.project_state(before, at_end=True) if before else None
    if state:
        assert not list(faults([one for one in ours if one.app_label in foreign], state))


@pytest.mark.django_db
def test_the_command_looks_at_what_is_ahead_of_this_database() -> None:
    told = StringIO()
    call_command("check_migrations", stdout=told)
    assert told.getvalue().startswith("0 migrations ahead")
