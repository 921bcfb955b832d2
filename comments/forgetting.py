"""What is forgotten by age: where something came from, texts that nobody sees, what was reported, and by whom.

Of what readers suggest, who it came from is forgotten as long after the answer; what they said stays.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet

from comments.models import Appeal, Comment, ModerationDecision, Notice, Report, Revision
from comments.statements import APPEAL_FOR

Kind = ModerationDecision.Kind
SENDERS: Final = timedelta(days=30)
"""So long it is known whether two reports or notices came from one place."""
AT_ONCE: Final = 1_000
"""Rows that one run takes; the next one takes the rest."""


def forget(now: datetime) -> None:
    """Forget what is old enough, a bounded number of each; once an hour."""
    for model in (Report, Notice):
        sent = model._default_manager.filter(made_at__lt=now - SENDERS).exclude(sender="")
        _some(sent.order_by("made_at")).update(sender="")
    old = now - APPEAL_FOR
    said = Report.objects.filter(decided_at__lt=old).exclude(email="", name="", text="")
    _some(_unappealed(said).order_by("decided_at")).update(name="", email="", text="")
    answered = Notice.objects.filter(status__in=(Notice.Status.DECLINED, Notice.Status.PUBLISHED))
    senders = answered.filter(decided_at__lt=old).exclude(email="", name="")
    _some(senders.order_by("decided_at")).update(name="", email="")
    appeals = Appeal.objects.filter(decided_at__lt=old).exclude(text="")
    _some(appeals.order_by("decided_at")).update(text="")
    _texts(old)


@transaction.atomic
def _texts(old: datetime) -> None:
    """Texts that were taken away, with what they said before, once nobody can appeal any more and nothing is open."""
    decided = ModerationDecision.objects.filter(
        comment=OuterRef("pk"), kind__in=(Kind.REJECT, Kind.HIDE), at__gte=old
    )
    reported = Report.objects.open().filter(comment=OuterRef("pk"))
    appealed = Appeal.objects.filter(decision__comment=OuterRef("pk"), status=Appeal.Status.OPEN)
    gone = Comment.objects.filter(
        status__in=(Comment.Status.REJECTED, Comment.Status.HIDDEN), created_at__lt=old
    )
    free = gone.exclude(text="").filter(~Exists(decided), ~Exists(reported), ~Exists(appealed))
    found = _some(free.order_by("created_at").select_for_update(of=("self",), no_key=True))
    Revision.objects.filter(comment__in=found.values("pk")).delete()
    found.update(text="", html="")


def _unappealed(reports: QuerySet[Report]) -> QuerySet[Report]:
    return reports.filter(~Exists(Appeal.objects.filter(report=OuterRef("pk"), status=Appeal.Status.OPEN)))


def _some(rows: QuerySet[Model]) -> QuerySet[Model]:
    """The first of the rows, by their keys, so that updating them is short."""
    return rows.model._default_manager.filter(pk__in=list(rows.values_list("pk", flat=True)[:AT_ONCE]))
