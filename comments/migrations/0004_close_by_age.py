"""What nobody closed or opened by hand closes by its age from now on."""

from typing import Any

from django.db import migrations


def by_age(apps: Any, _schema: Any) -> None:
    """Threads were open by default: that is what being closed by age replaces."""
    apps.get_model("comments", "Thread").objects.filter(policy="open").update(policy="by_age")


def by_hand(apps: Any, _schema: Any) -> None:
    """As before."""
    apps.get_model("comments", "Thread").objects.filter(policy="by_age").update(policy="open")


class Migration(migrations.Migration):
    dependencies = [("comments", "0003_picks_prompts_and_closing_by_age")]
    operations = [migrations.RunPython(by_age, by_hand)]
