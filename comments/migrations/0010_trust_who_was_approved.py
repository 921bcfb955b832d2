from django.db import migrations

NEW, KNOWN = 1, 2
BATCH = 1_000


def trust(apps, schema_editor):
    """Whoever has a public comment is known already."""
    Reader = apps.get_model('comments', 'Reader')
    readers = Reader.objects.using(schema_editor.connection.alias)
    after = 0
    while some := list(readers.filter(pk__gt=after).order_by('pk').values_list('pk', flat=True)[:BATCH]):
        after = some[-1]
        known = set(readers.filter(pk__in=some, comments__status='public').values_list('pk', flat=True))
        readers.filter(pk__in=known, trust=NEW).update(trust=KNOWN)


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0009_words_by_their_beginning'),
    ]

    operations = [
        migrations.RunPython(trust, migrations.RunPython.noop),
    ]
