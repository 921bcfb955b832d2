"""Stakeholders at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from articles import refreshing
from articles.admin.following import Followed
from articles.admin_views.uniting import may_unite, unite_page
from articles.models import Stakeholder, StakeholderName
from articles.models.stakeholder import folded


class NameForm(forms.ModelForm[StakeholderName]):
    """An alias, which nobody else may have."""

    class Meta:
        model = StakeholderName
        fields = ("name",)

    def clean_name(self) -> str:
        """A name that is free, however it is spelt."""
        name = " ".join(self.cleaned_data["name"].split())
        others = StakeholderName.objects.filter(folded=folded(name)).exclude(pk=self.instance.pk)
        if taken := others.select_related("stakeholder").first():
            raise ValidationError(
                _("“%(name)s” is a name of %(other)s already.") % {"name": name, "other": taken.stakeholder}
            )
        return name


class NameInline(admin.StackedInline[StakeholderName, Stakeholder]):
    """Names and aliases that a stakeholder is found by."""

    model = StakeholderName
    form = NameForm
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The stakeholder's page decides."""
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Stakeholder)
class StakeholderAdmin(Followed[Stakeholder]):
    """Persons, groups and states with an interest."""

    fields = ("name", "slug", "kind", "description", "same_as")
    list_display = ("name", "kind", "merged_into")
    list_select_related = ("merged_into",)
    list_filter = ("kind",)
    search_fields = ("names__name",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (NameInline,)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Stakeholder], search_term: str
    ) -> tuple[QuerySet[Stakeholder], bool]:
        """By words, or the beginnings of words, of a name."""
        return (queryset.saying(search_term) if search_term else queryset), False  # type: ignore[attr-defined]

    def get_urls(self) -> list[URLPattern]:
        """Also the page that merges two of them."""
        page = self.admin_site.admin_view(unite_page)
        return [path("<int:pk>/merge/", page, name="articles_stakeholder_merge"), *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form, with a way to merge for those who may."""
        context["may_unite"] = may_unite(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Stakeholder, form: Any, change: bool) -> None:
        """Articles lead to its page, so theirs are made anew where its address is another one."""
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            refreshing.pages_with(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The name itself is one that the stakeholder is found by, unless somebody else has it."""
        super().save_related(request, form, formsets, change)
        one: Stakeholder = form.instance
        if not StakeholderName.objects.filter(folded=folded(one.name)).exists():
            StakeholderName.objects.create(stakeholder=one, name=one.name, folded=folded(one.name))
