"""When somebody else was faster: the form comes back on the new version, or the text is handed back."""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.forms.rebasing import Difference, rebase
from articles.models import Article
from articles.publishing import situation
from articles.workflow import WORDS


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Who saved since the form was opened, and what of both could not be merged."""

    message: str
    differences: tuple[Difference, ...]


def take_up(model_admin: ModelAdmin[Article], request: HttpRequest, article: Article) -> Overtaken:
    """Puts what was posted onto the version that is current; the request then holds the merged form."""
    formsets = [
        formset_class(instance=article)
        for formset_class, _inline in model_admin.get_formsets_with_inlines(request, article)
    ]
    for formset in formsets:
        formset.prefix = type(formset).get_default_prefix()
    rebased = rebase(request.POST, article, formsets)
    request.POST = rebased.data  # type: ignore[assignment]
    last = article.last_hand()
    if last == request.user:
        told = _(
            "You saved this article elsewhere meanwhile. Nothing of yours is lost, and nothing is saved yet."
        )
    else:
        told = _(
            "%(person)s saved this article while you were writing. Nothing of yours is lost, and nothing is saved yet."
        ) % {"person": last or _("Somebody")}
    if rebased.differences:
        told += " " + ngettext(
            "You both changed %(count)d place: it stands below in your wording, theirs beside it.",
            "You both changed %(count)d places: they stand below in your wording, theirs beside them.",
            len(rebased.differences),
        ) % {"count": len(rebased.differences)}
    else:
        told += " " + _("Your changes and theirs are merged below.")
    return Overtaken(f"{told} {_('Please look it over and save again.')}", rebased.differences)


def hand_back(model_admin: ModelAdmin[Article], request: HttpRequest, article: Article) -> HttpResponse:
    """The text of somebody who may no longer change the article where it stands now, to be copied."""
    kept: dict[str, Any] = {
        "headline": request.POST.get("headline", ""),
        "summary": request.POST.get("summary", ""),
        "body": request.POST.get("body", ""),
        "brief": request.POST.get("brief", ""),
    }
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Not saved"),
        "opts": model_admin.opts,
        "article": article,
        "state_label": WORDS[situation(article).word],
        "kept": kept,
    }
    return TemplateResponse(request, "admin/articles/article/handed_back.html", context, status=409)
