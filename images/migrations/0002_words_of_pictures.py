"""An index of the words that are said about pictures, for PostgreSQL; what is asked for is images.saying.document."""

from django.db import migrations

WORDS = "to_tsvector('simple', regexp_replace({}, '[^[:alnum:]]+', ' ', 'g'))"
COLUMNS = "alt || ' ' || caption || ' ' || credit || ' ' || licence"


def make_index(apps, schema_editor):
    """While the site goes on; one that was left half made by a stopped run is made anew."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS images_image_words")
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY images_image_words ON images_image USING gin ({WORDS.format(COLUMNS)})"
        )


def drop_index(apps, schema_editor):
    """Gone with its name."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS images_image_words")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("images", "0001_initial")]
    operations = [migrations.RunPython(make_index, drop_index)]
