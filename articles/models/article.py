"""The working copy: what editors edit and readers never see."""

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from articles.models.edition import Edition
from articles.models.entry import Entry
from articles.models.publication import Section, Topic
from articles.models.translation import Translation
from articles.workflow import OPEN, State
from authors.models import Author
from images.models import Image

if TYPE_CHECKING:
    from authors.models import User


def sections_of(user: "User") -> set[int]:
    """The sections that this person's desk work is limited to, asked once a request; empty means all."""
    models.prefetch_related_objects([user], "only_sections")
    return {section.pk for section in user.only_sections.all()}


class Label(models.TextChoices):
    """What kind of text this is; readers see it."""

    NEWS = "news", _("News")
    ANALYSIS = "analysis", _("Analysis")
    OPINION = "opinion", _("Opinion")
    BACKGROUND = "background", _("Background")
    REVIEW = "review", _("Review")
    SPONSORED = "sponsored", _("Sponsored")


class ChangeKind(models.TextChoices):
    """What a further edition is to the one before."""

    MINOR = "minor", _("Minor change")
    UPDATE = "update", _("Update")
    CLARIFICATION = "clarification", _("Clarification")
    CORRECTION = "correction", _("Correction")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Questions to the working copies."""

    def claim(self, pk: int, version: int) -> bool:
        """Take the version that was opened; False if somebody has saved since."""
        return bool(self.filter(pk=pk, version=version).update(version=version + 1))

    def readable_by(self, user: "User") -> Self:
        """Those that the user may open: contributors only their own."""
        if user.has_perm("articles.read_any_article"):
            return self
        return self.filter(self.own(user))

    def translations_of(self, article: "Article") -> Self:
        """Those that say the same in other languages, each with the number of the first one as `original`."""
        rows = Translation.objects.with_article(article.pk).exclude(article=article.pk)
        own = Translation.objects.filter(article=models.OuterRef("pk")).values("original_id")
        together = self.filter(pk__in=rows.values("article")).annotate(original=models.Subquery(own))
        return together.only("headline", "language").order_by("pk")

    def in_reach_of(self, user: "User") -> Self:
        """Those that the user's desk work reaches: all, or those that stand in their sections and nowhere else."""
        if not (own := sections_of(user)):
            return self
        elsewhere = Entry.objects.standing().exclude(section__in=own).exclude(section=None)
        here = models.Q(section__in=own) | models.Q(section=None)
        return self.filter(here, ~models.Exists(elsewhere.filter(article=models.OuterRef("pk"))))

    def reviewable_by(self, user: "User") -> Self:
        """Those in review that the user may approve: of others, within reach."""
        if not user.has_perm("articles.edit_any_article"):
            return self.none()
        waiting = self.filter(state=State.IN_REVIEW).in_reach_of(user)
        return waiting if settings.ONE_PERSON_NEWSROOM else waiting.exclude(self.own(user))

    @staticmethod
    def own(user: "User") -> models.Q:
        """Texts of the user's own: theirs to write, now or once, or under their byline."""
        # PostgreSQL can tell how much one author has signed, and not how much an author does who is yet to be found.
        signed = Byline.objects.filter(author=getattr(user, "author", None)).order_by().values("article")
        given = Assignment.objects.filter(writer=user).order_by().values("article")
        begun = Article.objects.filter(owner=user).order_by().values("pk")
        # Each from its index; OR would read the whole table.
        return models.Q(pk__in=begun.union(signed, given))

    def whole(self) -> Self:
        """With everything that a payload is made of, in a fixed number of queries."""
        return self.select_related("section", "lead_image").prefetch_related(
            "topics",
            "bylines__author",
            "references__source",
            "tables",
            "stakeholder_rows__stakeholder",
            models.Prefetch("assignments", Assignment.objects.select_related("writer", "by")),
        )


