"""Words that readers find entries and names by, with each database's index of them."""

import django.db.models.deletion
from django.db import migrations, models


TABLES = {"articles_entrywords": "entry_id", "articles_namewords": "id"}
POSTGRESQL = (
    """
    ALTER TABLE {0} ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('pg_catalog.simple', title), 'A')
        || setweight(to_tsvector('pg_catalog.simple', about), 'B')
        || to_tsvector('pg_catalog.simple', text)
        || array_to_tsvector(string_to_array(filed, ' '))
    ) STORED
    """,
    # Rows without their texts are thin, so that looking at the times of many is quick.
    "ALTER TABLE {0} SET (toast_tuple_target = 128)",
    "CREATE INDEX {0}_index ON {0} USING gin (vector) WITH (fastupdate = off)",
)
SQLITE = (
    """
    CREATE VIRTUAL TABLE {0}_index USING fts5(
        title, about, text, filed,
        content='{0}', content_rowid='{1}',
        tokenize='unicode61 remove_diacritics 0', prefix='3'
    )
    """,
)


def make_index(apps, schema_editor):
    """PostgreSQL: a column that the database fills; SQLite: a table that triggers fill, see articles.searching."""
    statements = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table, key in TABLES.items():
        for statement in statements:
            schema_editor.execute(statement.format(table, key))


def drop_index(apps, schema_editor):
    """SQLite's is a table of its own; PostgreSQL's goes with its table."""
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(f"DROP TABLE {table}_index")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0014_pictures_in_bodies'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntryWords',
            fields=[
                ('title', models.TextField()),
                ('about', models.TextField()),
                ('text', models.TextField()),
                ('filed', models.TextField()),
                ('entry', models.OneToOneField(editable=False, on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='words', serialize=False, to='articles.entry')),
                ('article_id', models.BigIntegerField()),
                ('published_at', models.DateTimeField()),
                ('goes_live_at', models.DateTimeField()),
                ('superseded_at', models.DateTimeField(null=True)),
                ('plain', models.TextField()),
            ],
            options={
                'indexes': [models.Index(fields=['-published_at', '-article_id'], name='words_newest')],
            },
        ),
        migrations.CreateModel(
            name='NameWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('about', models.TextField()),
                ('text', models.TextField()),
                ('filed', models.TextField()),
                ('number', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('filed', 'number'), name='words_of_a_name')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
