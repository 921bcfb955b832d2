"""Deciding about comments: the one way for moderators to let them be seen or not."""

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.models.publication import PageVersion
from authors.models import AuditEntry, User
from comments.models import Comment, ModerationDecision, Thread
from comments.moderation import STEPS, Step


class Refused(Exception):
    """Nothing was decided; the text says why."""


@transaction.atomic
def decide(comment_id: int, name: str, user: User, *, seen: str, reason: str = "") -> Comment:
    """Take one step with a comment whose status was `seen`, or raise Refused and change nothing."""
    step = STEPS[name]
    if not user.is_active or not user.has_perm("comments.moderate_comment"):
        raise Refused(_("Your role does not include moderating comments."))
    comment = Comment.objects.select_related("thread", "reader").get(pk=comment_id)
    if seen not in step.before:
        raise Refused(_not_possible(comment, step))
    if not Comment.objects.filter(pk=comment_id, status=seen).update(status=step.after):
        raise Refused(_already_decided(comment))
    comment.status = step.after
    ModerationDecision.objects.create(
        kind=name,
        comment=comment,
        reader=comment.reader,
        from_status=seen,
        to_status=step.after,
        by=user,
        reason=reason.strip()[:300],
    )
    # The record forgets nothing, a reader may ask to be forgotten: it gets the number alone.
    AuditEntry.objects.record(
        user, f"comment_{name}", comment, name=f"{comment._meta.verbose_name} {comment_id}"
    )
    comment.thread.count(seen, step.after)
    if step.after == Comment.Status.PUBLIC:
        comment.appear()
    if Comment.Status.PUBLIC in (seen, step.after):
        PageVersion.objects.raise_for(comment.thread_id)
    return comment


@transaction.atomic
def pick(comment_id: int, user: User, why: str) -> Comment:
    """Set a public comment off for all readers, with a line that says why; without one it is picked no more."""
    if not user.is_active or not user.has_perm("comments.moderate_comment"):
        raise Refused(_("Your role does not include moderating comments."))
    why = " ".join(why.split())[:200]
    comment = Comment.objects.select_for_update(no_key=True).get(pk=comment_id)
    if comment.status != Comment.Status.PUBLIC:
        raise Refused(_("Only a public comment can be picked. Nothing was changed."))
    if why != comment.picked:
        comment.picked = why
        comment.save(update_fields=["picked"])
        kind = ModerationDecision.Kind.PICK if why else ModerationDecision.Kind.UNPICK
        ModerationDecision.objects.create(
            kind=kind, comment=comment, reader_id=comment.reader_id, by=user, reason=why
        )
        done = "comment_pick" if why else "comment_unpick"
        AuditEntry.objects.record(
            user, done, comment, name=f"{comment._meta.verbose_name} {comment_id}", why=why
        )
        PageVersion.objects.raise_for(comment.thread_id)
    return comment


@transaction.atomic
def set_up(article_id: int, policy: str, prompt: str = "") -> None:
    """Say who may post below an article and what readers are asked, and make its page anew."""
    Thread.objects.update_or_create(article_id=article_id, defaults={"policy": policy, "prompt": prompt})
    PageVersion.objects.raise_for(article_id)


def _not_possible(comment: Comment, step: Step) -> str:
    return _("This comment is %(status)s: “%(step)s” does not apply.") % {
        "status": comment.get_status_display(),
        "step": step.label,
    }


def _already_decided(comment: Comment) -> str:
    comment.refresh_from_db(fields=["status"])
    last = comment.decisions.select_related("by").first()
    return _("%(who)s got there first, at %(time)s: this comment is now %(status)s. Nothing was changed.") % {
        "who": (last and last.by) or _("Somebody"),
        "time": date_format(localtime(last.at), "TIME_FORMAT") if last else "",
        "status": comment.get_status_display(),
    }
