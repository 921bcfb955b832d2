"""Posting a comment: the one way in, for the page, the script and the demonstration."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from articles.models.publication import PageVersion
from articles.prepared import KEY, NUMBER, Prepared
from authors.models import User
from comments import trust
from comments.announcing import made_public
from comments.judging import asks, cleaned, facts, judged, status_after
from comments.models import Comment, ModerationDecision, Reader, Thread, Trust
from comments.moderation import risk

SENT_BEFORE: Final = Prepared(
    Comment, lambda: Comment.objects.filter(reader=NUMBER, key=KEY).select_related("thread")
)


@transaction.atomic
def post(
    user: User,
    article_id: int,
    text: str,
    *,
    parent_id: int | None = None,
    key: UUID | None = None,
    at: datetime | None = None,
    seconds: int | None = None,
    known: Collection[str] | None = None,
) -> Comment:
    """The user's comment on an article, public or held; raises Refused and stores nothing if it may not stand.

    A second call with the same key gives the comment of the first. `seconds` says for how long the form was open,
    `known` for which reasons the writer knows that it waits: for another one WouldWait is raised, and nothing stored.
    """
    # The reader's row is locked, so that what one reader sends at once is judged one after the other.
    reader = Reader.objects.locked(user)
    if key and (again := SENT_BEFORE.found({NUMBER: reader.pk, KEY: key})):
        sent: Comment = again[0]
        return sent
    thread = Thread.objects.of(article_id)
    parent = Comment.objects.public().filter(pk=parent_id, thread=thread).first() if parent_id else None
    now = at or timezone.now()
    text, html = cleaned(text)
    if reader.trust == Trust.KNOWN:  # the others wait for a decision, or have nowhere to go up to
        trust.adjust(reader, now)
    missing = bool(parent_id) and parent is None
    given = facts(user, reader, thread, text, html, now, parent_missing=missing, seconds=seconds)
    verdicts = judged(given, known)
    status = status_after(verdicts)
    public = status == Comment.Status.PUBLIC
    comment = Comment.objects.create(
        thread=thread,
        parent=parent,
        root_id=parent.root_id if parent else None,
        reader=reader,
        text=text,
        html=html,
        status=status,
        risk=risk(verdicts),
        open_question=asks(user, article_id, text),
        created_at=now,
        key=key or uuid4(),
    )
    ModerationDecision.objects.create(
        kind=ModerationDecision.Kind.JUDGE,
        comment=comment,
        reader=reader,
        to_status=status,
        at=now,
        evidence=[verdict.as_data() for verdict in verdicts],
    )
    # What all who post here change comes last, so that they wait for each other no longer than they have to.
    thread.count("", status, newly=public)
    _place(comment, public)
    if public:
        made_public(comment)  # locks the comment that it answers, after the thread as everywhere
        PageVersion.objects.raise_threads(article_id)
    return comment


def _place(comment: Comment, public: bool) -> None:
    """Its own branch, if it answers nothing, and the place at which it appeared, if it did."""
    place: dict[str, Any] = {} if comment.parent_id else {"root": comment}
    if public:
        place["appeared"] = Thread.objects.filter(pk=comment.thread_id).values("appeared")
    if place:
        Comment.objects.filter(pk=comment.pk).update(**place)
