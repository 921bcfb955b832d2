"""Stakeholders, one entity over all articles, and an article's rows about them."""

import unicodedata
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from images.saying import saying


def folded(name: str) -> str:
    """The form under which two spellings are the same name: compatibility forms, case and spaces do not count."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    """Finding and making stakeholders."""

    def saying(self, typed: str) -> Self:
        """Those with these words in one of their names."""
        return self.filter(pk__in=saying(StakeholderName.objects.all(), typed, "name").values("stakeholder"))

    def named(self, name: str) -> Self:
        """Those known by this name or alias, whatever its capitals."""
        return self.filter(names__folded=folded(name)).distinct()

    def get_or_make(self, name: str) -> "Stakeholder":
        """The stakeholder known by this name, made if nobody is."""
        if found := self.named(name).first():
            return found
        base = slugify(name)[:100] or "stakeholder"
        slug, number = base, 1
        while self.filter(slug=slug).exists():
            number += 1
            slug = f"{base}-{number}"
        made = self.create(name=name.strip(), slug=slug)
        StakeholderName.objects.create(stakeholder=made, name=made.name, folded=folded(made.name))
        return made


class Stakeholder(models.Model):
    """A person, group or state with an interest."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        GROUP = "group", _("Group of people")
        STATE = "state", _("State or public body")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=160)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    description = models.TextField(_("description"), blank=True)
    same_as = models.TextField(
        _("the same elsewhere"),
        blank=True,
        help_text=_(
            "Pages about exactly this one, an address a line: its own site, its entry in Wikidata. Search engines "
            "are told."
        ),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("stakeholder")
        verbose_name_plural = _("stakeholders")
        ordering = ("name",)
        indexes = [models.Index(fields=["name", "-id"], name="stakeholder_by_name")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Every line of its pages elsewhere is a web address."""
        check = URLValidator(["http", "https"])
        for address in self.addresses:
            try:
                check(address)
            except ValidationError as error:
                told = _("“%(line)s” is not a web address: it should begin with https://.")
                raise ValidationError({"same_as": told % {"line": address[:100]}}) from error
        self.same_as = "\n".join(self.addresses)

    def get_absolute_url(self) -> str:
        return reverse("stakeholder", args=[self.slug])

    @property
    def standing(self) -> "Stakeholder":
        """The one that goes on: itself, or whom it was merged into."""
        return self.merged_into or self

    @property
    def addresses(self) -> list[str]:
        """Its pages elsewhere."""
        return self.same_as.split()


class StakeholderName(models.Model):
    """A name or alias that a stakeholder is found by; nobody else may have it."""

    stakeholder = models.ForeignKey(Stakeholder, models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=160)
    folded = models.CharField(max_length=160, unique=True, editable=False)

    class Meta:
        verbose_name = _("alias")
        verbose_name_plural = _("aliases")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Keep the form that names are compared by in step with the one shown."""
        self.folded = folded(self.name)


class StakeholderTable(models.Model):
    """Caption and headings of one of an article's tables, where they are not the usual ones."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="tables")
    slug = models.SlugField(
        _("name in the text"),
        max_length=40,
        blank=True,
        help_text=_("Empty for the only table; else {stakeholders:name}."),
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    columns = models.JSONField(_("headings"), default=list, blank=True)

    class Meta:
        verbose_name = _("stakeholder table")
        verbose_name_plural = _("stakeholder tables")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["article", "slug"], name="one_table_per_name")]

    def __str__(self) -> str:
        return self.caption or self.slug


class StakeholderRow(models.Model):
    """What one stakeholder wants and what stands in the way; several items of a cell are split at semicolons."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="stakeholder_rows")
    table = models.SlugField(
        _("table"), max_length=40, blank=True, help_text=_("Empty, unless there are several tables.")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="rows", verbose_name=_("stakeholder")
    )
    motivations = models.TextField(
        _("primary motivation"), blank=True, help_text=_("Separate several by semicolons.")
    )
    challenges = models.TextField(_("challenges"), blank=True, help_text=_("Separate several by semicolons."))
    further = models.JSONField(_("further columns"), default=list, blank=True, editable=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("stakeholder row")
        verbose_name_plural = _("stakeholder rows")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return str(self.stakeholder)
