"""Sections and topics at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import regrouping
from articles.admin.following import Followed
from articles.models import Section, Topic
from authors.models import User


class SectionForm(forms.ModelForm[Section]):
    """A section, which may stand in another one that stands in none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            above = Section.objects.filter(parent=None).exclude(pk=self.instance.pk)
            self.fields["parent"].queryset = above  # type: ignore[attr-defined]

    def clean_parent(self) -> Section | None:
        """One level deep; nobody else moves a section meanwhile."""
        parent: Section | None = self.cleaned_data["parent"]
        if not parent:
            return None
        sections = {one.pk: one for one in Section.objects.select_for_update(of=("self",)).order_by("pk")}
        if any(one.parent_id == self.instance.pk for one in sections.values() if self.instance.pk):
            raise ValidationError(_("Other sections stand in this one, so it cannot stand in another."))
        if sections[parent.pk].parent_id:
            raise ValidationError(_("“%(name)s” stands in another section itself.") % {"name": parent})
        return parent


@admin.register(Section)
class SectionAdmin(Followed[Section]):
    """Parts of the paper, in the order of its menu."""

    form = SectionForm
    list_display = ("name", "parent", "slug", "order")
    list_select_related = ("parent",)
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("only_here",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """People are chosen among those who work here, or are named already."""
        if db_field.name == "only_here":
            here = User.objects.filter(Q(is_staff=True, is_active=True) | Q(only_sections__isnull=False))
            kwargs["queryset"] = here.distinct().order_by("name", "email")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Section, form: Any, change: bool) -> None:
        """As ever; the articles of a section that was moved are listed where it stands now."""
        super().save_model(request, obj, form, change)
        if change and "parent" in form.changed_data:
            regrouping.moved(obj)


@admin.register(Topic)
class TopicAdmin(Followed[Topic]):
    """What several articles are about."""

    list_display = ("name", "slug")
    search_fields = ("name",)
    prepopulated_fields = {"slug": ("name",)}
