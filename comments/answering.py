"""Questions that readers ask an article's authors: which are open, answering one, and setting one aside."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from articles.models.entry import Entry, EntryAuthor
from authors.models import AuditEntry, User
from comments.models import Comment, Thread
from comments.posting import post

PAGE: Final = 20


class NotYours(Exception):
    """Nothing was done: this person has not signed the article, or the question is gone; the text says so."""


@dataclass(frozen=True, slots=True)
class Question:
    """An open question, the article it stands below, and whether one may answer it there."""

    comment: Comment
    entry: Entry
    own: bool
    closed: bool

    @property
    def address(self) -> str:
        """Where it stands in public."""
        return f"{self.entry.path}comments/{self.comment.pk}/{self.comment.anchor}"


def open_questions(user: User, *, everybody: bool = False) -> QuerySet[Comment]:
    """Those that everybody can read and no author has answered, below articles this person signs; the newest first.

    A moderator may ask for everybody's.
    """
    live = Entry.objects.live()
    if not (everybody and user.has_perm("comments.moderate_comment")):
        live = live.filter(author_links__author__user=user)
    found: QuerySet[Comment] = Comment.objects.public().filter(
        open_question=True, thread__in=live.values("article")
    )
    return found.exclude(thread__policy=Thread.Policy.HIDDEN).order_by("-pk")


def told(user: User, comments: Iterable[Comment]) -> list[Question]:
    """These questions with what one has to know to answer them; one query, of however many."""
    comments = list(comments)
    signed = EntryAuthor.objects.filter(entry=OuterRef("pk"), author__user=user)
    entries = Entry.objects.live().filter(article__in={comment.thread_id for comment in comments})
    found: dict[int, Any] = {
        entry.article_id: entry
        for entry in entries.annotate(own=Exists(signed)).only(
            "article", "path", "headline", "short_headline", "language", "published_at", "is_retraction"
        )
    }
    return [
        Question(
            comment,
            entry,
            own=entry.own,
            closed=entry.is_retraction or comment.thread.is_closed(entry.published_at),
        )
        for comment in comments
        if (entry := found.get(comment.thread_id))
    ]


def answer(user: User, comment_id: int, text: str, key: UUID | None = None) -> Comment:
    """The answer of one who signs the article, below the question, as any comment is posted.

    Raises NotYours, or Refused as posting does; the second time with the same key it is the first answer.
    """
    signed = Entry.objects.live().filter(author_links__author__user=user)
    asked = Comment.objects.filter(pk=comment_id, thread__in=signed.values("article")).first()
    if not asked:
        raise NotYours(
            _("Only who signs the article can answer this question here. Your text is still here.")
        )
    return post(user, asked.thread_id, text, parent_id=comment_id, key=key)


@transaction.atomic
def needs_none(user: User, comment_id: int) -> bool:
    """Say that a question needs no answer; False if it is open no more. Raises NotYours."""
    asked = open_questions(user, everybody=True).filter(pk=comment_id).first()
    if not asked:
        if Comment.objects.filter(pk=comment_id, open_question=True).exists():
            raise NotYours(_("This question stands below an article that you have not signed."))
        return False
    done = Comment.objects.filter(pk=comment_id, open_question=True).update(open_question=False)
    if done:
        name = f"{asked._meta.verbose_name} {comment_id}"
        AuditEntry.objects.record(user, "question_no_answer", asked, name=name)
    return bool(done)
