"""The page on which two stakeholders become one."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import uniting
from articles.forms.widgets import Suggest
from articles.models import Stakeholder
from authors.models import User


def may_unite(request: HttpRequest) -> bool:
    """Whoever may change every article may unite what stands in them."""
    return all(
        request.user.has_perm(f"articles.{what}") for what in ("change_stakeholder", "edit_any_article")
    )


class IntoForm(forms.Form):
    """Which one stays."""

    into = forms.CharField(
        label=gettext_lazy("Merge into"),
        max_length=160,
        widget=Suggest("stakeholder"),
        help_text=gettext_lazy("The one that stays. Its name, slug and kind stay as they are."),
    )

    def __init__(self, gone: Stakeholder, data: Any) -> None:
        super().__init__(data, label_suffix="")
        self.gone = gone

    def clean_into(self) -> Stakeholder:
        """Somebody else whom the paper knows."""
        name: str = self.cleaned_data["into"]
        found = Stakeholder.objects.named(name).first()
        if not found:
            raise ValidationError(
                _("No stakeholder is called “%(name)s”. Choose one that is suggested.") % {"name": name}
            )
        if found == self.gone:
            raise ValidationError(_("This is the same one. Choose the one that is to stay."))
        return found


def unite_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks which one stays, shows what would move, and merges when that is confirmed."""
    if not may_unite(request):
        raise PermissionDenied
    gone = get_object_or_404(Stakeholder, pk=pk, merged_into=None)
    asked = request.POST or request.GET
    form = IntoForm(gone, asked if "into" in asked else None)
    into = form.cleaned_data["into"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and into:
        try:
            stays = uniting.unite(gone.pk, into.pk, cast(User, request.user))
        except uniting.NotUnited as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:articles_stakeholder_changelist"))
        told = _("“%(gone)s” is now a name of “%(stays)s”. Its address leads there.")
        messages.success(request, told % {"gone": gone, "stays": stays})
        return HttpResponseRedirect(reverse("admin:articles_stakeholder_change", args=[stays.pk]))
    context = {
        **admin.site.each_context(request),
        "title": _("Merge “%(name)s” into another") % {"name": gone},
        "media": form.media,
        "gone": gone,
        "form": form,
        "into": into,
        "moving": uniting.moving(gone) if into else None,
        "opts": Stakeholder._meta,
    }
    return TemplateResponse(request, "admin/articles/stakeholder/merge.html", context)
