"""What a reader does to a comment that stands: change or remove their own, recommend somebody else's."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models.publication import PageVersion
from authors.confirming import is_confirmed
from authors.models import User
from comments.announcing import made_public
from comments.models import Comment, ModerationDecision, Reader, Recommendation, Revision, Thread
from comments.posting import cleaned, facts, judged


class NotNow(Exception):
    """It cannot be done, or not any more; the text says why."""


@transaction.atomic
def edit(user: User, comment_id: int, text: str, *, seen: str) -> Comment:
    """The user's comment with another text, judged anew; the one before is kept as a revision.

    `seen` says which text was changed: `Comment.written`. Raises Refused if the rules do, NotNow if the time for it is
    over or somebody changed it meanwhile; nothing is stored then.
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
    verdicts = judged(facts(user, comment.reader, thread, text, html, now))
    Revision.objects.create(comment=comment, text=comment.text)
    before = comment.status
    comment.text, comment.html, comment.edited_at = text, html, now
    comment.status = Comment.Status.HELD if verdicts else before
    comment.save(update_fields=["text", "html", "edited_at", "status"])
    if verdicts:
        evidence = [verdict.as_data() for verdict in verdicts]
        _log(comment, ModerationDecision.Kind.JUDGE, before, evidence)
    _show(thread, before, comment.status)
    if comment.status == Comment.Status.PUBLIC:
        made_public(comment)
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
        PageVersion.objects.raise_for(comment.thread_id)
    return comment


def _locked(user: User, comment_id: int) -> tuple[Comment, Thread]:
    """The user's own comment and its thread, in the order in which posting locks them."""
    own = Comment.objects.select_related("reader").get(pk=comment_id, reader__user=user)
    thread = Thread.objects.select_for_update().get(pk=own.thread_id)
    own.refresh_from_db(
        fields=["text", "edited_at", "status"], from_queryset=Comment.objects.select_for_update(no_key=True)
    )
    return own, thread


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
        PageVersion.objects.raise_for(thread.pk)
