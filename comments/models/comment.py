"""Comments, what they said before, and who recommends them."""

import uuid
from datetime import timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.reader import Reader
from comments.models.thread import Thread


class CommentQuerySet(models.QuerySet["Comment"]):
    """The words for what of the comments is seen."""

    def public(self) -> Self:
        """What everybody may read."""
        return self.filter(status=Comment.Status.PUBLIC)

    def standing(self) -> Self:
        """What everybody may read, and what was taken away: a line stands for it where somebody has answered."""
        return self.filter(status__in=STANDING)

    def waiting(self) -> Self:
        """What a moderator has to look at."""
        return self.filter(status=Comment.Status.HELD)


class Comment(models.Model):
    """What a reader says about an article, or answers to another comment; `html` is rendered from `text` once.

    `appeared` is its place in the order in which the comments of its thread were first to be seen, 0 for not yet.
    """

    class Status(models.TextChoices):
        PUBLIC = "public", _("public")
        HELD = "held", _("waiting")
        REJECTED = "rejected", _("rejected")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed by its writer")

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments", verbose_name=_("article"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name=_("answers"))
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    reader = models.ForeignKey(Reader, models.PROTECT, related_name="comments", verbose_name=_("reader"))
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    status = models.CharField(_("status"), max_length=8, choices=Status)
    created_at = models.DateTimeField(_("posted"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    recommended = models.PositiveIntegerField(_("recommended"), default=0, editable=False)
    picked = models.CharField(_("why it was picked"), max_length=200, blank=True, editable=False)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    risk = models.PositiveSmallIntegerField(_("risk"), default=0, editable=False)
    reported = models.PositiveIntegerField(_("open reports"), default=0, editable=False)
    appeared = models.PositiveIntegerField(default=0, editable=False)
    open_question = models.BooleanField(_("asks the author"), default=False, editable=False)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, editable=False)

    objects: ClassVar = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        default_permissions = ("view",)
        permissions = [("moderate_comment", "Can approve, hide and reject comments")]
        constraints = [
            # Pressing 'Post' twice makes one comment.
            models.UniqueConstraint(fields=["reader", "key"], name="one_comment_per_key"),
        ]
        indexes = [
            # Of all statuses: SQLite does not take an index of several for a query that names them.
            models.Index(fields=["thread", "-root", "id"], name="comment_newest_first"),
            models.Index(fields=["thread", "root", "id"], name="comment_oldest_first"),
            models.Index(
                fields=["thread", "-recommended", "-id"],
                condition=models.Q(status="public"),
                name="comment_recommended_first",
            ),
            models.Index(
                fields=["thread", "appeared"], condition=models.Q(status="public"), name="comment_appeared"
            ),
            models.Index(fields=["reader", "-created_at"], name="comment_by_reader"),
            models.Index(fields=["status", "-created_at"], name="comment_by_status"),
            models.Index(fields=["id"], condition=models.Q(status="held"), name="comment_held_oldest"),
            models.Index(
                fields=["-risk", "id"], condition=models.Q(status="held"), name="comment_held_riskiest"
            ),
            models.Index(
                fields=["created_at"],
                condition=models.Q(status__in=["rejected", "hidden"]) & ~models.Q(text=""),
                name="comment_text_kept",
            ),
            models.Index(
                fields=["-reported", "id"], condition=models.Q(reported__gt=0), name="comment_reported"
            ),
            models.Index(
                fields=["thread", "-id"],
                condition=models.Q(status="public", open_question=True),
                name="comment_open_question",
            ),
        ]

    def __str__(self) -> str:
        return str(_("comment %(number)s by %(name)s") % {"number": self.pk, "name": self.reader})

    @property
    def written(self) -> str:
        """When this text was written, to the microsecond: which of its texts one has seen."""
        return (self.edited_at or self.created_at).isoformat()

    @property
    def may_be_edited(self) -> bool:
        """True for a few minutes after it was posted, unless somebody has decided against it."""
        fresh = timezone.now() - self.created_at < EDITABLE
        return fresh and self.status in (Comment.Status.PUBLIC, Comment.Status.HELD)

    @property
    def may_be_removed(self) -> bool:
        """True while it is not removed already, and its writer may still do something about it."""
        return self.status != Comment.Status.REMOVED

    @property
    def anchor(self) -> str:
        """Its place on the article's page."""
        return f"#comment-{self.pk}"


STANDING: Final = (Comment.Status.PUBLIC, Comment.Status.HIDDEN, Comment.Status.REMOVED)
EDITABLE: Final = timedelta(minutes=15)
"""How long a reader can put right what they posted."""


class Revision(models.Model):
    """What a comment said before its writer changed it."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="revisions")
    text = models.TextField(_("text"))
    until = models.DateTimeField(_("until"), default=timezone.now)

    class Meta:
        verbose_name = _("earlier text")
        verbose_name_plural = _("earlier texts")
        default_permissions = ("view",)
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return self.text[:60]


class Recommendation(models.Model):
    """That a reader recommends a comment: once."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="recommendations")
    reader = models.ForeignKey(Reader, models.CASCADE, related_name="recommendations")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "comment"], name="one_recommendation_per_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.comment_id}"
