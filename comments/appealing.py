"""Appeals: whom a decision is against says so once, and somebody else decides about it anew."""

from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles.languages import of_our_words
from authors.models import AuditEntry, User
from comments import deciding, reporting, sanctions
from comments.deciding import Refused
from comments.mailing import tell
from comments.models import Appeal, Comment, ModerationDecision, Report
from comments.settling import recount
from comments.signed import appeal_page
from comments.statements import APPEAL_FOR, APPEALABLE, language_of, said

Kind = ModerationDecision.Kind
Against = ModerationDecision | Report
SANCTIONS: Final = (Kind.SUSPEND, Kind.BAN)


def is_possible(against: Against) -> bool:
    """Whether this was decided against somebody, and holds."""
    if isinstance(against, Report):
        return against.status == Report.Status.DISMISSED
    if against.kind not in APPEALABLE:
        return False
    return against.kind in SANCTIONS or bool(against.comment and against.comment.status == against.to_status)


def is_in_time(against: Against) -> bool:
    """Whether the months for an appeal are not over."""
    at = against.decided_at if isinstance(against, Report) else against.at
    return at is not None and timezone.now() - at < APPEAL_FOR


def about(against: Against) -> dict[str, Against]:
    """What an appeal is against, as its row says it."""
    return {"report" if isinstance(against, Report) else "decision": against}


def of(against: Against) -> Appeal | None:
    """The appeal that was made against it, if one was."""
    return Appeal.objects.filter(**about(against)).select_related("decided_by").first()


@transaction.atomic
def appeal(against: Against, text: str) -> Appeal:
    """Take in an appeal, or raise Refused: one against each decision, and as long as it holds."""
    type(against).objects.select_for_update(of=("self",)).get(pk=against.pk)
    if earlier := of(against):
        if earlier.text == text:
            return earlier
        raise Refused(_("There is an appeal against this decision already, and there can be one only."))
    if not is_possible(against):
        raise Refused(_("This decision does not hold any more, so there is nothing to appeal against."))
    if not is_in_time(against):
        raise Refused(_("The six months for an appeal are over."))
    made: Appeal = Appeal.objects.create(text=text, **about(against))
    return made


@transaction.atomic
def decide(appeal_id: int, user: User, *, overturn: bool, answer: str) -> Appeal:
    """Say that a decision stands, or that it was wrong and is taken back; or raise Refused and change nothing."""
    found = Appeal.objects.select_related("decision", "report").get(pk=appeal_id)
    comment_id = found.against.comment_id
    comment = deciding.locked(comment_id) if comment_id else None
    rows = Appeal.objects.select_for_update(of=("self",)).select_related(
        "decision__by",
        "decision__reader__user",
        "decision__comment__reader__user",
        "report__decided_by",
        "report__reader__user",
        "report__comment__reader__user",
        "decided_by",
    )
    found = rows.get(pk=appeal_id)
    check(found, user)
    if found.status != Appeal.Status.OPEN:
        words = _("%(who)s got there first: of this appeal it is said that %(status)s. Nothing was changed.")
        raise Refused(words % {"who": found.decided_by, "status": found.get_status_display()})
    answer = answer.strip()[:2000]
    if not answer:
        raise Refused(_("Please answer in a sentence: whoever appeals is told what was decided, and why."))
    _log(found, comment, user, overturn)
    if overturn:
        take_back(found, comment, user, answer)
    found.status = Appeal.Status.OVERTURNED if overturn else Appeal.Status.KEPT
    found.decided_by, found.decided_at, found.answer = user, timezone.now(), answer
    found.save(update_fields=["status", "decided_by", "decided_at", "answer"])
    name = f"{found._meta.verbose_name} {found.pk}"
    AuditEntry.objects.record(user, "appeal_overturn" if overturn else "appeal_keep", found, name=name)
    inform(found, comment)
    return found


def _log(found: Appeal, comment: Comment | None, user: User, overturn: bool) -> None:
    """The line in the log, before what is taken back, so that trust counts no decision that was wrong.

    It names the comment if that is what was decided about, and the reader if that is who appeals.
    """
    is_sanction = found.decision and found.decision.kind in SANCTIONS
    ModerationDecision.objects.create(
        kind=Kind.OVERTURN if overturn else Kind.KEEP,
        comment=None if is_sanction else comment,
        reader=found.decision.reader if found.decision else None,
        by=user,
        evidence=[{"phase": "appeal", "appeal": found.pk}],
    )


