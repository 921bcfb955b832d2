"""Words that the desk finds articles by, each database's index of them, and indexes of the list's filters."""

import django.db.models.deletion
from django.db import migrations, models

POSTGRESQL = (
    """
    ALTER TABLE articles_deskwords ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.simple', title), 'A')
        || setweight(to_tsvector('pg_catalog.simple', about), 'B')
        || to_tsvector('pg_catalog.simple', text)
    ) STORED
    """,
    # Words are few beside what a save does anyway, and no search has to read a list of pending ones.
    "CREATE INDEX articles_deskwords_index ON articles_deskwords USING gin (vector) WITH (fastupdate = off)",
)
SQLITE = (
    """
    CREATE VIRTUAL TABLE articles_deskwords_index USING fts5(
        title, about, text,
        content='articles_deskwords', content_rowid='article_id',
        tokenize='unicode61 remove_diacritics 0', prefix='3'
    )
    """,
)


def make_index(apps, schema_editor):
    """PostgreSQL: a column that the database fills; SQLite: a table that triggers fill, see articles.searching."""
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    """SQLite's is a table of its own; PostgreSQL's goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE articles_deskwords_index")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0003_planning_notes_sittings_and_previews'),
    ]

    operations = [
        migrations.CreateModel(
            name='DeskWords',
            fields=[
                ('title', models.TextField()),
                ('about', models.TextField()),
                ('text', models.TextField()),
                ('article', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='articles.article')),
                ('version', models.PositiveIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(make_index, drop_index),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['section', '-saved_at'], name='article_by_section'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['label', '-saved_at'], name='article_by_label'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(fields=['language', '-saved_at'], name='article_by_language'),
        ),
    ]
