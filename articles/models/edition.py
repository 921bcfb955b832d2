"""Editions: the immutable published payloads of articles, and the addresses they stand at."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Now, Replace, Substr
from django.utils.translation import gettext_lazy as _


def instant(at: datetime | None) -> datetime | Now:
    """The moment asked for, or else the database's own clock."""
    return at or Now()


class Address(models.Model):
    """A public path such as `/2026/11/23/slug/`, which belongs to one article for ever."""

    path = models.CharField(max_length=160, unique=True)
    slug = models.GeneratedField(
        expression=Replace(Substr("path", len("/2026/11/23/") + 1), models.Value("/"), models.Value("")),
        output_field=models.CharField(max_length=160),
        db_persist=True,
    )
    """What it ends with, by which articles are found whose date is mistaken."""
    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["slug"], name="address_by_slug")]

    def __str__(self) -> str:
        return self.path


class EditionQuerySet(models.QuerySet["Edition"]):
    """The words for what is public; each takes an instant, by default the database's clock."""

    def once_live(self, at: datetime | None = None) -> Self:
        """All that the public could ever read: the history."""
        return self.filter(goes_live_at__lte=instant(at), cancelled_at=None)

    def live(self, at: datetime | None = None) -> Self:
        """What stands at the articles' addresses: at most one edition each."""
        now = instant(at)
        return self.once_live(at).filter(models.Q(superseded_at=None) | models.Q(superseded_at__gt=now))

    def listed(self, at: datetime | None = None) -> Self:
        """Live, without notices of retraction."""
        return self.live(at).exclude(kind=Edition.Kind.RETRACTION)

    def pending(self, at: datetime | None = None) -> Self:
        """Frozen and not yet live."""
        return self.filter(goes_live_at__gt=instant(at), cancelled_at=None)


class Edition(models.Model):
    """One published payload; triggers let nothing change but its times while they are still ahead, and a redaction.

    `html`, `sources_html`, `record`, `words` and `changed_words` are derived from the payload and may be made again.
    """

    class Kind(models.TextChoices):
        FIRST = "first", _("First edition")
        MINOR = "minor", _("Minor change")
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarification", _("Clarification")
        CORRECTION = "correction", _("Correction")
        RETRACTION = "retraction", _("Retraction")

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    note = models.TextField(_("public note"), blank=True)
    was_wrong = models.TextField(_("what was wrong"), blank=True)
    is_right = models.TextField(_("what is right"), blank=True)
    payload = models.JSONField()
    picture = models.GeneratedField(
        expression=KT("payload__lead_image__name"),
        output_field=models.CharField(max_length=64, null=True),
        db_persist=True,
    )
    """Name of the lead image, by which the editions that show it are found."""
    body_pictures = models.ManyToManyField("images.Image", related_name="+")
    """The pictures in its text, by which the editions that show them are found."""
    fingerprint = models.CharField(max_length=64)
    address = models.ForeignKey(Address, models.PROTECT, related_name="+")
    first_published_at = models.DateTimeField(_("first published"))
    updated_at = models.DateTimeField(_("updated"), null=True)
    frozen_at = models.DateTimeField(_("frozen"))
    goes_live_at = models.DateTimeField(_("goes live"))
    superseded_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    redaction_reason = models.TextField(blank=True)
    imported = models.BooleanField(default=False)
    html = models.TextField()
    sources_html = models.TextField(blank=True)
    record = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0)
    changed_words = models.PositiveIntegerField(null=True)
    """How many words changed from the edition before; None where there is none to compare with, or nobody counted."""

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ("-number",)
        constraints = [
            # What was cancelled was never public, so its number goes to the next one.
            models.UniqueConstraint(
                fields=["article", "number"],
                condition=models.Q(cancelled_at=None),
                name="one_edition_per_number",
            ),
            # Whoever freezes first ends what is live, so an open end without a cancellation is the last edition.
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(superseded_at=None, cancelled_at=None),
                name="one_last_edition",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "goes_live_at"], name="edition_by_article"),
            models.Index(fields=["-goes_live_at", "-id"], name="edition_latest"),
            models.Index(
                fields=["-goes_live_at", "-id"],
                condition=models.Q(kind__in=["correction", "retraction"]),
                name="edition_put_right",
            ),
            models.Index(fields=["picture", "-goes_live_at", "-id"], name="edition_by_picture"),
        ]

    def __str__(self) -> str:
        return str(_("edition %(number)s") % {"number": self.number})

    def get_absolute_url(self) -> str:
        """The article's address at this edition's time."""
        return self.address.path

    PUT_RIGHT = (Kind.CORRECTION, Kind.RETRACTION)
    SIGNIFICANT = (Kind.UPDATE, Kind.CLARIFICATION, Kind.CORRECTION, Kind.RETRACTION)

    @property
    def dated(self) -> datetime:
        """The time readers are told: that of going live, or, for what was first published elsewhere, of that."""
        return (
            self.first_published_at if self.imported and self.kind == self.Kind.FIRST else self.goes_live_at
        )

    @property
    def is_retraction(self) -> bool:
        return self.kind == self.Kind.RETRACTION