class Article(models.Model):
    """One article's working copy; `version` goes up with every save, by compare-and-set."""

    headline = models.CharField(_("headline"), max_length=300)
    short_headline = models.CharField(
        _("short headline"),
        max_length=120,
        blank=True,
        help_text=_("For lists; empty means the headline itself."),
    )
    slug = models.SlugField(
        _("slug"), max_length=120, blank=True, help_text=_("Empty means: made from the headline.")
    )
    label = models.CharField(_("label"), max_length=12, choices=Label, default=Label.NEWS)
    language = models.CharField(
        _("language"), max_length=12, default="en", help_text=_("BCP 47, such as en, fr or ar.")
    )
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    summary = models.TextField(_("summary"), blank=True, max_length=2000)
    body = models.TextField(_("body"), blank=True)
    lead_image = models.ForeignKey(
        Image, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead image")
    )
    body_pictures = models.ManyToManyField(Image, editable=False, related_name="+")
    """The pictures that the saved text calls, by which the articles that show them are found."""
    authors = models.ManyToManyField(Author, through="Byline", related_name="+")

    change_kind = models.CharField(
        _("kind of change"),
        max_length=15,
        choices=ChangeKind,
        blank=True,
        help_text=_("For a further edition."),
    )
    change_note = models.TextField(
        _("public note"), blank=True, max_length=1000, help_text=_("What readers are told about this change.")
    )
    was_wrong = models.TextField(
        _("what was wrong"), blank=True, max_length=1000, help_text=_("For a correction.")
    )
    is_right = models.TextField(
        _("what is right"), blank=True, max_length=1000, help_text=_("For a correction.")
    )

    embargo = models.DateTimeField(
        _("embargo"),
        null=True,
        blank=True,
        help_text=_("It may not go live before this moment; it makes nothing live."),
    )

    brief = models.TextField(
        _("brief"),
        blank=True,
        max_length=4000,
        help_text=_("What the piece is to be about. Never public."),
    )
    deadline = models.DateTimeField(
        _("deadline"), null=True, blank=True, help_text=_("When the text is to be handed in.")
    )
    planned_for = models.DateTimeField(
        _("planned for"),
        null=True,
        blank=True,
        help_text=_("When it is meant to run. This is a plan for the calendar; it publishes nothing."),
    )
    commissioned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("commissioned by"),
        editable=False,
    )

    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.DRAFT, editable=False
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("writer"),
        editable=False,
    )
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    saved_at = models.DateTimeField(_("saved"), auto_now=True)
    approved_fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    approved_payload = models.JSONField(null=True, editable=False)
    unreviewed = models.ForeignKey(
        "articles.Decision",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("approval past four eyes that nobody has reviewed yet"),
    )
    coverage_from = models.DateTimeField(_("live coverage began"), null=True, editable=False)
    coverage_until = models.DateTimeField(_("live coverage ended"), null=True, editable=False)
    import_ref = models.CharField(max_length=200, null=True, unique=True, editable=False)
    first_published_at = models.DateTimeField(
        _("first published elsewhere"), null=True, editable=False, help_text=_("For an imported archive.")
    )

    objects: ClassVar = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-saved_at", "-pk")
        indexes = [
            models.Index(fields=["-saved_at", "-id"], name="article_latest"),
            models.Index(fields=["state", "-saved_at"], name="article_by_state"),
            models.Index(fields=["owner", "-saved_at"], name="article_by_owner"),
            models.Index(fields=["section", "-saved_at"], name="article_by_section"),
            models.Index(fields=["label", "-saved_at"], name="article_by_label"),
            models.Index(fields=["language", "-saved_at"], name="article_by_language"),
            models.Index(fields=["deadline"], condition=models.Q(state__in=OPEN), name="article_due"),
            models.Index(fields=["planned_for"], condition=models.Q(state__in=OPEN), name="article_planned"),
            models.Index(
                fields=["-saved_at"], condition=models.Q(unreviewed__isnull=False), name="article_unreviewed"
            ),
        ]
        permissions = [
            ("submit_article", "Can submit own articles for review"),
            ("read_any_article", "Can read articles of others"),
            ("edit_any_article", "Can edit and review articles of others"),
            ("publish_article", "Can publish, schedule and retract articles"),
            ("report_article", "Can report live into published articles"),
            ("commission_article", "Can commission articles and assign them"),
            ("approve_past_four_eyes", "Can approve past four eyes in an emergency"),
        ]

    def __str__(self) -> str:
        return self.headline

    @cached_property
    def open_notes(self) -> int:
        """How many notes of colleagues wait for an answer; asked once."""
        return self.notes.filter(answers=None, resolved_at=None).count() if self.pk else 0

    def may_be_edited_by(self, user: "User") -> bool:
        """Whether the user may change the text where it stands: writers their own drafts, editors all within reach."""
        if self.state not in OPEN or not user.has_perm("articles.change_article"):
            return False
        if self.state == State.DRAFT and self.is_of(user):
            return True
        return user.has_perm("articles.edit_any_article") and self.is_reached_by(user)

    def may_be_noted_by(self, user: "User") -> bool:
        """Whether the user may write notes on it: whose own text it is, whose work reaches it, who was mentioned."""
        return self.is_of(user) or self.is_reached_by(user) or self.notes.filter(mentioned=user).exists()

    def last_hand(self) -> "User | None":
        """Who saved it or moved it last."""
        saved = self.versions.select_related("saved_by").first()
        moved = self.decisions.select_related("user").first()
        if moved and not (saved and saved.saved_at > moved.at):
            return moved.user
        return saved.saved_by if saved else None

    @cached_property
    def further(self) -> bool:
        """Whether an edition of it is frozen already, so that the next one is a further one."""
        return self.editions.filter(cancelled_at=None).exists()

    @cached_property
    def _public_sections(self) -> set[int]:
        """Where readers find it, now or soon."""
        entries = Entry.objects.standing().filter(article=self, section__isnull=False)
        return set(entries.values_list("section", flat=True))

    @property
    def sections(self) -> set[int]:
        """All sections it stands in: its own and those of its editions, so that a new section hides no live text."""
        return self._public_sections | ({self.section_id} if self.section_id else set())

    def is_reached_by(self, user: "User") -> bool:
        """Whether the user's desk work reaches it: they are named in no section, or in each that it stands in."""
        own = sections_of(user)
        return not own or self.sections <= own

    def reaching(self, people: "models.QuerySet[User]") -> "models.QuerySet[User]":
        """Those of these people whose desk work reaches it."""
        for section in self.sections:
            people = people.filter(models.Q(only_sections=None) | models.Q(only_sections=section))
        return people

    def last_text(self) -> Edition:
        """The last edition that readers could read: the live one, or what its retraction took back."""
        texts = self.editions.once_live().exclude(kind=Edition.Kind.RETRACTION)
        return texts.order_by("-number")[0]

    def is_of(self, user: "User") -> bool:
        """Whether this is the user's own text: theirs to write, now or once, or under their byline."""
        return (
            self.owner_id == user.pk
            or any(by.author.user_id == user.pk for by in self.bylines.all())
            or any(given.writer_id == user.pk for given in self.assignments.all())
        )


class Byline(models.Model):
    """One of an article's authors, in order."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+", verbose_name=_("author"))
    role = models.CharField(
        _("role"),
        max_length=60,
        blank=True,
        help_text=_("Empty for who wrote it; else what they did, such as photographs."),
    )
    expertise = models.CharField(
        _("why they write about this"),
        max_length=300,
        blank=True,
        help_text=_(
            "A sentence for readers of this story, such as: Has reported on the harbour for twelve years."
        ),
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("byline")
        ordering = ("order", "pk")
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="an_author_once")]

    def __str__(self) -> str:
        return str(self.author)


class Assignment(models.Model):
    """Who was asked to write it, by whom and when; it stays their own text when somebody else takes over."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="assignments")
    writer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("writer")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return str(self.writer)
