"""Threads: who may post below an article, and how many comments stand there."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles.prepared import NUMBER, Prepared


def policies() -> list[tuple[str, Any]]:
    """Who may post, in words; how old comments become is set for the whole site."""
    days = settings.COMMENTS_CLOSE_AFTER_DAYS
    by_age = ngettext(
        "open, and closed by themselves %(days)s day after publication",
        "open, and closed by themselves %(days)s days after publication",
        days,
    )
    return [(Thread.Policy.BY_AGE.value, by_age % {"days": days}), *Thread.Policy.choices[1:]]


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Finding and making threads."""

    def of(self, article_id: int) -> "Thread":
        """The thread of an article, made on first need."""
        found: list[Thread] = OF.found({NUMBER: article_id})
        return (
            found[0] if found else self.get_or_create(article_id=article_id)[0]
        )  # somebody else may be at it, too


class Thread(models.Model):
    """All comments on one article: who may post, and how many there are; its key is the article's.

    `appeared` goes up each time that a comment appears, so that a page can say up to which one it knows them.
    """

    class Policy(models.TextChoices):
        BY_AGE = "by_age"  # in words: policies()
        OPEN = "open", _("open")
        PREMODERATED = "premoderated", _("open, each waits for a moderator")
        CLOSED = "closed", _("closed")
        HIDDEN = "hidden", _("closed, and not shown")

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="+", verbose_name=_("article")
    )
    policy = models.CharField(_("comments are"), max_length=12, choices=policies, default=Policy.BY_AGE)
    prompt = models.CharField(
        _("question to readers"),
        max_length=200,
        blank=True,
        help_text=_("Stands above the form, and helps readers to say what only they know."),
    )
    public_count = models.PositiveIntegerField(_("public"), default=0, editable=False)
    held_count = models.PositiveIntegerField(_("waiting"), default=0, editable=False)
    appeared = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar = ThreadQuerySet.as_manager()

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

    def count(self, before: str, after: str, *, newly: bool = False) -> None:
        """Take a comment that went from one status to another into the counts; `newly` says that it appears.

        From then on the thread is one's own until the transaction ends.
        """
        fields = {"public": "public_count", "held": "held_count"}
        change: dict[str, Any] = {
            field: models.F(field) + (1 if after == status else -1)
            for status, field in fields.items()
            if (after == status) != (before == status)
        }
        if newly:
            change["appeared"] = models.F("appeared") + 1
        if change:
            Thread.objects.filter(pk=self.pk).update(**change)


OF: Final = Prepared(Thread, lambda: Thread.objects.filter(pk=NUMBER))
