"""What people at the desk are told by mail."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import MailKind
from authors.outbox import WAITS, OutboxQuerySet, why_not

ALARMING: Final = timedelta(days=7)
"""For how long a mail that could not be sent is worth an alarm."""


class MailQuerySet(OutboxQuerySet["Mail"]):
    """Questions to what is to be told, was told, or could not be told."""

    def waiting(self) -> Self:
        """Neither sent nor given up."""
        return super().waiting().filter(failed_at=None)

    def put_off(self, rows: "Iterable[Mail]", why: Exception) -> None:
        """Have them tried again; after the last wait they are given up, which the desk is told."""
        again = []
        for row in rows:
            if row.attempts < len(WAITS):
                again.append(row)
            else:
                self.filter(pk=row.pk).update(failed_at=timezone.now(), error=why_not(why))
        super().put_off(again, why)

    def failed(self) -> Self:
        """What could not be sent after all attempts, in the last seven days; the desk raises an alarm about it."""
        return self.filter(failed_at__gt=timezone.now() - ALARMING).order_by("-failed_at", "-pk")


class Mail(models.Model):
    """What one person is told about one article: a mail of its own, or a line in one that gathers several."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("to")
    )
    kind = models.CharField(_("about"), max_length=10, choices=MailKind)
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="+", verbose_name=_("article")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    decision = models.ForeignKey("articles.Decision", models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("text"), blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    gathered = models.BooleanField(_("gathered"), default=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)
    error = models.CharField(_("why not"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        default_permissions = ("view", "change")
        ordering = ("-made_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["decision", "recipient"], name="one_mail_a_decision_and_person")
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="mail_waiting",
                condition=models.Q(sent_at__isnull=True, failed_at__isnull=True),
            ),
            models.Index(fields=["recipient", "-made_at"], name="mail_by_recipient"),
            models.Index(
                fields=["-failed_at"], name="mail_failed", condition=models.Q(failed_at__isnull=False)
            ),
            models.Index(fields=["-made_at", "-id"], name="mail_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"
