from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comments', '0008_reports_that_count'),
    ]

    operations = [
        migrations.AddField(
            model_name='word',
            name='first',
            field=models.CharField(db_index=True, default='', editable=False, max_length=40),
            preserve_default=False,
        ),
    ]
