"""Users, who sign in, what they want to be told, what they did; and authors, whom readers meet and write to."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import ClassVar, Final, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Permission, PermissionsMixin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from authors.outbox import OutboxQuerySet
from images.models import Image

DIGEST_AT: Final = time(7)
"""When the daily mail goes out, in the paper's time zone."""
LONG: Final = timedelta(hours=1)
"""After which somebody should know of a letter that waits."""


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user with a usable password where one is given; the address is stored in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user who may do everything the moves allow anybody; who makes one at the server vouches for the address."""
        from allauth.account.models import EmailAddress  # it needs the user model first

        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress.objects.using(self._db).create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of this address, whatever its capitals."""
        return self.get(email__iexact=username)

    def who_may(self, permission: str) -> "models.QuerySet[User]":
        """Active staff whose roles or own rights include this permission, such as `articles.edit_any_article`."""
        app, codename = permission.split(".")
        wanted = Permission.objects.filter(content_type__app_label=app, codename=codename)
        by_role = models.Q(groups__permissions__in=wanted) | models.Q(user_permissions__in=wanted)
        staff = self.filter(is_staff=True, is_active=True)
        return staff.filter(by_role | models.Q(is_superuser=True)).distinct()


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in: staff or reader."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_staff = models.BooleanField(_("works here"), default=False, help_text=_("May open the desk."))
    is_active = models.BooleanField(
        _("may sign in"),
        default=True,
        help_text=_("Clear this instead of deleting: the record keeps who did what."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the address where there is none."""
        return str(self)

    def get_short_name(self) -> str:
        """The same."""
        return str(self)


class AuthorQuerySet(models.QuerySet["Author"]):
    """Questions to the authors."""

    def named(self, name: str) -> Self:
        """Those of this name, whatever its capitals."""
        return self.filter(name__iexact=name.strip())

    def with_form(self) -> Self:
        """Each with whether there is a form for letters: wanted, and somebody who signs in gets them."""
        return self.annotate(can_be_written_to=models.Q(takes_letters=True, user__is_active=True))


class Author(models.Model):
    """A public profile, linked or not to a user; lists of facts hold one text an item, `languages` BCP 47 codes."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=140, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("user"),
    )
    job_title = models.CharField(_("job title"), max_length=160, blank=True)
    bio = models.TextField(_("biography"), blank=True)
    photo = models.ForeignKey(
        Image, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("portrait")
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    expertise = models.JSONField(_("expertise"), default=list, blank=True)
    education = models.JSONField(_("education"), default=list, blank=True)
    birthplace = models.CharField(_("birthplace"), max_length=120, blank=True)
    former_posts = models.JSONField(_("former posts"), default=list, blank=True)
    beats = models.JSONField(_("beats"), default=list, blank=True)
    honours = models.JSONField(_("honours"), default=list, blank=True)
    elsewhere = models.JSONField(_("elsewhere"), default=list, blank=True)
    interests = models.TextField(_("statement of interests"), blank=True)
    takes_letters = models.BooleanField(_("readers may write"), default=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = AuthorQuerySet.as_manager()
    can_be_written_to: bool  # of those `with_form`

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    def take_letters(self, wanted: bool, user: User) -> None:
        """Let readers write, or not any more; it is on record."""
        self.takes_letters = wanted
        self.save(update_fields=["takes_letters", "changed_at"])
        changes = [{"changed": {"fields": [str(_("readers may write"))]}}]
        AuditEntry.objects.record(user, "change", self, changes=changes)


class LetterQuerySet(OutboxQuerySet["Letter"]):
    """Questions to the letters."""

    def stuck(self, now: datetime) -> Self:
        """What should have been sent long ago."""
        return self.waiting().filter(made_at__lt=now - LONG)


class Letter(models.Model):
    """What a reader writes to an author by the form; once it is sent, nothing is kept but that there was one."""

    author = models.ForeignKey(Author, models.CASCADE, related_name="+")
    key = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    email = models.EmailField()
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader’s letter")
        verbose_name_plural = _("readers’ letters")
        default_permissions = ()
        indexes = [
            models.Index(fields=["due_at"], name="letter_waiting", condition=models.Q(sent_at__isnull=True)),
            models.Index(fields=["author", "made_at"], name="letter_by_author"),
            models.Index(fields=["made_at"], name="letter_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class MailPreferenceQuerySet(models.QuerySet["MailPreference"]):
    """How often people want to be told about what."""

    def of(self, user: User) -> dict[str, str]:
        """Every kind with how often this person is told about it."""
        chosen = dict(self.filter(user=user).values_list("kind", "how"))
        return {kind: chosen.get(kind, How.AT_ONCE) for kind in MailKind.values}

    def about(self, kind: str, users: Iterable[User]) -> dict[int, str]:
        """How often each of these people is told about one kind, by their numbers."""
        people = list(users)
        chosen = dict(self.filter(kind=kind, user__in=people).values_list("user_id", "how"))
        return {user.pk: chosen.get(user.pk, How.AT_ONCE) for user in people}

    def choose(self, user: User, wanted: Mapping[str, str]) -> None:
        """Remember what a person has chosen for these kinds."""
        self.bulk_create(
            [self.model(user=user, kind=kind, how=how) for kind, how in wanted.items()],
            update_conflicts=True,
            unique_fields=["user", "kind"],
            update_fields=["how"],
        )


class MailKind(models.TextChoices):
    """What people are told by mail, at the desk and as readers."""

    REVIEW = "review", _("A text waits for a review")
    APPROVED = "approved", _("My text was approved")
    SENT_BACK = "sent_back", _("My text was sent back")
    PUBLISHED = "published", _("My text was published")
    ASSIGNMENT = "assignment", _("I was asked to write a text")
    MENTION = "mention", _("A colleague mentions me in a note")
    REPLY = "reply", _("Somebody answers my comment")
    NAMED = "named", _("Somebody mentions me in a comment")
    AUTHOR = "author", _("An author answers my comment")
    NOTICE = "notice", _("Something I have suggested or reported was decided")

    @classmethod
    def at_desk(cls, user: User) -> "list[MailKind]":
        """What this person may be told at the desk; nothing if they do not work here."""
        if not user.is_staff:
            return []
        others = (
            cls.to_readers()
            if user.has_perm("articles.edit_any_article")
            else (cls.REVIEW, *cls.to_readers())
        )
        return [kind for kind in cls if kind not in others]

    @classmethod
    def to_readers(cls) -> "tuple[MailKind, ...]":
        """Those that concern readers; the others concern the desk."""
        return (cls.REPLY, cls.NAMED, cls.AUTHOR, cls.NOTICE)


class How(models.TextChoices):
    """How often somebody is told about one kind."""

    AT_ONCE = "at_once", _("At once")
    HOURLY = "hourly", _("Once an hour")
    DAILY = "daily", _("Once a day")
    OFF = "off", _("Never")

    def until(self, now: datetime) -> datetime | None:
        """When what was gathered meanwhile goes out in one mail, if it is gathered."""
        if self == How.HOURLY:
            return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if self != How.DAILY:
            return None
        local = timezone.localtime(now)
        today = timezone.make_aware(datetime.combine(local, DIGEST_AT))
        if today > now:
            return today
        return timezone.make_aware(datetime.combine(local + timedelta(days=1), DIGEST_AT))


class MailPreference(models.Model):
    """How often a person is told about one kind of thing; without a row, at once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=MailKind)
    how = models.CharField(max_length=7, choices=How)

    objects = MailPreferenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of mails")
        verbose_name_plural = _("choices of mails")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_how_display()}"


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    """The record of who did what to what; it is only ever added to."""

    def record(
        self, who: User | None, kind: str, on: models.Model | None = None, *, name: str = "", **detail: object
    ) -> "AuditEntry":
        """Add one line; `name` stands for what `on` is called where its own words must not be kept for ever."""
        return self.create(
            who=who,
            kind=kind,
            model=on._meta.label_lower if on else "",
            object_pk=str(on.pk) if on else "",
            name=(name or str(on or ""))[:200],
            detail=detail,
        )

    def about(self, model: str, pk: str) -> Self:
        """All that was done to one thing."""
        return self.filter(model=model, object_pk=pk)


class AuditEntry(models.Model):
    """Who did what to what, and when; a trigger lets no row be changed or deleted."""

    append_only: ClassVar[bool] = True

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    who = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    kind = models.CharField(_("what"), max_length=24)
    model = models.CharField(max_length=60)
    object_pk = models.CharField(max_length=40)
    name = models.CharField(_("to what"), max_length=200)
    detail = models.JSONField(default=dict)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the record")
        verbose_name_plural = _("record of who did what")
        default_permissions = ("view",)
        ordering = ("-at", "-pk")
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_latest"),
            models.Index(fields=["who", "-at", "-id"], name="audit_by_person"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_by_kind"),
            models.Index(fields=["model", "object_pk", "-at", "-id"], name="audit_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
