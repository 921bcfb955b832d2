"""Copies of all that is kept about a person, made for them."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT: Final = timedelta(days=7)
"""For how long a copy waits to be fetched."""


class Export(models.Model):
    """What is kept about a person, as packed JSON: the latest copy that they asked for, and nobody else's to fetch."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+", editable=False
    )
    asked_at = models.DateTimeField(default=timezone.now)
    made_at = models.DateTimeField(null=True)
    packed = models.BinaryField(default=b"")

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["asked_at"], name="export_by_age")]

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def until(self) -> datetime:
        """When it is thrown away."""
        return self.asked_at + KEPT

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        return timezone.now() >= self.until
