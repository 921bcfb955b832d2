"""Live coverage: short dated entries that are added to an article while it stands in public."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article


class CoverageEntry(models.Model):
    """One entry; made and changed by the gate's move `report` alone, and each time an edition shows it."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="coverage_entries")
    text = models.TextField(_("text"), max_length=4000)
    at = models.DateTimeField(_("when"))
    corrected_at = models.DateTimeField(_("corrected"), null=True)
    pinned = models.BooleanField(_("pinned"), default=False)
    signed = models.CharField(_("signed"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("entry of a live coverage")
        verbose_name_plural = _("entries of live coverage")
        ordering = ("-at", "-pk")
        indexes = [models.Index(fields=["article", "-at", "-id"], name="coverage_newest")]

    def __str__(self) -> str:
        return self.text[:80]
