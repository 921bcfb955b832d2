"""Readers, threads, comments, and the log of what was decided about them."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final, NoReturn, Self

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import Author, User
from comments.names import MAX_NAME, RESERVED, clean_name, fault_in, folded


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Finding and making readers."""

    def name_is_free(self, name: str) -> bool:
        """True if nobody is called this or looks like it: no reader, nobody who works here."""
        wanted = folded(name)
        if wanted in {folded(word) for word in (*RESERVED, settings.PAPER_NAME)}:
            return False
        staff: Iterable[str] = User.objects.filter(is_staff=True).values_list("name", flat=True)
        authors: Iterable[str] = Author.objects.values_list("name", flat=True)
        return (
            wanted not in {folded(n) for n in (*staff, *authors)} and not self.filter(folded=wanted).exists()
        )

    def of(self, user: User, name: str = "") -> "Reader":
        """The user's reader, made with this name (or their own) on first need; a number makes it unique."""
        if reader := self.filter(user=user).first():
            return reader
        wanted = clean_name(name or user.name)
        base = wanted if wanted and not fault_in(wanted) else f"Reader {user.pk}"
        for number in range(1, 100):
            shown = base if number == 1 else f"{base[: MAX_NAME - 3]} {number}"
            try:
                with transaction.atomic():
                    return self.create(user=user, display_name=shown, folded=folded(shown))
            except IntegrityError:
                if reader := self.filter(user=user).first():
                    return reader
        raise IntegrityError("A hundred readers have this name.")


class Reader(models.Model):
    """A signed-in member of the public, under the name that others see."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reader", verbose_name=_("user")
    )
    display_name = models.CharField(_("display name"), max_length=MAX_NAME)
    folded = models.CharField(max_length=4 * MAX_NAME, unique=True, editable=False)
    created_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return self.display_name


class Thread(models.Model):
    """All comments on one article: who may post, and how many there are; its key is the article's."""

    class Policy(models.TextChoices):
        BY_AGE = "by_age", _("open, and closed by themselves some weeks after publication")
        OPEN = "open", _("open")
        PREMODERATED = "premoderated", _("open, each waits for a moderator")
        CLOSED = "closed", _("closed")
        HIDDEN = "hidden", _("closed, and not shown")

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("article")
    )
    policy = models.CharField(_("comments are"), max_length=12, choices=Policy, default=Policy.BY_AGE)
    prompt = models.CharField(
        _("question to readers"),
        max_length=200,
        blank=True,
        help_text=_("Stands above the form, and helps readers to say what only they know."),
    )
    public_count = models.PositiveIntegerField(_("public"), default=0, editable=False)
    held_count = models.PositiveIntegerField(_("waiting"), default=0, editable=False)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        default_permissions = ("add", "change", "view")

    def __str__(self) -> str:
        return str(self.article)

    def is_closed(self, first_published: datetime, at: datetime | None = None) -> bool:
        """True if nobody can post any more: somebody closed it, or nobody said otherwise and the article is old."""
        if self.policy == self.Policy.BY_AGE:
            open_for = timedelta(days=settings.COMMENTS_CLOSE_AFTER_DAYS)
            return (at or timezone.now()) - first_published > open_for
        return self.policy in (self.Policy.CLOSED, self.Policy.HIDDEN)

    def count(self, before: str, after: str) -> None:
        """Take a comment that went from one status to another into the counts."""
        fields = {Comment.Status.PUBLIC: "public_count", Comment.Status.HELD: "held_count"}
        change = {
            field: models.F(field) + (1 if after == status else -1)
            for status, field in fields.items()
            if (after == status) != (before == status)
        }
        if change:
            Thread.objects.filter(pk=self.pk).update(**change)


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
    """What a reader says about an article, or answers to another comment; `html` is rendered from `text` once."""

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
            models.Index(
                fields=["thread", "-root", "id"],
                condition=models.Q(status__in=["public", "hidden", "removed"]),
                name="comment_newest_first",
            ),
            models.Index(
                fields=["thread", "root", "id"],
                condition=models.Q(status__in=["public", "hidden", "removed"]),
                name="comment_oldest_first",
            ),
            models.Index(
                fields=["thread", "-recommended", "-id"],
                condition=models.Q(status="public"),
                name="comment_recommended_first",
            ),
            models.Index(fields=["reader", "-created_at"], name="comment_by_reader"),
            models.Index(fields=["status", "-created_at"], name="comment_by_status"),
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


class ModerationDecision(models.Model):
    """One line of the log: who let a comment be seen or not, and on what evidence; nobody means the rules did."""

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    from_status = models.CharField(max_length=8, choices=Comment.Status, blank=True)
    to_status = models.CharField(_("decision"), max_length=8, choices=Comment.Status)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    evidence = models.JSONField(_("evidence"), default=list)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.get_to_status_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Once only: what is in the log stays as it is."""
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise TypeError("The log of decisions is append-only.")
