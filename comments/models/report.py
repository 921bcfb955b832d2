"""Reports of comments and of anything illegal, appeals against decisions, and the figures of each month."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import User
from comments.models.comment import Comment
from comments.models.decision import Ground, ModerationDecision
from comments.models.reader import Reader


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions to the reports."""

    def open(self) -> Self:
        """What nobody has decided about."""
        return self.filter(status=Report.Status.OPEN)

    def decidable_by(self, user: User) -> Self:
        """What this person may decide about: of comments, of the paper's own pages, both, or nothing."""
        rows = self
        if not user.has_perm("comments.moderate_comment"):
            rows = rows.filter(comment=None)
        if not user.has_perm("articles.publish_article"):
            rows = rows.filter(comment__isnull=False)
        return rows


class Report(models.Model):
    """What somebody finds wrong with a comment, or what they hold to be illegal anywhere on the site.

    `sender` is a keyed hash of where it came from, forgotten by age. `counted` reports raise the comment's counter: one
    for each sender, and none of those whose reports have been wrong again and again; all are kept and answered.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        UPHELD = "upheld", _("upheld")
        DISMISSED = "dismissed", _("dismissed")

    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="reports")
    address = models.CharField(_("exact address"), max_length=500, blank=True)
    ground = models.CharField(_("what is wrong"), max_length=9, choices=Ground)
    text = models.TextField(_("explanation"), blank=True)
    illegal = models.BooleanField(_("notice of illegal content"), default=False)
    reader = models.ForeignKey(Reader, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    sender = models.CharField(max_length=64, blank=True)
    counted = models.BooleanField(default=True)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        ordering = ("made_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "reader"],
                condition=models.Q(reader__isnull=False, illegal=False),
                name="one_report_a_reader",
            ),
            models.UniqueConstraint(
                fields=["comment", "sender"],
                condition=models.Q(reader__isnull=True, illegal=False) & ~models.Q(sender=""),
                name="one_report_a_sender",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-illegal", "made_at"], condition=models.Q(status="open"), name="report_open"
            ),
            models.Index(fields=["made_at"], name="report_by_age"),
            models.Index(fields=["reader", "-made_at"], name="report_by_reader"),
            models.Index(
                fields=["sender", "made_at"], condition=~models.Q(sender=""), name="report_by_sender"
            ),
            models.Index(fields=["made_at"], condition=~models.Q(sender=""), name="report_sender_kept"),
            models.Index(
                fields=["decided_at"],
                condition=~models.Q(email="", name="", text=""),
                name="report_words_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class AppealQuerySet(models.QuerySet["Appeal"]):
    """Questions to the appeals."""

    def open(self) -> Self:
        """What nobody has decided about."""
        return self.filter(status=Appeal.Status.OPEN)

    def visible_to(self, user: User) -> Self:
        """What concerns what this person may decide about: comments and readers, the paper's own pages, or both."""
        rows = self
        if not user.has_perm("comments.moderate_comment"):
            rows = rows.filter(report__isnull=False, report__comment=None)
        if not user.has_perm("articles.publish_article"):
            rows = rows.filter(models.Q(decision__isnull=False) | models.Q(report__comment__isnull=False))
        return rows

    def decidable_by(self, user: User) -> Self:
        """Of these, what somebody else decided before."""
        before = models.Q(decision__by=user) | models.Q(report__decided_by=user)
        return (
            self.visible_to(user) if settings.ONE_PERSON_NEWSROOM else self.visible_to(user).exclude(before)
        )


class Appeal(models.Model):
    """What somebody says against a decision on their comment or their report; another person decides, once."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("the decision stands")
        OVERTURNED = "overturned", _("the decision was wrong")

    decision = models.OneToOneField(ModerationDecision, models.PROTECT, null=True, related_name="appeal")
    report = models.OneToOneField(Report, models.CASCADE, null=True, related_name="appeal")
    text = models.TextField(_("what is said against it"))
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    answer = models.TextField(_("answer"), blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        default_permissions = ("view",)
        ordering = ("made_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decision__isnull=False) ^ models.Q(report__isnull=False),
                name="appeal_against_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["made_at"], condition=models.Q(status="open"), name="appeal_open"),
            models.Index(fields=["made_at"], name="appeal_by_age"),
            models.Index(fields=["decided_at"], condition=~models.Q(text=""), name="appeal_words_kept"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def against(self) -> ModerationDecision | Report:
        """What it is against."""
        found = self.decision or self.report
        assert found  # noqa: S101 (the constraint says so)
        return found


class ModerationMonth(models.Model):
    """The figures of one month for the page on moderation: numbers only, by name; made anew while it lasts."""

    month = models.DateField(primary_key=True)
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        default_permissions = ()
        ordering = ("-month",)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
