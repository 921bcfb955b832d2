"""Notices: what readers would correct in an article, or which source they know for it."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.reader import Reader


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Questions to the notices."""

    def new(self) -> Self:
        """What nobody has answered."""
        return self.filter(status=Notice.Status.NEW)


class Notice(models.Model):
    """A correction or a source that a reader suggests for a place of an article.

    At the desk it stands at that place as a note, which follows the text when it is edited. `sender` is a keyed hash of
    where it came from, forgotten by age.
    """

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("a correction")
        SOURCE = "source", _("a source")

    class Status(models.TextChoices):
        NEW = "new", _("new")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        PUBLISHED = "published", _("published")

    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="+", verbose_name=_("article")
    )
    edition = models.PositiveIntegerField(_("edition that was read"))
    note = models.OneToOneField("articles.Note", models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(_("what is suggested"), max_length=10, choices=Kind)
    place = models.CharField(_("place"), max_length=10, blank=True)
    quoted = models.TextField(_("what stands there"), blank=True)
    text = models.TextField(_("what should it say"))
    address = models.URLField(_("web address"), max_length=2000, blank=True)
    reader = models.ForeignKey(Reader, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    credit = models.BooleanField(_("wishes to be named"), default=False)
    sender = models.CharField(max_length=64, blank=True)
    key = models.UUIDField(unique=True)
    made_at = models.DateTimeField(_("received"), default=timezone.now)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.NEW)
    answer = models.TextField(_("answer"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    published_in = models.PositiveIntegerField(_("published in edition"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        default_permissions = ("view",)
        permissions = [("answer_notice", "Can accept and decline what readers suggest")]
        ordering = ("-made_at", "-pk")
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="notice_latest"),
            models.Index(fields=["article", "-made_at"], name="notice_by_article"),
            models.Index(fields=["made_at"], condition=models.Q(status="new"), name="notice_new"),
            models.Index(fields=["article"], condition=models.Q(status="accepted"), name="notice_accepted"),
            models.Index(fields=["reader", "-made_at"], name="notice_by_reader"),
            models.Index(fields=["made_at"], condition=~models.Q(sender=""), name="notice_sender_kept"),
            models.Index(
                fields=["decided_at"], condition=~models.Q(email="", name=""), name="notice_names_kept"
            ),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
