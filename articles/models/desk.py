"""What the desk keeps about a working copy."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Version(models.Model):
    """One saved state of the whole document, as a payload; nothing an editor wrote is ever lost."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    payload = models.JSONField()
    saved_at = models.DateTimeField(_("saved"), auto_now_add=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("why"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ("-number",)
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return str(self.number)
