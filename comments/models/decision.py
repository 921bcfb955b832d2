"""The log of moderation, and the lists of words that hold comments back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.reader import Reader
from comments.words import LONGEST, Listed, Match, Reading, fold


class Ground(models.TextChoices):
    """What is wrong with a comment: why somebody reports it, and why a moderator takes it away."""

    ABUSE = "abuse", _("insults or threatens somebody")
    HATE = "hate", _("attacks people for what they are")
    PRIVACY = "privacy", _("tells what is private about somebody")
    FALSE = "false", _("says something false as if it were true")
    SPAM = "spam", _("advertises, or says the same everywhere")
    OFF_TOPIC = "off_topic", _("has nothing to do with the article")
    CHILD = "child", _("shows the sexual abuse of a child")
    ILLEGAL = "illegal", _("is against the law")
    OTHER = "other", _("something else")


class ModerationDecision(models.Model):
    """One line of the log: what was decided about a comment or a reader, and on what evidence.

    Nobody (`by` is None) means that the rules did. No line holds what a reader wrote, so that it can be forgotten;
    a trigger lets none be changed or deleted.
    """

    class Kind(models.TextChoices):
        JUDGE = "judge", _("judged by the rules")
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("rejected")
        HIDE = "hide", _("hidden")
        REMOVE = "remove", _("removed by its writer")
        UNDO = "undo", _("undone")
        PICK = "pick", _("picked")
        UNPICK = "unpick", _("picked no more")
        TRUST = "trust", _("trust changed")
        WARN = "warn", _("warned")
        SUSPEND = "suspend", _("suspended")
        BAN = "ban", _("banned")
        LIFT = "lift", _("sanction lifted")
        HOLD_ALWAYS = "hold_always", _("always waits from now on")
        HOLD_NO_MORE = "hold_no_more", _("waits like others from now on")
        DISMISS = "dismiss", _("reports dismissed")
        UPHOLD = "uphold", _("report upheld")
        KEEP = "keep", _("appeal: the decision stands")
        OVERTURN = "overturn", _("appeal: the decision was wrong")

    append_only: ClassVar[bool] = True

    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    comment = models.ForeignKey(Comment, models.PROTECT, null=True, related_name="decisions")
    reader = models.ForeignKey(Reader, models.PROTECT, null=True, related_name="decisions")
    from_status = models.CharField(max_length=8, choices=Comment.Status, blank=True)
    to_status = models.CharField(_("decision"), max_length=8, choices=Comment.Status, blank=True)
    ground = models.CharField(_("ground"), max_length=9, choices=Ground, blank=True)
    until = models.DateTimeField(_("until"), null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    evidence = models.JSONField(_("evidence"), default=list)

    class Meta:
        verbose_name = _("moderation decision")
        verbose_name_plural = _("moderation decisions")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["-at", "-id"], name="moderation_latest"),
            models.Index(fields=["kind", "-at"], name="moderation_by_kind"),
            models.Index(fields=["reader", "-at"], name="moderation_of_reader"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class WordQuerySet(models.QuerySet["Word"]):
    """Finding words of the list, however many there are."""

    def in_text(self, reading: Reading) -> list[Match]:
        """Where words of the list stand in a text; only those that could are fetched."""
        rows = self.filter(first__in=reading.forms).order_by().values_list("text", "kind", "folded")
        listed = [Listed(text, kind == Word.Kind.BANNED, folded) for text, kind, folded in rows]
        return reading.find(listed) if listed else []

    def add(self, text: str, kind: str, note: str = "") -> "Word":
        """A new word of the list, with what it is found by."""
        return self.create(text=text, kind=kind, note=note, **Word.found_by(text))


class Word(models.Model):
    """A word or phrase that keeps a comment from appearing: banned ones refuse it, suspect ones have it wait."""

    class Kind(models.TextChoices):
        BANNED = "banned", _("banned: the comment is refused, and its writer may change it")
        SUSPECT = "suspect", _("suspect: the comment waits for a moderator")

    text = models.CharField(_("word or phrase"), max_length=80)
    folded = models.CharField(max_length=320, unique=True, editable=False)
    first = models.CharField(max_length=LONGEST, db_index=True, editable=False)
    kind = models.CharField(_("what it does"), max_length=7, choices=Kind, default=Kind.SUSPECT)
    note = models.CharField(_("why it stands here"), max_length=200, blank=True)

    objects: ClassVar = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("word to look out for")
        verbose_name_plural = _("words to look out for")
        ordering = ("text",)

    def __str__(self) -> str:
        return self.text

    @staticmethod
    def found_by(text: str) -> dict[str, str]:
        """What a word is found by: as it looks, and how that begins."""
        folded = fold(text)
        return {"folded": folded, "first": folded.partition(" ")[0]}
