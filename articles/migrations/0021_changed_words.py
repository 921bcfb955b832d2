from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0020_lines_of_expertise")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="changed_words",
            field=models.PositiveIntegerField(null=True),
        ),
    ]
