"""Deciding about comments: the one way for moderators to let them be seen or not, and to take a decision back.

Whoever writes to a comment locks its reader, its thread and itself, in this order, as posting does.
"""

from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models.publication import PageVersion
from authors.models import AuditEntry, User
from comments import statements, trust
from comments.announcing import made_public
from comments.models import Comment, Ground, ModerationDecision, Reader, Report, Thread
from comments.moderation import STEPS, Step
from comments.settling import reopen, settle
from comments.statements import UNDO_FOR

Kind = ModerationDecision.Kind
UNDOABLE: Final = (Kind.APPROVE, Kind.REJECT, Kind.HIDE)
AGAINST: Final = (Kind.REJECT, Kind.HIDE)
"""What takes a comment away: its writer gets the reasons, and whoever has reported it was right."""
BESIDE: Final = (
    Kind.TRUST, Kind.WARN, Kind.SUSPEND, Kind.BAN, Kind.LIFT, Kind.HOLD_ALWAYS, Kind.HOLD_NO_MORE,
    Kind.DISMISS, Kind.UPHOLD,
)  # fmt: skip
"""What the log says beside a decision, and what does not stand in the way of undoing it."""


class Refused(Exception):
    """Nothing was decided; the text says why."""


@transaction.atomic
def decide(
    comment_id: int,
    name: str,
    user: User,
    *,
    seen: str,
    written: str = "",
    reason: str = "",
    ground: str = "",
) -> Comment:
    """Take one step with a comment whose status was `seen`, or raise Refused and change nothing.

    `written` says which of its texts the decision is about: `Comment.written`; without it, about whatever it says now.
    """
    step = STEPS[name]
    comment = locked(comment_id)
    check(user, comment.reader)
    if seen not in step.before:
        raise Refused(_not_possible(comment, step))
    if comment.status != seen:
        raise Refused(_already_decided(comment))
    if name == "approve" and not comment.text:
        raise Refused(_("Its text was forgotten by age, so there is nothing to show any more."))
    if written and written != comment.written:
        raise Refused(
            _("Its writer has changed this comment meanwhile. Nothing was decided; please read it again.")
        )
    log = ModerationDecision.objects.create(
        kind=name,
        comment=comment,
        reader=comment.reader,
        from_status=seen,
        to_status=step.after,
        by=user,
        reason=reason.strip()[:300],
        ground=ground if ground in Ground.values and name != "approve" else "",
    )
    _set_status(comment, step.after, user, f"comment_{name}")
    if name in AGAINST:
        settle(comment, user, Report.Status.UPHELD, ground=log.ground)
        statements.send(log)
    trust.adjust(comment.reader)
    return comment


@transaction.atomic
def undo(decision_id: int, user: User) -> Comment:
    """Take one's own decision of the last minutes back, or raise Refused if somebody acted since."""
    log = ModerationDecision.objects.filter(pk=decision_id, by=user, kind__in=UNDOABLE).first()
    if not log or not log.comment_id:
        raise Refused(_("This is no decision of yours that can be undone."))
    comment = locked(log.comment_id)
    check(user, comment.reader)
    if log.at < timezone.now() - UNDO_FOR:
        raise Refused(_("This was too long ago to be undone. You can still decide otherwise on its page."))
    last = comment.decisions.exclude(kind__in=BESIDE).select_related("by").first()
    changed = comment.edited_at and comment.edited_at > log.at
    if last != log or comment.status != log.to_status or changed:
        if last and last != log and last.kind == Kind.UNDO:
            raise Refused(_("This is undone already."))
        if changed:
            raise Refused(_("Its writer has changed this comment since. Nothing was undone."))
        raise Refused(_already_decided(comment))
    ModerationDecision.objects.create(
        kind=Kind.UNDO,
        comment=comment,
        reader=comment.reader,
        from_status=comment.status,
        to_status=log.from_status,
        by=user,
        evidence=[{"phase": "undo", "of": log.pk}],
    )
    _set_status(comment, log.from_status, user, "comment_undo")
    if log.kind in AGAINST:
        reopen(comment, log)
        statements.take_back(log)
    trust.adjust(comment.reader)
    return comment


