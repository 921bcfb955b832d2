"""Closing reports: once it is decided about what they report, each is answered, and the comment counts none more."""

from django.conf import settings
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.languages import of_our_words
from authors.models import MailKind, User
from comments.mailing import tell
from comments.models import Comment, ModerationDecision, ReaderMail, Report
from comments.signed import report_page
from comments.statements import UNDO_FOR, language_of

Kind = ModerationDecision.Kind


def settle(comment: Comment, by: User | None, status: str, *, answer: str = "", ground: str = "") -> None:
    """Close the open reports of a comment, which the caller has locked; nobody (`by`) if its writer removed it.

    Upheld, all of them are right. Dismissed, notices of illegal content stay open: each gets an answer of its own.
    """
    reports = Report.objects.open().filter(comment=comment).select_for_update(of=("self",))
    if status == Report.Status.DISMISSED:
        reports = reports.filter(illegal=False)
    if rows := list(reports.select_related("reader__user")):
        close(rows, by, status, answer=answer, ground=ground)
        recount(comment)


def close(rows: list[Report], by: User | None, status: str, *, answer: str, ground: str = "") -> None:
    """Close these reports of one thing, all alike: one line in the log, and a mail to each who can be told."""
    first = rows[0]
    at = timezone.now()
    for report in rows:
        report.status, report.decided_by, report.decided_at, report.answer = status, by, at, answer
    Report.objects.bulk_update(rows, ["status", "decided_by", "decided_at", "answer"], batch_size=500)
    ModerationDecision.objects.create(
        kind=Kind.UPHOLD if status == Report.Status.UPHELD else Kind.DISMISS,
        comment=first.comment,
        reader=first.comment.reader if first.comment and by else None,  # who removed it has not done wrong
        by=by,
        at=at,
        ground=ground or first.ground,
        evidence=[{"phase": "reports", "reports": [report.pk for report in rows]}],
    )
    for report in rows:
        inform(report)


def reopen(comment: Comment, decision: ModerationDecision) -> None:
    """The decision that took the comment away was undone: what was upheld with it is open again, and nobody is told."""
    upheld = Report.objects.filter(comment=comment, status=Report.Status.UPHELD, decided_by=decision.by)
    # They are closed just before or after the comment is taken away; upheld before that, it would not be there.
    rows = list(upheld.filter(decided_at__gte=decision.at - UNDO_FOR))
    ReaderMail.objects.waiting().filter(key__in=[_key(report) for report in rows]).delete()
    for report in rows:
        report.status, report.decided_by, report.decided_at, report.answer = (
            Report.Status.OPEN,
            None,
            None,
            "",
        )
    Report.objects.bulk_update(rows, ["status", "decided_by", "decided_at", "answer"], batch_size=500)
    recount(comment)


def recount(comment: Comment) -> None:
    """Put the number of open reports that count at the comment."""
    comment.reported = Report.objects.open().filter(comment=comment, counted=True).count()
    Comment.objects.filter(pk=comment.pk).update(reported=comment.reported)


def inform(report: Report) -> None:
    """Tell by mail what was decided: who gave an address always, a reader as they have chosen."""
    reader = report.reader.user if report.reader else None
    if not report.email and (reader is None or not reader.is_active):
        return
    language = language_of(report.comment) if report.comment else of_our_words(settings.LANGUAGE_CODE)
    with translation.override(language):
        tell(
            "" if report.email else MailKind.NOTICE,
            key=_key(report),
            subject=_("%(paper)s: what became of your report") % {"paper": settings.PAPER_NAME},
            text="\n\n".join(outcome(report)),
            path=report_page(report),
            recipient=None if report.email else reader,
            address=report.email,
            language=language,
        )
    if report.status == Report.Status.UPHELD:  # which can be taken back for a while
        mail = ReaderMail.objects.filter(key=_key(report))
        mail.update(due_at=Greatest("due_at", timezone.now() + UNDO_FOR))


def outcome(report: Report) -> list[str]:
    """What became of a report, in sentences."""
    told = {
        Report.Status.OPEN: _("Your report has arrived. A person will look at it, and decide."),
        Report.Status.UPHELD: _("You were right: what you reported is not shown any more.")
        if report.comment_id
        else _("You were right. The answer says what was done."),
        Report.Status.DISMISSED: _("We have looked at it and left what you reported as it is."),
    }[Report.Status(report.status)]
    parts = [told]
    if report.answer:
        parts.append(_("The answer: “%(answer)s”") % {"answer": report.answer})
    if report.status != Report.Status.OPEN:
        parts.append(
            _("A person decided this; nothing was done automatically.")
            if report.decided_by_id
            else _("Its writer has removed it.")
        )
    return parts


def _key(report: Report) -> str:
    at = report.decided_at.isoformat() if report.decided_at else ""
    return f"report {report.pk} {report.status} {at}"
