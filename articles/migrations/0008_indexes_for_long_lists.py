"""Indexes for sources, stakeholders and decisions by the ten thousand; the words' are PostgreSQL's alone."""

from django.db import migrations, models

WORDS = "gin (to_tsvector('simple', regexp_replace({}, '[^[:alnum:]]+', ' ', 'g')))"
INDEXES = {
    "articles_source_words": ("articles_source", "title || ' ' || publisher || ' ' || address"),
    "articles_stakeholdername_words": ("articles_stakeholdername", "name"),
}


def make_indexes(apps, schema_editor):
    """What is asked for is articles.models.words.document."""
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, columns) in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX {name} ON {table} USING {WORDS.format(columns)}")


def drop_indexes(apps, schema_editor):
    """Gone with their names."""
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_standing_pages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='stakeholder',
            index=models.Index(fields=['name', '-id'], name='stakeholder_by_name'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=models.Index(fields=['-at', '-id'], name='decision_latest'),
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
