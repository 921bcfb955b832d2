"""Tells of the entries that are there already which sources they rest on and which stakeholders they name."""

from django.db import migrations

BATCH = 500


def enter(apps, schema_editor):
    """As freezing does it since, in batches."""
    using = schema_editor.connection.alias
    model = lambda name: apps.get_model("articles", name)._default_manager.using(using)  # noqa: E731
    entries, last = model("Entry").select_related("edition").only("edition__payload", "published_at", "article"), 0
    while batch := list(entries.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        sources, stakeholders = {}, {}
        for entry in batch:
            payload = entry.edition.payload
            sources[entry] = {one["source"] for one in payload["references"] if one["kind"] != "unnamed"}
            stakeholders[entry] = {row["stakeholder"] for table in payload["tables"] for row in table["rows"]}
        for link, thing, name, found in (
            ("EntrySource", "Source", "source", sources),
            ("EntryStakeholder", "Stakeholder", "stakeholder", stakeholders),
        ):
            there = set(
                model(thing).filter(pk__in=set().union(*found.values())).values_list("pk", flat=True)
            )
            model(link).bulk_create(
                apps.get_model("articles", link)(
                    entry_id=entry.pk,
                    published_at=entry.published_at,
                    article_id=entry.article_id,
                    **{f"{name}_id": pk},
                )
                for entry, keys in found.items()
                for pk in keys & there
            )


def forget(apps, schema_editor):
    """Empty the tables, so that entering them again doubles nothing."""
    for name in ("EntrySource", "EntryStakeholder"):
        apps.get_model("articles", name)._default_manager.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_what_entries_rest_on_and_name")]
    operations = [migrations.RunPython(enter, forget)]
