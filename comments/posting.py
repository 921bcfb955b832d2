"""Posting a comment: the one way in, for the page, the script and the demonstration."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from articles.models.edition import Edition
from articles.models.publication import PageVersion
from authors.confirming import is_confirmed
from authors.models import User
from comments.announcing import made_public
from comments.markdown import MAX_LENGTH, printable, render_comment
from comments.models import Comment, ModerationDecision, Reader, Thread
from comments.moderation import FLOOD_SECONDS, Outcome, Submission, Verdict, judge


class Refused(Exception):
    """The comment was not posted; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.words)
        self.verdict = verdict


@transaction.atomic
def post(
    user: User,
    article_id: int,
    text: str,
    *,
    parent_id: int | None = None,
    key: UUID | None = None,
    at: datetime | None = None,
) -> Comment:
    """The user's comment on an article, public or held; raises Refused and stores nothing if it may not stand.

    A second call with the same key gives the comment of the first.
    """
    # The reader's row is locked, so that what one reader sends at once is judged one after the other.
    reader = Reader.objects.select_for_update().get(pk=Reader.objects.of(user).pk)
    again: Comment | None = reader.comments.filter(key=key).select_related("thread").first() if key else None
    if again:
        return again
    Thread.objects.get_or_create(article_id=article_id)
    thread = Thread.objects.select_for_update().get(pk=article_id)
    parent = Comment.objects.public().filter(pk=parent_id, thread=thread).first() if parent_id else None
    now = at or timezone.now()
    text, html = cleaned(text)
    verdicts = judged(
        replace(
            facts(user, reader, thread, text, html, now),
            recent=reader.comments.filter(created_at__gt=now - timedelta(seconds=FLOOD_SECONDS)).count(),
            repeated=reader.comments.filter(thread=thread, text=text).exists(),
            parent_missing=bool(parent_id) and parent is None,
        )
    )
    comment = Comment.objects.create(
        thread=thread,
        parent=parent,
        root_id=parent.root_id if parent else None,
        reader=reader,
        text=text,
        html=html,
        status=Comment.Status.HELD if verdicts else Comment.Status.PUBLIC,
        created_at=now,
        key=key or uuid4(),
    )
    if not parent:
        Comment.objects.filter(pk=comment.pk).update(root=comment)
    ModerationDecision.objects.create(
        kind=ModerationDecision.Kind.JUDGE,
        comment=comment,
        reader=reader,
        to_status=comment.status,
        at=now,
        evidence=[verdict.as_data() for verdict in verdicts],
    )
    thread.count("", comment.status)
    if comment.status == Comment.Status.PUBLIC:
        comment.appear()
        made_public(comment)
        PageVersion.objects.raise_for(article_id)
    return comment


def cleaned(text: str) -> tuple[str, str]:
    """The text as it is stored, and its HTML; one that is far too long is left as it is, for the rules to refuse."""
    text = printable(text).strip() if len(text) <= 2 * MAX_LENGTH else text
    return text, render_comment(text) if len(text) <= MAX_LENGTH else ""


def facts(user: User, reader: Reader, thread: Thread, text: str, html: str, at: datetime) -> Submission:
    """What the rules judge a text of this reader by, whether it is new or changed."""
    live = Edition.objects.live().filter(article_id=thread.pk).only("kind", "first_published_at").first()
    return Submission(
        text=text,
        links=html.count("<a "),
        closed=not live or thread.is_closed(live.first_published_at, at),
        retracted=bool(live and live.is_retraction),
        premoderated=thread.policy == Thread.Policy.PREMODERATED,
        verified=is_confirmed(user),
        staff=user.is_staff,
        approved_before=reader.comments.public().exists(),
    )


def judged(given: Submission) -> list[Verdict]:
    """Why it has to wait; raises Refused if it may not stand at all."""
    verdicts = judge(given)
    for verdict in verdicts:
        if verdict.outcome == Outcome.REFUSE:
            raise Refused(verdict)
    return verdicts
