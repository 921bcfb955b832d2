import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0005_version_beside'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitting',
            name='opened_at',
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name='opened'),
        ),
    ]
