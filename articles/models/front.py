"""The front page's arrangement: which articles editors have put where, and a line of breaking news."""

from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from articles.prepared import Prepared


class ArrangementManager(models.Manager["Arrangement"]):
    """Knows which of them counts."""

    def current(self) -> "Arrangement":
        """The last one; before anybody has arranged anything, one without places. One query."""
        return next(iter(_LAST.found()), Arrangement(number=0))


class Arrangement(models.Model):
    """One state of the front page, added by whoever changed it and never changed itself.

    `places` names a row of the page (`top`, or a section's number) and holds for each place in it nothing or an
    article's number with the moment until which it stands there: `{"top": [null, {"article": 7, "until": null}]}`.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    places = models.JSONField(default=dict)
    breaking = models.CharField(_("breaking news"), max_length=160, blank=True)
    breaking_article = models.BigIntegerField(null=True)
    breaking_since = models.DateTimeField(null=True)
    breaking_until = models.DateTimeField(null=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ArrangementManager()

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front page")
        default_permissions = ()
        permissions = [("arrange_front", "Can arrange the front page")]

    def __str__(self) -> str:
        return str(_("Arrangement %(number)s") % {"number": self.number})

    def row(self, name: str, at: datetime) -> list[int | None]:
        """The articles of a row by their places, as far as they stand there at this moment."""
        return [
            place["article"] if place and not self._is_over(place["until"], at) else None
            for place in self.places.get(name, [])
        ]

    def pinned(self, at: datetime) -> set[int]:
        """Every article that it names at this moment."""
        named = {article for name in self.places for article in self.row(name, at) if article}
        return named | ({self.breaking_article} if self.breaking_article else set())

    def breaks(self, at: datetime) -> bool:
        """Whether the line of breaking news stands at this moment."""
        return bool(self.breaking and self.breaking_until and at < self.breaking_until)

    @staticmethod
    def _is_over(until: str | None, at: datetime) -> bool:
        moment = parse_datetime(until) if until else None
        return moment is not None and moment <= at


_LAST: Final = Prepared(Arrangement, lambda: Arrangement.objects.order_by("-number")[:1])
