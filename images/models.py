"""A picture of the library: the sanitised original, what is said about it, and whose it is."""

from collections.abc import Iterable
from typing import ClassVar, Final, Self

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pillow

from . import renditions
from .saying import saying

ORIGINALS: Final = "originals"
"""Folder of the originals; nothing serves it, readers only ever get renditions."""

CODE: Final = 12
"""How many signs of its name call a picture from a text."""


def original_path(name: str, suffix: str) -> str:
    """Where the storage keeps the original of the picture `name`."""
    return f"{ORIGINALS}/{name[:2]}/{name}.{suffix}"


class ImageQuerySet(models.QuerySet["Image"]):
    """Questions to the library."""

    def saying(self, typed: str) -> Self:
        """Those with all of these words, or beginnings of words, in what is said about them."""
        return saying(self, typed, "alt", "caption", "credit", "licence")

    def called(self, codes: Iterable[str]) -> Self:
        """Those that a text calls: by the beginning of the name, or, where the code is shorter, by the number."""
        wanted = models.Q(pk__in=[])
        for code in codes:
            by_name = models.Q(
                name__gte=code, name__lt=f"{code}g"
            )  # a range, which every database has an index for
            wanted |= by_name if len(code) >= CODE else models.Q(pk=int(code))
        return self.filter(wanted)


class Image(models.Model):
    """One picture, named by its content; made by `intake.take_in` only and never deleted, but withdrawn."""

    name = models.CharField(_("name"), max_length=64, unique=True, editable=False)
    file = models.ImageField(_("file"), max_length=100, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who do not see it. Do not begin with ‘picture of’."),
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, as shown beside the picture.")
    )
    licence = models.CharField(
        _("licence"), max_length=200, blank=True, help_text=_("By what right we show it: CC BY 4.0, say.")
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, across"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("What stays in view when the picture is cut: 0 is the left edge, 100 the right one."),
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, down"),
        default=50,
        validators=[MaxValueValidator(100)],
        help_text=_("0 is the upper edge, 100 the lower one."),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_reason = models.CharField(_("why it was withdrawn"), max_length=500, blank=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        db_index=False,  # image_by_uploader
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects: ClassVar = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="image_newest_first"),
            models.Index(fields=["uploaded_by", "-created_at", "-id"], name="image_by_uploader"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(alt="") | models.Q(credit=""),
                name="image_unsaid",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="image_withdrawn",
            ),
        ]
        permissions = [("withdraw_image", _("Can withdraw a picture and give it back"))]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(focal_x__lte=100, focal_y__lte=100), name="image_focal_point_inside"
            )
        ]

    def __str__(self) -> str:
        return self.alt or self.caption[:80] or str(_("Picture without a description, %s") % self.name[:8])

    @property
    def numbered(self) -> str:
        """What people call it, with its number: what a field holds that is filled in by words."""
        return f"{str(self)[:120]} #{self.pk}"

    @property
    def marker(self) -> str:
        """What stands in a text, alone in its paragraph, to show it there."""
        return f"![](picture:{self.name[:CODE]})"

    @property
    def focal(self) -> tuple[int, int]:
        """The focal point in per cent, across and down."""
        return self.focal_x, self.focal_y

    def as_payload(self) -> renditions.PicturePayload:
        """What an edition keeps of this picture."""
        return {
            "image": self.pk,
            "name": self.name,
            "alt": self.alt,
            "caption": self.caption,
            "credit": self.credit,
            "licence": self.licence,
            "width": self.width,
            "height": self.height,
            "focal_x": self.focal_x,
            "focal_y": self.focal_y,
        }

    def withdraw(self, reason: str) -> bool:
        """Takes the picture out of every page, old editions too; False if somebody was faster."""
        shown = Image.objects.filter(pk=self.pk, withdrawn_at=None)
        withdrawn = bool(shown.update(withdrawn_at=Now(), withdrawn_reason=reason))
        if withdrawn:
            transaction.on_commit(lambda: renditions.discard(self.name), robust=True)  # 410 all the same
        return withdrawn

    def give_back(self) -> bool:
        """Undoes a withdrawal; False if there was none."""
        withdrawn = Image.objects.filter(pk=self.pk).exclude(withdrawn_at=None)
        return bool(withdrawn.update(withdrawn_at=None, withdrawn_reason=""))

    def shape(self, crop: str, at: int, focal: tuple[int, int] | None) -> Pillow.Image:
        """The pixels of a rendition, cut out of the original."""
        with default_storage.open(self.file.name or "") as original:
            return renditions.shape(original, crop, at, focal)
