"""Authors and users at the desk."""

import re
from typing import Any, ClassVar, Final

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from authors.forms import Lines
from authors.models import Author, User

admin.site.unregister(Group)  # roles are granted by newsroom/roles.py, after every migrate


LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class AuthorForm(forms.ModelForm[Author]):
    """A public profile; its lists are edited as one item a line."""

    beats = Lines(
        label=_("Covers"), help_text=_("What they report on regularly, such as Sandholm. One a line.")
    )
    expertise = Lines(label=_("Expertise"), help_text=_("What they know well. One a line."))
    languages = Lines(label=_("Languages"), help_text=_("One language tag a line, such as fr or de."))
    education = Lines(label=_("Education"), help_text=_("One a line."))
    former_posts = Lines(label=_("Former posts"), help_text=_("One a line."))
    honours = Lines(label=_("Honours"), help_text=_("Prizes and awards. One a line."))
    elsewhere = Lines(
        label=_("Elsewhere"), help_text=_("Web addresses of their own pages at other places. One a line.")
    )

    class Meta:
        model = Author
        fields = ("name", "slug", "user", "job_title", "photo", "bio", "beats", "expertise", "languages", "education",
                  "birthplace", "former_posts", "honours", "elsewhere", "interests", "takes_letters")  # fmt: skip
        widgets: ClassVar = {
            "bio": forms.Textarea({"rows": 6}),
            "interests": forms.Textarea({"rows": 3}),
        }
        help_texts: ClassVar = {
            "user": _("Who signs in as this author, and gets the letters."),
            "interests": _(
                "What readers should know to judge the work: shares, memberships, offices, family ties. "
                "“None” says something too."
            ),
            "takes_letters": _(
                "By a form on the profile. It goes to the user by mail, whose address is never shown."
            ),
        }

    def clean_languages(self) -> list[str]:
        """Tags that programs understand."""
        tags: list[str] = self.cleaned_data["languages"]
        if wrong := [tag for tag in tags if not LANGUAGE.fullmatch(tag)]:
            words = _(
                "“%(tag)s” is no language tag. Write fr for French, de for German, pt-BR for Brazilian."
            )
            raise ValidationError(words % {"tag": wrong[0]})
        return tags

    def clean_elsewhere(self) -> list[str]:
        """Addresses that a page can lead to."""
        addresses: list[str] = self.cleaned_data["elsewhere"]
        is_web = URLValidator(["http", "https"])
        for address in addresses:
            try:
                is_web(address)
            except ValidationError as error:
                words = _("“%(text)s” is no web address; one begins with https://.")
                raise ValidationError(words % {"text": address}) from error
        return addresses


@admin.register(Author)
class AuthorAdmin(admin.ModelAdmin[Author]):
    """Profiles that readers meet."""

    form = AuthorForm
    list_display = ("name", "job_title", "user")
    list_select_related = ("user",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("user", "photo")
    fieldsets = (
        (None, {"fields": (("name", "slug"), "job_title", "photo", "bio")}),
        (_("Why readers can trust them"), {"fields": (("beats", "expertise"), "interests")}),
        (
            _("Background"),
            {
                "fields": (
                    ("languages", "education"),
                    ("former_posts", "honours"),
                    ("birthplace", "elsewhere"),
                )
            },
        ),
        (_("Letters from readers"), {"fields": ("user", "takes_letters")}),
    )


class LowerCase(forms.ModelForm[User]):
    """An address is stored in lower case, so that nobody is here twice."""

    def clean_email(self) -> str:
        """The address in lower case."""
        return str(self.cleaned_data["email"]).lower()


class NewUserForm(LowerCase, AdminUserCreationForm[User]):
    """Somebody new, known by an e-mail address."""

    class Meta:
        model = User
        fields = ("email", "name")


class UserForm(LowerCase, UserChangeForm[User]):
    """Somebody who signs in."""

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "groups", "is_superuser", "password")
        widgets: ClassVar = {"groups": forms.CheckboxSelectMultiple}
        help_texts: ClassVar = {"groups": _("What each role may do is fixed; somebody may have several.")}
        labels: ClassVar = {"groups": _("Roles")}


@admin.register(User)
class StaffAdmin(UserAdmin[User]):
    """People who sign in, for administrators; nobody is deleted, because the record names them."""

    form = UserForm
    add_form = NewUserForm
    list_display = ("email", "name", "is_staff", "is_active")
    list_filter = ("is_staff", "is_active", "groups")
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": ("email", "password", "name")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody makes more of anybody than they are themselves."""
        return () if request.user.is_superuser else ("is_superuser",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Clearing 'may sign in' closes an account."""
        return False
