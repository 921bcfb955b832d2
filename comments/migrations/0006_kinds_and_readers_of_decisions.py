"""Say of each line of the log what it was and about whom, and trust readers whose comments are public."""

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery

BATCH = 10_000
KINDS = {"public": "approve", "rejected": "reject", "hidden": "hide", "removed": "remove"}
KNOWN = 2


def tell(apps: Any, schema_editor: Any) -> None:
    Decision = apps.get_model("comments", "ModerationDecision")
    Comment = apps.get_model("comments", "Comment")
    Reader = apps.get_model("comments", "Reader")
    whose = Comment.objects.filter(pk=OuterRef("comment")).values("reader")[:1]
    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    for begin in range(0, last, BATCH):
        rows = Decision.objects.filter(pk__gt=begin, pk__lte=begin + BATCH)
        rows.update(reader=Subquery(whose))
        for status, kind in KINDS.items():
            decided = rows.filter(to_status=status).exclude(from_status="")
            (decided if kind == "remove" else decided.filter(by__isnull=False)).update(kind=kind)
    public = Comment.objects.filter(reader=OuterRef("pk"), status="public")
    Reader.objects.filter(Exists(public)).update(trust=KNOWN)


class Migration(migrations.Migration):
    dependencies = [("comments", "0005_conversation")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
