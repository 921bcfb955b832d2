"""What the desk keeps about a working copy: versions, open forms, notes, links to a preview."""

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.words import Words

if TYPE_CHECKING:
    from articles.models.article import Article
    from authors.models import User


class Version(models.Model):
    """One saved state of the whole document, as a payload; nothing an editor wrote is ever lost."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    payload = models.JSONField()
    beside = models.JSONField(_("what is kept with it and never published; null: nobody kept it"), null=True)
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


class Sitting(models.Model):
    """One open form: who sits at which article since when, and what they have typed and not saved."""

    tab = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="+")
    version = models.PositiveIntegerField(_("version that was opened"), default=0)
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    unsaved = models.TextField(_("the form as it would be posted, empty if nothing is unsaved"), blank=True)
    typed_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        ordering = ("-seen_at",)
        indexes = [
            models.Index(fields=["article", "-seen_at"], name="sitting_by_article"),
            models.Index(fields=["user", "-seen_at"], name="sitting_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.tab}"


class NoteQuerySet(models.QuerySet["Note"]):
    """Questions to the notes."""

    def open_of(self, article: "Article") -> Self:
        """An article's notes that nobody has resolved, without the answers to them."""
        return self.filter(article=article, answers=None, resolved_at=None)

    def resolved_of(self, article: "Article") -> Self:
        """An article's resolved notes, the latest first, without the answers to them."""
        return self.filter(article=article, answers=None, resolved_at__isnull=False).order_by("-pk")


class Note(models.Model):
    """A note among colleagues at a place of the text, or an answer to one; never public.

    What a reader suggests stands at its place as a note too: by nobody here, without mentions.
    """

    class Place(models.TextChoices):
        ARTICLE = "article", _("the whole article")
        PARAGRAPH = "paragraph", _("a paragraph")
        ROW = "row", _("a stakeholder")
        SOURCE = "source", _("a source")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    answers = models.ForeignKey("self", models.CASCADE, null=True, related_name="replies")
    place = models.CharField(_("place"), max_length=10, choices=Place, default=Place.ARTICLE)
    anchor = models.TextField(_("what it stands at, as it is now"), blank=True)
    quoted = models.TextField(_("what it stood at when it was written"), blank=True)
    gone = models.BooleanField(_("its place is gone"), default=False)
    text = models.TextField(_("note"), max_length=4000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("mentioned")
    )
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return self.text

    def may_be_resolved_by(self, user: "User") -> bool:
        """Whether this user may resolve it, and open it again: who wrote it, and editors whose work reaches it."""
        if self.by_id and self.by_id == user.pk:
            return True
        return user.has_perm("articles.edit_any_article") and self.article.is_reached_by(user)


class PreviewLink(models.Model):
    """Lets somebody without an account see one article as it would be published, until it expires or is revoked."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="preview_links")
    made_for = models.CharField(_("for whom"), max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True)
    opened_at = models.DateTimeField(_("last opened"), null=True)
    opened = models.PositiveIntegerField(_("times opened"), default=0)

    class Meta:
        verbose_name = _("link to a preview")
        verbose_name_plural = _("links to previews")
        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.made_for

    @property
    def leads(self) -> bool:
        """Whether it still leads anywhere."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class DeskWords(Words):
    """The words that the desk finds an article by, as of one of its versions."""

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="words", editable=False
    )
    version = models.PositiveIntegerField()