def check(found: Appeal, user: User) -> None:
    """Raise Refused unless the user may decide about this, and is somebody else than who decided before."""
    comment = found.against.comment
    concerned = comment.reader if comment else found.decision.reader if found.decision else None
    deciding.check(user, concerned, permission(found))
    if same_person(found, user) and not settings.ONE_PERSON_NEWSROOM:
        raise Refused(_("You have decided this yourself, so somebody else has to decide about the appeal."))


def same_person(found: Appeal, user: User) -> bool:
    """Whether this user made the decision that is appealed against."""
    before = found.decision.by_id if found.decision else found.report and found.report.decided_by_id
    return before == user.pk


def permission(found: Appeal) -> str:
    """What one needs to decide: the same as for the decision before."""
    if found.report:
        return reporting.permission(found.report)
    is_sanction = found.decision and found.decision.kind in SANCTIONS
    return sanctions.PERMISSION if is_sanction else "comments.moderate_comment"


def take_back(found: Appeal, comment: Comment | None, user: User, answer: str) -> None:
    """Have it as if it had been decided otherwise."""
    if found.report:
        _uphold_after_all(found.report, comment, user, answer)
    elif found.decision and found.decision.kind in SANCTIONS:
        _lift(found.decision, user)
    elif comment and found.decision and comment.status == found.decision.to_status:
        deciding.decide(comment.pk, "approve", user, seen=comment.status)


def _lift(decision: ModerationDecision, user: User) -> None:
    """The sanction ends, if it has not ended by itself; a later one stays."""
    reader = decision.reader
    later = ModerationDecision.objects.filter(reader=reader, kind__in=SANCTIONS, at__gt=decision.at)
    if reader and (reader.banned_at or reader.is_suspended) and not later.exists():
        sanctions.lift(reader.pk, user)


def _uphold_after_all(report: Report, comment: Comment | None, user: User, answer: str) -> None:
    """The report was right: what it reports goes, and the others who had reported the same are not told twice."""
    Report.objects.filter(pk=report.pk).update(status=Report.Status.UPHELD, answer=answer)
    taken = {Comment.Status.PUBLIC: "hide", Comment.Status.HELD: "reject"}
    if comment and comment.status in taken:
        name = taken[Comment.Status(comment.status)]
        deciding.decide(comment.pk, name, user, seen=comment.status, ground=report.ground)
        recount(comment)


def inform(found: Appeal, comment: Comment | None) -> None:
    """Tell by mail what was decided, where we know an address."""
    email = found.report.email if found.report else ""
    reader = found.against.reader.user if found.against.reader else None
    if not email and (reader is None or not reader.is_active):
        return
    language = language_of(comment) if comment else of_our_words(settings.LANGUAGE_CODE)
    with translation.override(language):
        tell(
            "",
            key=f"appeal {found.pk} decided",
            subject=_("%(paper)s: your appeal is decided") % {"paper": settings.PAPER_NAME},
            text="\n\n".join(outcome(found)),
            path=appeal_page(found.against),
            recipient=None if email else reader,
            address=email,
            language=language,
        )


def outcome(found: Appeal) -> list[str]:
    """What became of an appeal, in sentences."""
    if found.status == Appeal.Status.OPEN:
        return [
            _("Your appeal of %(day)s has arrived. Somebody else will decide.") % {"day": said(found.made_at)}
        ]
    if found.status == Appeal.Status.KEPT:
        told = _("The decision stands.")
    elif found.report:
        told = _("You were right: we have decided otherwise.")
    elif found.decision and found.decision.kind in SANCTIONS:
        told = _("The decision was wrong: you can comment again. We are sorry.")
    else:
        told = _("The decision was wrong: your comment is shown again. We are sorry.")
    if found.decided_by and same_person(found, found.decided_by):
        who = _("This newsroom is one person, so the same person has looked at it once more.")
    else:
        who = _("Somebody decided who had nothing to do with the first decision.")
    return [told, _("The answer: “%(answer)s”") % {"answer": found.answer}, who]
