"""PostgreSQL's index of the desk's words takes new ones as a list, which the worker sorts in once a minute."""

from django.db import migrations


def wait(apps, schema_editor):
    """A text has some 400 words: at a million articles each was a page of the index, read from the disk by a save."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX articles_deskwords_index SET (fastupdate = on)")


def sort_in(apps, schema_editor):
    """None waits any more."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX articles_deskwords_index SET (fastupdate = off)")
        schema_editor.execute("SELECT gin_clean_pending_list('articles_deskwords_index')")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('articles', '0026_enter_what_was_put_right'),
    ]

    operations = [
        migrations.RunPython(wait, sort_in),
    ]
