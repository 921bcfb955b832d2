"""What readers are told by mail."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.models import MailKind
from authors.outbox import OutboxQuerySet
from comments.models.comment import Comment

IN_VAIN: Final = 3
"""Attempts after which somebody at the desk should know."""


class ReaderMailQuerySet(OutboxQuerySet["ReaderMail"]):
    """Questions to what readers are to be told."""

    def in_vain(self) -> Self:
        """What several attempts could not send."""
        return self.waiting().filter(attempts__gte=IN_VAIN)


class ReaderMail(models.Model):
    """What a reader, or somebody without an account, is told: a mail of its own, or a line in one that gathers some.

    `kind` is '' for what is told whatever one has chosen: receipts and decisions. About a comment it is sent only
    while that is public. Once it is sent, or nobody wants it any more, the words are forgotten.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    address = models.EmailField(blank=True)
    kind = models.CharField(max_length=10, choices=MailKind, blank=True)
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    gathered = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ReaderMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail to a reader")
        verbose_name_plural = _("mails to readers")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recipient__isnull=False) | ~models.Q(address=""),
                name="mail_goes_to_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="readermail_waiting", condition=models.Q(sent_at__isnull=True)
            ),
            models.Index(fields=["recipient", "-made_at"], name="readermail_by_recipient"),
            models.Index(fields=["made_at"], name="readermail_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
