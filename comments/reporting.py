"""Reports: somebody finds something wrong with a comment, or holds something on this site to be illegal.

However many report a comment, the number alone hides nothing: it only says how soon a moderator looks.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from authors.models import AuditEntry, User
from comments import deciding, trust
from comments.deciding import Refused
from comments.mailing import tell
from comments.models import Comment, Reader, Report
from comments.settling import close, outcome, recount, settle
from comments.signed import report_page

Status = Report.Status
WRONG: Final = 5
"""After so many reports that were dismissed, and not half as many that were right, further ones count no more."""
LATELY: Final = timedelta(days=90)


@transaction.atomic
def report(
    comment_id: int, ground: str, text: str, *, key: UUID, user: User | None = None, sender: str = ""
) -> Report:
    """Take in what somebody finds wrong with a public comment; raises Comment.DoesNotExist for any other.

    A second call with the same key gives the report of the first. One person reports a comment once, or is Refused: who
    is signed in by their account, anybody else by where they are.
    """
    reader = Reader.objects.of(user) if user else None
    comment = Comment.objects.select_for_update(no_key=True).get(pk=comment_id)
    if again := Report.objects.filter(key=key).first():
        return again
    if comment.status != Comment.Status.PUBLIC:
        raise Comment.DoesNotExist
    if reader and comment.reader_id == reader.pk:
        raise Refused(_("This is your own comment: you can change or remove it yourself."))
    same = comment.reports.filter(illegal=False)
    if reader and same.filter(reader=reader).exists():
        raise Refused(_("You have reported this comment already. Once is enough; we answer each report."))
    if not reader and same.filter(reader=None, sender=sender).exists():
        raise Refused(
            _(
                "This comment was reported from your connection already, and that counts once. Sign in to add yours."
            )
        )
    made = Report.objects.create(
        comment=comment, ground=ground, text=text, reader=reader, sender=sender, key=key,
        counted=counts(comment, reader, sender),
    )  # fmt: skip
    recount(comment)
    return made


@transaction.atomic
def notify(
    address: str,
    comment_id: int | None,
    ground: str,
    text: str,
    *,
    key: UUID,
    name: str,
    email: str,
    user: User | None = None,
    sender: str = "",
) -> Report:
    """Take in a notice of illegal content (Digital Services Act, article 16), and confirm by mail that it is here.

    A second call with the same key gives the notice of the first.
    """
    reader = Reader.objects.filter(user=user).first() if user else None
    comments = Comment.objects.public().select_for_update(no_key=True)
    comment = comments.filter(pk=comment_id).first() if comment_id else None
    given = {
        "comment": comment, "address": address, "ground": ground, "text": text, "illegal": True, "name": name,
        "email": email, "reader": reader, "sender": sender,
        "counted": bool(comment) and counts(comment, reader, sender),
    }  # fmt: skip
    made, new = Report.objects.get_or_create(key=key, defaults=given)
    if not new:
        return made
    if comment:
        recount(comment)
    if email:
        tell(
            "",
            key=f"report {made.pk} received",
            subject=_("%(paper)s: your report has arrived") % {"paper": settings.PAPER_NAME},
            text="\n\n".join(
                [
                    *outcome(made),
                    _("It is about: %(address)s") % {"address": f"{settings.SITE_ADDRESS}{address}"},
                    _("What you said: “%(text)s”") % {"text": text},
                    _("At this address you always see how it stands. Nobody else has it:"),
                ]
            ),
            path=report_page(made),
            address=email,
        )
    return made


def counts(comment: Comment | None, reader: Reader | None, sender: str) -> bool:
    """Whether one more report of theirs raises the comment's counter.

    From one place only one does, however many accounts are there; and none of people who were wrong again and again.
    """
    if Report.objects.open().filter(comment=comment, counted=True, sender=sender).exclude(sender="").exists():
        return False
    own = (
        Report.objects.filter(reader=reader) if reader else Report.objects.filter(sender=sender, reader=None)
    )
    found = ended(own)
    return found["wrong"] < WRONG or found["wrong"] <= 2 * found["right"]


def ended(reports: QuerySet[Report]) -> dict[str, int]:
    """How many of these reports, of the last months, were right and how many wrong."""
    lately = reports.filter(made_at__gt=timezone.now() - LATELY)
    return lately.aggregate(
        wrong=Count("pk", filter=Q(status=Status.DISMISSED)),
        right=Count("pk", filter=Q(status=Status.UPHELD)),
    )


@transaction.atomic
def decide(
    report_id: int, user: User, *, uphold: bool, answer: str = "", ground: str = "", reason: str = ""
) -> Report:
    """Say that a report is right, which takes the comment away, or that it is not; or raise Refused.

    With it go the other open reports of the comment; a notice of illegal content is dismissed by itself.
    """
    comment_id = Report.objects.values_list("comment", flat=True).get(pk=report_id)
    comment = deciding.locked(comment_id) if comment_id else None
    found = (
        Report.objects.select_for_update(of=("self",))
        .select_related("reader__user", "decided_by")
        .get(pk=report_id)
    )
    deciding.check(user, comment.reader if comment else None, permission(found))
    if found.status != Status.OPEN:
        raise Refused(already_decided(found))
    answer = answer.strip()[:2000]
    if found.illegal and not answer:
        raise Refused(
            _("Please answer in a sentence: who reports illegal content is told what was decided, and why.")
        )
    ground = ground or found.ground
    if comment:
        found.comment = comment
        _decide_with(comment, found, user, uphold, answer, ground, reason)
    else:
        close([found], user, Status.UPHELD if uphold else Status.DISMISSED, answer=answer, ground=ground)
    name = f"{found._meta.verbose_name} {found.pk}"
    AuditEntry.objects.record(user, "report_uphold" if uphold else "report_dismiss", found, name=name)
    found.refresh_from_db()
    return found


def _decide_with(
    comment: Comment, found: Report, user: User, uphold: bool, answer: str, ground: str, reason: str
) -> None:
    """Decide about a report of a comment, and about the comment with it."""
    if not uphold and found.illegal:
        close([found], user, Status.DISMISSED, answer=answer)
        recount(comment)
        return
    if uphold:
        taken = {Comment.Status.PUBLIC: "hide", Comment.Status.HELD: "reject"}.get(
            Comment.Status(comment.status)
        )
        # First the reports, with their answer: what takes the comment away closes those that are left.
        settle(comment, user, Status.UPHELD, answer=answer, ground=ground)
        if taken:
            deciding.decide(comment.pk, taken, user, seen=comment.status, ground=ground, reason=reason)
        else:
            trust.adjust(comment.reader)
        return
    settle(comment, user, Status.DISMISSED, answer=answer)


@transaction.atomic
def dismiss_all(comment_id: int, user: User, answer: str = "") -> None:
    """Leave a reported comment as it is: its open reports are wrong, save notices of illegal content."""
    comment = deciding.locked(comment_id)
    deciding.check(user, comment.reader)
    waiting = Report.objects.open().filter(comment=comment)
    if not waiting.filter(illegal=False).exists() and waiting.exists():
        raise Refused(
            _("This is a notice of illegal content: please answer it on its own page. Nothing was changed.")
        )
    if not waiting.exists():
        raise Refused(_("Somebody has decided about these reports already. Nothing was changed."))
    settle(comment, user, Status.DISMISSED, answer=answer.strip()[:2000])
    name = f"{comment._meta.verbose_name} {comment.pk}"
    AuditEntry.objects.record(user, "report_dismiss", comment, name=name)


def permission(found: Report) -> str:
    """What one needs to decide: about comments moderating them, about the paper's own pages publishing them."""
    return "comments.moderate_comment" if found.comment_id else "articles.publish_article"


def already_decided(found: Report) -> str:
    """Who was first, as the second is told."""
    words = _("%(who)s got there first: this report is %(status)s. Nothing was changed.")
    return words % {"who": found.decided_by or _("Somebody"), "status": found.get_status_display()}
