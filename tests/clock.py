"""Times that tests plan for, and how a browser posts them."""

from datetime import datetime, timedelta

from django.utils import timezone

NOW = timezone.now().replace(second=0, microsecond=0)
"""The minute in which these tests began, so that a time is the same at a test's beginning and end."""


def ahead(**later: float) -> datetime:
    """A whole minute from now on."""
    return timezone.localtime(NOW) + timedelta(**later)


def typed(at: datetime) -> str:
    """A time as a browser posts it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")
