"""Entries: what lists, feeds, sitemaps and search need of an article's current and pending edition."""

from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition, instant
from articles.models.publication import Section, Topic
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from authors.models import Author


class EntryQuerySet(models.QuerySet["Entry"]):
    """The words for what lists show; each takes an instant, by default the database's clock."""

    def live(self, at: datetime | None = None) -> Self:
        """What stands at the articles' addresses, notices of retraction too."""
        return self.standing(at).filter(goes_live_at__lte=instant(at))

    def listed(self, at: datetime | None = None) -> Self:
        """Live, without notices of retraction."""
        return self.live(at).filter(is_retraction=False)

    def standing(self, at: datetime | None = None) -> Self:
        """What is live or will be."""
        return self.filter(models.Q(superseded_at=None) | models.Q(superseded_at__gt=instant(at)))

    def newest_first(self) -> Self:
        """By first publication; the article's number decides between two of one moment."""
        return self.order_by("-published_at", "-article_id")


class Entry(models.Model):
    """One edition as lists show it; an article has at most two, the current and the pending one."""

    article = models.ForeignKey("articles.Article", models.PROTECT, related_name="+")
    edition = models.OneToOneField(Edition, models.PROTECT, related_name="entry")
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    goes_live_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    is_retraction = models.BooleanField(default=False)
    kind = models.CharField(max_length=15, choices=Edition.Kind)
    path = models.CharField(max_length=160)
    headline = models.CharField(max_length=300)
    short_headline = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True)
    label = models.CharField(max_length=12)
    language = models.CharField(max_length=12)
    section = models.ForeignKey(Section, models.PROTECT, null=True, related_name="+")
    kicker = models.CharField(max_length=80, blank=True)
    byline = models.CharField(_("byline"), max_length=500, blank=True)
    image = models.JSONField(null=True)
    authors = models.ManyToManyField(Author, through="EntryAuthor", related_name="+")
    topics = models.ManyToManyField(Topic, through="EntryTopic", related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [
            models.Index(fields=["-published_at", "-article"], name="entry_newest"),
            models.Index(fields=["section", "-published_at", "-article"], name="entry_by_section"),
            models.Index(fields=["language", "-published_at", "-article"], name="entry_by_language"),
        ]

    def __str__(self) -> str:
        return self.headline

    @property
    def title(self) -> str:
        """The headline for lists."""
        return self.short_headline or self.headline

    def get_absolute_url(self) -> str:
        return self.path


class EntryLink(models.Model):
    """A row by which entries are listed under something, in the order of their first publication."""

    published_at = models.DateTimeField()
    article_id = models.BigIntegerField()

    class Meta:
        abstract = True


class EntryAuthor(EntryLink):  # noqa: DJ008 (never shown)
    """An author's entries."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="author_links")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["author", "-published_at", "-article_id"], name="entry_by_author")]


class EntryTopic(EntryLink):  # noqa: DJ008 (never shown)
    """A topic's entries."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["topic", "-published_at", "-article_id"], name="entry_by_topic")]


class EntrySection(EntryLink):  # noqa: DJ008 (never shown)
    """A section's entries, and those of the sections within it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="section_links")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["section", "-published_at", "-article_id"], name="entry_under_section")
        ]
        constraints = [
            models.UniqueConstraint(fields=["entry", "section"], name="an_entry_once_in_a_section")
        ]


class EntrySource(EntryLink):  # noqa: DJ008 (never shown)
    """The entries whose text rests on a source."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="source_links")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    document = models.CharField(max_length=80, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["source", "-published_at", "-article_id"], name="entry_by_source"),
            models.Index(fields=["document"], condition=~models.Q(document=""), name="entry_by_document"),
        ]


class EntryStakeholder(EntryLink):  # noqa: DJ008 (never shown)
    """The entries whose tables name a stakeholder."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="stakeholder_links")
    stakeholder = models.ForeignKey(Stakeholder, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["stakeholder", "-published_at", "-article_id"], name="entry_by_stakeholder")
        ]


class PutRight(models.Model):
    """A correction or retraction as an entry's lists show it, with those of the editions before; see `righting`."""

    goes_live_at = models.DateTimeField()

    class Meta:
        abstract = True


class PutRightIn(PutRight):  # noqa: DJ008 (never shown)
    """What was put right in a section, and in those within it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="put_right_in")
    section = models.ForeignKey(Section, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["section", "-goes_live_at", "-edition"], name="put_right_by_section"),
        ]


class PutRightBy(PutRight):  # noqa: DJ008 (never shown)
    """What was put right in articles that an author signed."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="put_right_by")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["author", "-goes_live_at", "-edition"], name="put_right_by_author")]
