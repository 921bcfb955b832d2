"""Takes sources that are not named out of what lists them: what one told for two articles would name them."""

from django.db import migrations

BATCH = 1000


def take_out(apps, schema_editor):
    """In batches."""
    rows = apps.get_model("articles", "EntrySource")._default_manager.using(schema_editor.connection.alias)
    while some := list(rows.filter(source__kind="unnamed").order_by("pk").values_list("pk", flat=True)[:BATCH]):
        rows.filter(pk__in=some).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0017_documents_of_entries")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
