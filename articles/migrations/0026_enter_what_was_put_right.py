"""Enters what was put right so far under sections and authors, in batches; `manage.py index_articles` does the same."""

from django.db import migrations, transaction

BATCH = 1_000
LISTED = (("EntrySection", "PutRightIn", "section_id"), ("EntryAuthor", "PutRightBy", "author_id"))


def enter(apps, schema_editor):
    """As freezing does it since."""
    using = schema_editor.connection.alias
    model = lambda name: apps.get_model("articles", name)._default_manager.using(using)  # noqa: E731
    put_right = model("Edition").filter(
        kind__in=("correction", "retraction"), cancelled_at=None, redacted_at=None
    )
    last = 0
    while batch := list(
        put_right.filter(pk__gt=last)
        .order_by("pk")
        .values_list("pk", "article", "number", "goes_live_at")[:BATCH]
    ):
        last = batch[-1][0]
        for links, name, under in LISTED:
            listed = {}
            found = model(links).filter(entry__article__in={article for _pk, article, *_ in batch})
            for article, *row in found.values_list("article_id", "entry", "entry__edition__number", under):
                listed.setdefault(article, []).append(row)
            made = apps.get_model("articles", name)
            with transaction.atomic(using=using):
                model(name).filter(edition__in=[pk for pk, *_ in batch]).delete()
                model(name).bulk_create(
                    made(entry_id=entry, edition_id=pk, goes_live_at=at, **{under: which})
                    for pk, article, number, at in batch
                    for entry, of, which in listed.get(article, ())
                    if number <= of
                )


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0025_what_was_put_right_under_entries")]
    operations = [migrations.RunPython(enter, migrations.RunPython.noop, elidable=True)]
