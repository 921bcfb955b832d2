"""What a reader does about a comment that stands: change or remove their own, recommend or mute somebody else's."""

from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.publication import PageVersion
from authors.confirming import is_confirmed
from authors.models import User
from comments.announcing import made_public
from comments.deciding import locked
from comments.judging import asks, cleaned, facts, judged, status_after
from comments.models import (
    Comment,
    ModerationDecision,
    Mute,
    Reader,
    Recommendation,
    Report,
    Revision,
    Thread,
)
from comments.moderation import risk
from comments.settling import settle

MUTED: Final = 500
"""So many people one can mute."""


class NotNow(Exception):
    """It cannot be done, or not any more; the text says why."""


@transaction.atomic
def edit(
    user: User, comment_id: int, text: str, *, seen: str, known: Collection[str] | None = None
) -> Comment:
    """The user's comment with another text, judged anew; the one before is kept as a revision.

    `seen` says which text was changed: `Comment.written`. Raises Refused if the rules do, NotNow if the time for it is
    over or somebody changed it meanwhile, WouldWait if it would wait for another reason than those of which its writer
    is `known` to know; nothing is stored then.
    """
    comment, thread = _locked(user, comment_id)
    text, html = cleaned(text)
    if text == comment.text:
        return comment
    if not comment.may_be_edited:
        raise NotNow(
            _("The time to change this comment is over. Nothing was changed; your text is still here.")
        )
    if seen != comment.written:
        raise NotNow(
            _("You have changed this comment elsewhere meanwhile. Nothing was changed; both texts are here.")
        )
    now = timezone.now()
    given = facts(user, comment.reader, thread, text, html, now, changes=comment)
    before = comment.status
    verdicts = judged(given, None if before == Comment.Status.HELD else known)
    Revision.objects.create(comment=comment, text=comment.text)
    comment.text, comment.html, comment.edited_at = text, html, now
    comment.status = status_after(verdicts, otherwise=before)
    comment.risk = risk(verdicts)
    comment.open_question = asks(user, thread.pk, text)
    comment.save(update_fields=["text", "html", "edited_at", "status", "risk", "open_question"])
    _log(comment, ModerationDecision.Kind.JUDGE, before, [verdict.as_data() for verdict in verdicts])
    if comment.status == Comment.Status.PUBLIC:
        made_public(comment)
    _show(thread, before, comment.status)
    return comment


@transaction.atomic
def remove(user: User, comment_id: int) -> Comment:
    """Take the user's own comment away, with its text and what it said before; a line stays where somebody answered."""
    comment, thread = _locked(user, comment_id)
    if comment.status == Comment.Status.REMOVED:
        return comment
    before = comment.status
    comment.text, comment.html, comment.status = "", "", Comment.Status.REMOVED
    comment.save(update_fields=["text", "html", "status"])
    comment.revisions.all().delete()
    _log(comment, ModerationDecision.Kind.REMOVE, before, [])
    settle(comment, None, Report.Status.UPHELD)
    _show(thread, before, comment.status)
    return comment


@transaction.atomic
def recommend(user: User, comment_id: int, *, on: bool) -> Comment:
    """The user recommends a public comment of somebody else, or does no more; as often as you like, it counts once."""
    comment = Comment.objects.public().select_for_update(no_key=True).get(pk=comment_id)
    reader = Reader.objects.of(user)
    if not is_confirmed(user):
        raise NotNow(_("Please confirm your e-mail address first; then you can recommend comments."))
    if comment.reader_id == reader.pk:
        raise NotNow(_("This is your own comment. Others can recommend it."))
    if on:
        changed = Recommendation.objects.get_or_create(comment=comment, reader=reader)[1]
    else:
        changed = bool(Recommendation.objects.filter(comment=comment, reader=reader).delete()[0])
    if changed:
        Comment.objects.filter(pk=comment_id).update(recommended=F("recommended") + (1 if on else -1))
        comment.refresh_from_db(fields=["recommended"])
        PageVersion.objects.raise_threads(comment.thread_id)
    return comment


def mute(user: User, comment: Comment) -> None:
    """The user does not meet any more what the writer of this comment says; as often as you like, it counts once."""
    reader = Reader.objects.of(user)
    mutes = Mute.objects.filter(reader=reader)
    if comment.reader_id == reader.pk:
        raise NotNow(_("This is your own comment."))
    if mutes.filter(muted=comment.reader).exists():
        return
    if mutes.count() >= MUTED:
        words = _("You have muted %(most)s people, and more are not possible. Nothing was changed.")
        raise NotNow(words % {"most": MUTED})
    mutes.get_or_create(reader=reader, muted=comment.reader)


def _locked(user: User, comment_id: int) -> tuple[Comment, Thread]:
    """The user's own comment and its thread, locked as posting and deciding lock them."""
    own = locked(Comment.objects.values_list("pk", flat=True).get(pk=comment_id, reader__user=user))
    return own, own.thread


def _log(comment: Comment, kind: str, before: str, evidence: list[dict[str, object]]) -> None:
    ModerationDecision.objects.create(
        kind=kind,
        comment=comment,
        reader_id=comment.reader_id,
        from_status=before,
        to_status=comment.status,
        evidence=evidence,
    )


def _show(thread: Thread, before: str, after: str) -> None:
    thread.count(before, after)
    if Comment.Status.PUBLIC in (before, after):
        PageVersion.objects.raise_threads(thread.pk)
