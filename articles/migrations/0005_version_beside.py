from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0004_words_for_search_at_the_desk'),
    ]

    operations = [
        migrations.AddField(
            model_name='version',
            name='beside',
            field=models.JSONField(null=True, verbose_name='what is kept with it and never published; null: nobody kept it'),
        ),
    ]
