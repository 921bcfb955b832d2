"""Sources, which statements rest on, and references, an article's uses of them."""

import re
from typing import Final, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.addresses import normalise
from images.saying import saying

SCHEME: Final = re.compile(r"^\s*https?\b:?/{0,2}(?:www\.)?", re.IGNORECASE)


class SourceQuerySet(models.QuerySet["Source"]):
    """Finding and making sources."""

    def saying(self, typed: str) -> Self:
        """Those with these words in what is shown of them; what every address begins with tells nothing."""
        typed = SCHEME.sub("", typed)
        return self.filter(pk__in=saying(Source.objects.all(), typed, "title", "publisher", "address"))

    def at(self, address: str) -> Self:
        """The source of this web address, however it is spelt."""
        return self.filter(normalised=normalise(address))

    def get_or_make(self, address: str, title: str = "") -> "Source":
        """The source of this web address, made if it is new; two who make it at once get the same one."""
        source, _made = self.get_or_create(
            normalised=normalise(address), defaults={"address": address.strip(), "title": title}
        )
        return source


class Source(models.Model):
    """One entity over all articles; contact, identity and internal note never leave the newsroom."""

    class Kind(models.TextChoices):
        WEB = "web", _("Web page")
        DOCUMENT = "document", _("Document")
        DATA = "data", _("Data")
        INTERVIEW = "interview", _("Interview")
        WIRE = "wire", _("Wire report")
        UNNAMED = "unnamed", _("Unnamed source")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.WEB)
    title = models.CharField(_("title"), max_length=300, blank=True, help_text=_("As readers see it."))
    publisher = models.CharField(_("publisher"), max_length=160, blank=True)
    address = models.URLField(_("web address"), max_length=2000, blank=True)
    normalised = models.CharField(max_length=2000, null=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    accessed_on = models.DateField(_("seen on"), null=True, blank=True)
    archived_address = models.URLField(_("archived copy"), max_length=2000, blank=True)
    document = models.CharField(_("document"), max_length=80, blank=True, editable=False)
    unnamed_reason = models.CharField(
        _("why not named"),
        max_length=300,
        blank=True,
        help_text=_("Readers see this beside an unnamed source."),
    )
    contact = models.CharField(_("contact"), max_length=300, blank=True, help_text=_("Never published."))
    identity = models.CharField(_("identity"), max_length=300, blank=True, help_text=_("Never published."))
    internal_note = models.TextField(_("internal note"), blank=True, help_text=_("Never published."))
    gone_since = models.DateTimeField(_("no longer online since"), null=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    answer = models.CharField(_("last answer"), max_length=80, blank=True, editable=False)
    next_look_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [models.UniqueConstraint(fields=["normalised"], name="one_source_per_address")]
        indexes = [
            models.Index(
                fields=["next_look_at"],
                condition=models.Q(normalised__isnull=False),
                name="source_to_look_at",
            ),
            models.Index(
                fields=["-gone_since"], condition=models.Q(gone_since__isnull=False), name="source_gone"
            ),
            models.Index(fields=["document"], condition=~models.Q(document=""), name="source_by_document"),
        ]

    def __str__(self) -> str:
        return self.title or self.address or str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.pk])

    def clean(self) -> None:
        """Keep the address that sources are compared by in step with the one shown."""
        try:
            self.normalised = normalise(self.address) if self.address else None
        except ValueError as error:
            raise ValidationError(
                {"address": _("This is not a web address: it should begin with http:// or https://.")}
            ) from error
        if self.kind == self.Kind.UNNAMED and not self.unnamed_reason:
            raise ValidationError(
                {"unnamed_reason": _("Readers are told why a source is not named. Please say why.")}
            )


class Reference(models.Model):
    """An article's use of a source, cited in the body by `[[key]]` or, for a web page, `[[label]](address)`."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="references")
    source = models.ForeignKey(Source, models.PROTECT, related_name="references", verbose_name=_("source"))
    key = models.SlugField(_("key"), max_length=40, help_text=_("Cite it in the text as [[key]]."))
    wording = models.CharField(
        _("wording"), max_length=300, blank=True, help_text=_("As shown here, if not the source's own title.")
    )
    quote = models.TextField(_("quoted passage"), blank=True)
    note = models.CharField(_("note for readers"), max_length=300, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="one_reference_per_key")]

    def __str__(self) -> str:
        return f"[[{self.key}]] {self.wording or self.source}"
