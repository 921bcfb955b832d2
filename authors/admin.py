"""Authors and users at the desk."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from authors.forms import Lines
from authors.models import Author, User

admin.site.unregister(Group)  # roles are granted by newsroom/roles.py, after every migrate


class AuthorForm(forms.ModelForm[Author]):
    """A public profile; its lists are edited as one item a line."""

    languages = Lines(label=_("Languages"), help_text=_("One language tag a line, such as fr or de."))
    expertise = Lines(label=_("Expertise"), help_text=_("One a line."))
    education = Lines(label=_("Education"), help_text=_("One a line."))
    former_posts = Lines(label=_("Former posts"), help_text=_("One a line."))

    class Meta:
        model = Author
        fields = ("name", "slug", "user", "job_title", "photo", "bio", "languages", "expertise", "education",
                  "birthplace", "former_posts")  # fmt: skip


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
        (None, {"fields": ("name", "slug", "job_title", "photo", "user")}),
        (
            _("Biography"),
            {"fields": ("bio", "languages", "expertise", "education", "birthplace", "former_posts")},
        ),
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
