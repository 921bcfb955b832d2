"""Addresses of private pages that whoever got them by mail may open: signed, and of use for one thing only."""

from django.core import signing
from django.urls import reverse

from comments.models import ModerationDecision, Report

SALT = "comments.signed"


def report_page(report: Report) -> str:
    """Where somebody sees what became of their report."""
    return reverse("report_state", args=[signing.dumps(["report", report.pk], salt=SALT)])


def appeal_page(against: ModerationDecision | Report) -> str:
    """Where whom it concerns appeals against a decision, and sees what became of the appeal."""
    name = "report" if isinstance(against, Report) else "decision"
    return reverse("appeal", args=[signing.dumps([f"appeal {name}", against.pk], salt=SALT)])


def read_report(token: str) -> Report | None:
    """The report of a signed address; None if nobody here has signed it."""
    what, pk = _read(token)
    return Report.objects.select_related("comment").filter(pk=pk).first() if what == "report" else None


def read_appeal(token: str) -> ModerationDecision | Report | None:
    """What a signed address appeals against; None if nobody here has signed it."""
    what, pk = _read(token)
    if what == "appeal report":
        return Report.objects.select_related("comment__thread", "reader").filter(pk=pk).first()
    if what == "appeal decision":
        decisions = ModerationDecision.objects.select_related("comment__thread", "reader", "by")
        return decisions.filter(pk=pk).first()
    return None


def _read(token: str) -> tuple[str, int]:
    try:
        what, pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return "", 0
    return what, pk
