"""Enters the entries that are there already under their sections; none stands within another one yet."""

from django.db import migrations

BATCH = 2_000


def enter(apps, schema_editor):
    """As freezing does it since, in batches."""
    using = schema_editor.connection.alias
    entry, link = (apps.get_model("articles", name) for name in ("Entry", "EntrySection"))
    rows, last = entry._default_manager.using(using).exclude(section=None).order_by("pk"), 0
    while batch := list(rows.filter(pk__gt=last).values_list("pk", "section", "published_at", "article")[:BATCH]):
        last = batch[-1][0]
        link._default_manager.using(using).bulk_create(
            link(entry_id=pk, section_id=section, published_at=at, article_id=article)
            for pk, section, at, article in batch
        )


def forget(apps, schema_editor):
    """Empty the table, so that entering them again doubles nothing."""
    apps.get_model("articles", "EntrySection")._default_manager.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0012_front_page_and_sections_within_sections")]
    operations = [migrations.RunPython(enter, forget)]
