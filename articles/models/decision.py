"""The append-only log of moves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Decision(models.Model):
    """Who made which move, when, why, on which text; a trigger lets no row be changed or deleted."""

    append_only: ClassVar[bool] = True

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="decisions")
    move = models.CharField(_("move"), max_length=24)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("why"), blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    edition = models.ForeignKey("articles.Edition", models.PROTECT, null=True, related_name="+")
    imported = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["article", "-at"], name="decision_by_article"),
            models.Index(fields=["-at", "-id"], name="decision_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.move}, {self.user}"
