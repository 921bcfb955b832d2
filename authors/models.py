"""Users, who sign in, and authors, whom readers meet."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from images.models import Image


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user with a usable password where one is given; the address is stored in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        """A user who may do everything the moves allow anybody."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of this address, whatever its capitals."""
        return self.get(email__iexact=username)


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
    changed_at = models.DateTimeField(auto_now=True)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])