@transaction.atomic
def pick(comment_id: int, user: User, why: str) -> Comment:
    """Set a public comment off for all readers, with a line that says why; without one it is picked no more."""
    why = " ".join(why.split())[:200]
    comment = locked(comment_id)
    check(user, comment.reader)
    if comment.status != Comment.Status.PUBLIC:
        raise Refused(_("Only a public comment can be picked. Nothing was changed."))
    if why != comment.picked:
        comment.picked = why
        comment.save(update_fields=["picked"])
        kind = Kind.PICK if why else Kind.UNPICK
        ModerationDecision.objects.create(
            kind=kind, comment=comment, reader_id=comment.reader_id, by=user, reason=why
        )
        done = "comment_pick" if why else "comment_unpick"
        AuditEntry.objects.record(
            user, done, comment, name=f"{comment._meta.verbose_name} {comment_id}", why=why
        )
        PageVersion.objects.raise_threads(comment.thread_id)
    return comment


@transaction.atomic
def set_up(article_id: int, policy: str, prompt: str = "") -> None:
    """Say who may post below an article and what readers are asked, and make its page anew."""
    Thread.objects.update_or_create(article_id=article_id, defaults={"policy": policy, "prompt": prompt})
    PageVersion.objects.raise_threads(article_id)


def check(user: User, reader: Reader | None = None, permission: str = "comments.moderate_comment") -> None:
    """Raise Refused unless the user may do this, and to this reader: not to themselves, and to no colleague above."""
    if not user.is_active or not user.has_perm(permission):
        raise Refused(_("Your role does not include moderating comments."))
    person = reader.user if reader else None
    if person is None:
        return
    if person == user:
        raise Refused(_("This is your own comment or account. Somebody else has to decide about it."))
    if not person.is_staff or not person.has_perm("comments.moderate_comment"):
        return
    if not person.get_all_permissions() < user.get_all_permissions():
        raise Refused(
            _("%(name)s has the same rights as you, or more. Only an administrator can decide about them.")
            % {"name": reader}
        )


def locked(comment_id: int) -> Comment:
    """The comment with its reader and its thread, for oneself until the transaction ends."""
    reader_id, thread_id = Comment.objects.values_list("reader_id", "thread_id").get(pk=comment_id)
    reader = locked_reader(reader_id)
    thread = Thread.objects.select_for_update(no_key=True).get(pk=thread_id)
    comment: Comment = Comment.objects.select_for_update(no_key=True).get(pk=comment_id)
    comment.reader, comment.thread = reader, thread
    return comment


def locked_reader(reader_id: int) -> Reader:
    """The reader with the account, the reader for oneself until the transaction ends."""
    readers = Reader.objects.select_for_update(no_key=True, of=("self",))
    reader: Reader = readers.select_related("user").get(pk=reader_id)
    return reader


def _set_status(comment: Comment, status: str, user: User, kind: str) -> None:
    """The comment's new status, with all that hangs on it."""
    before, comment.status = comment.status, status
    comment.claimed_by = comment.claimed_until = None
    newly = status == Comment.Status.PUBLIC and not comment.appeared
    comment.appeared = comment.thread.appeared + 1 if newly else comment.appeared
    comment.save(update_fields=["status", "claimed_by", "claimed_until", "appeared"])
    # The record forgets nothing, a reader may ask to be forgotten: it gets the number alone.
    AuditEntry.objects.record(user, kind, comment, name=f"{comment._meta.verbose_name} {comment.pk}")
    comment.thread.count(before, status, newly=newly)
    if status == Comment.Status.PUBLIC:
        made_public(comment)
    if Comment.Status.PUBLIC in (before, status):
        PageVersion.objects.raise_threads(comment.thread_id)


def _not_possible(comment: Comment, step: Step) -> str:
    return _("This comment is %(status)s: “%(step)s” does not apply.") % {
        "status": comment.get_status_display(),
        "step": step.label,
    }


def _already_decided(comment: Comment) -> str:
    last = comment.decisions.exclude(kind__in=BESIDE).select_related("by").first()
    return _("%(who)s got there first, at %(time)s: this comment is now %(status)s. Nothing was changed.") % {
        "who": (last and last.by) or _("Somebody"),
        "time": date_format(localtime(last.at), "TIME_FORMAT") if last else "",
        "status": comment.get_status_display(),
    }
