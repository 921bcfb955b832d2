"""What stands around articles: sections, topics, and the version of a page."""

from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.purging import forget


class Section(models.Model):
    """A part of the paper; an article stands in one."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=240, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the menu"), default=0)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_(
            "Its articles stand in that section too, and the menu shows only that one. Empty: a section of its own."
        ),
    )
    changed_at = models.DateTimeField(auto_now=True)
    only_here = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="only_sections",
        verbose_name=_("people whose desk work ends here"),
        help_text=_(
            "Editors and publishers who edit, review and publish in this section and in no other, unless "
            "another names them too. Whoever is named in no section works in all."
        ),
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ("order", "name")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="no_section_in_itself",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.slug])


class Topic(models.Model):
    """What several articles are about, across sections."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    description = models.CharField(_("description"), max_length=240, blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class PageVersionQuerySet(models.QuerySet["PageVersion"]):
    """Raising of versions."""

    def of(self, article_ids: list[int]) -> Self:
        """The versions of these articles' pages."""
        return self.filter(article_id__in=article_ids)

    def raise_for(self, *article_ids: int) -> None:
        """Say that something around these articles' editions has changed, so that their pages are made anew."""
        self._raise("number", article_ids)

    def raise_threads(self, *article_ids: int) -> None:
        """Say that what stands in these articles' threads has changed, so that those are made anew."""
        self._raise("thread", article_ids)

    def _raise(self, which: str, article_ids: Collection[int]) -> None:
        for article_id in article_ids:
            row = self.filter(article_id=article_id)
            if not row.update(**{which: models.F(which) + 1}):
                self.get_or_create(article_id=article_id)  # somebody else may be at it, too
                row.update(**{which: models.F(which) + 1})
        forget(f"article-{article_id}" for article_id in article_ids)


class PageVersion(models.Model):  # noqa: DJ008 (never shown)
    """Goes up when anything around an article's edition changes.

    `number` tells of authors' profiles and sources' archives, `thread` of what stands below the article.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="page_version", editable=False
    )
    number = models.PositiveBigIntegerField(default=0)
    thread = models.PositiveBigIntegerField(default=0, db_default=0)

    objects = PageVersionQuerySet.as_manager()
