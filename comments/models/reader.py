"""Readers, under the names that others see; whom they mute; what moderators note about them."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.prepared import NUMBER, Prepared
from authors.models import Author, User
from comments.names import MAX_NAME, RESERVED, clean_name, fault_in, folded


class Trust(models.IntegerChoices):
    """How far a reader's comments are let through without a look; it goes up and down by itself."""

    WATCHED = 0, _("watched: each comment waits")
    NEW = 1, _("new: waits until one is approved")
    KNOWN = 2, _("known: appears at once")
    TRUSTED = 3, _("trusted: appears at once, with links too")


class ReaderQuerySet(models.QuerySet["Reader"]):
    """Finding and making readers."""

    def name_is_free(self, name: str, user: User | None = None) -> bool:
        """True if nobody is called this or looks like it: no reader, nobody who works here; but this user may be."""
        wanted = folded(name)
        if wanted in {folded(word) for word in (*RESERVED, settings.PAPER_NAME)}:
            return False
        staff, authors, readers = User.objects.filter(is_staff=True), Author.objects.all(), self.all()
        if user:
            staff, authors = staff.exclude(pk=user.pk), authors.exclude(user=user)
            readers = readers.exclude(user=user)
        names = (*staff.values_list("name", flat=True), *authors.values_list("name", flat=True))
        if wanted in {folded(name) for name in names}:
            return False
        return not readers.filter(folded=wanted).exists()

    def locked(self, user: User) -> "Reader":
        """The user's reader, made on first need, for oneself until the transaction ends."""
        for reader in LOCKED.found({NUMBER: user.pk}):
            found: Reader = reader
            return found
        self.of(user)
        return self.locked(user)

    def of(self, user: User, name: str = "") -> "Reader":
        """The user's reader, made with this name (or their own) on first need; a number makes it unique."""
        if reader := self.filter(user=user).first():
            return reader
        wanted = clean_name(name or user.name)
        base = wanted if wanted and not fault_in(wanted) else f"Reader {user.pk}"
        for number in range(1, 100):
            shown = base if number == 1 else f"{base[: MAX_NAME - 3]} {number}"
            try:
                with transaction.atomic():
                    return self.create(user=user, display_name=shown, folded=folded(shown))
            except IntegrityError:
                if reader := self.filter(user=user).first():
                    return reader
        raise IntegrityError("A hundred readers have this name.")


class Reader(models.Model):
    """A signed-in member of the public, under the name that others see."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="reader", verbose_name=_("user")
    )
    display_name = models.CharField(_("display name"), max_length=MAX_NAME)
    folded = models.CharField(max_length=4 * MAX_NAME, unique=True, editable=False)
    created_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    trust = models.PositiveSmallIntegerField(_("trust"), choices=Trust, default=Trust.NEW, editable=False)
    always_held = models.BooleanField(_("always waits for a moderator"), default=False, editable=False)
    suspended_until = models.DateTimeField(_("suspended until"), null=True, editable=False)
    banned_at = models.DateTimeField(_("banned"), null=True, editable=False)
    leaves_at = models.DateTimeField(_("account is erased"), null=True, editable=False)

    objects: ClassVar = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader")
        verbose_name_plural = _("readers")
        default_permissions = ("view",)
        permissions = [("sanction_reader", "Can warn, suspend and ban readers")]
        indexes = [
            models.Index(
                fields=["leaves_at"], name="reader_leaving", condition=models.Q(leaves_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or str(_("somebody who has left (%(number)s)") % {"number": self.pk})

    @property
    def is_suspended(self) -> bool:
        """Whether they can post nothing for now."""
        return self.suspended_until is not None and self.suspended_until > timezone.now()


LOCKED: Final = Prepared(Reader, lambda: Reader.objects.select_for_update(no_key=True).filter(user=NUMBER))


class Mute(models.Model):
    """That a reader does not want to meet another one's comments."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="mutes")
    muted = models.ForeignKey(Reader, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["reader", "muted"], name="one_mute_a_person"),
            models.CheckConstraint(
                condition=~models.Q(reader=models.F("muted")), name="nobody_mutes_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_id} → {self.muted_id}"


class ReaderNote(models.Model):
    """What moderators tell each other about a reader; never public, and part of what the reader may export."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    text = models.TextField(_("note"), max_length=2000)

    class Meta:
        verbose_name = _("note on a reader")
        verbose_name_plural = _("notes on readers")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.text[:60]
