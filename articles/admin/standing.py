"""The paper's pages about itself at the desk."""

from typing import ClassVar

from django import forms
from django.contrib import admin

from articles.forms.widgets import Long
from articles.models import StandingPage


class StandingPageForm(forms.ModelForm[StandingPage]):
    """One page, with room to write."""

    class Meta:
        model = StandingPage
        fields = ("kind", "title", "summary", "body", "order")
        widgets: ClassVar = {"summary": Long(2), "body": Long(20)}


@admin.register(StandingPage)
class StandingPageAdmin(admin.ModelAdmin[StandingPage]):
    """About, masthead, ethics, corrections policy and the like; readers and search engines rely on them."""

    form = StandingPageForm
    list_display = ("title", "kind", "changed_at")
    search_fields = ("title", "body")
