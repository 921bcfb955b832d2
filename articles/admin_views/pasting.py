"""Paste an article: what the parser found goes where it says, and becomes a draft when the editor agrees."""

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin_views.moving import person
from articles.admin_views.proof import Proof, proof_of
from articles.forms.paste import PasteForm
from articles.importers import ImportedDraft
from articles.importers.saving import Outcome, import_ref, save_draft
from articles.models import Article
from articles.payload import SCHEMA, Payload, ReferencePayload, TablePayload
from articles.snapshot import items


def paste(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """GET asks for a text; POST shows what went where; POST with `save` makes the draft."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = PasteForm(request.POST or None, request.FILES or None) if request.method == "POST" else PasteForm()
    found = form.draft if form.is_bound and form.is_valid() else None
    if found and "save" in request.POST and (answer := _saved(request, form, found)):
        return answer
    if found:
        form = PasteForm(initial={"text": form.cleaned_data["text"]})
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Paste an article"),
        "opts": model_admin.opts,
        "form": form,
        "draft": found,
        "proof": _proof(found) if found else None,
    }
    return TemplateResponse(request, "admin/articles/article/paste.html", context)


def _saved(request: HttpRequest, form: PasteForm, draft: ImportedDraft) -> HttpResponse | None:
    """To the draft, or to what the text became before; None, with a message, if that is not theirs to see."""
    user = person(request)
    saved = save_draft(draft, user=user, import_ref=import_ref(draft, form.cleaned_data["text"]))
    if not Article.objects.readable_by(user).filter(pk=saved.article.pk).exists():
        messages.warning(
            request, _("This text is here already, as an article of a colleague. Nothing was stored.")
        )
        return None
    if saved.outcome == Outcome.STORED:
        messages.success(request, _("Saved as a draft. Please read it once against the original."))
    else:
        messages.warning(request, _("This text was pasted or imported before; here is what became of it."))
    for note in saved.notes:
        messages.warning(request, note)
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[saved.article.pk]))


def _proof(draft: ImportedDraft) -> Proof:
    """The draft as readers would see it; nothing of it is stored."""
    references: list[ReferencePayload] = [
        {
            "key": f"source-{number}", "source": 0, "kind": "web", "title": source.title, "publisher": "",
            "address": source.address, "published": "", "accessed": "", "archived": "", "quote": "", "note": "",
            "unnamed_reason": "",
        }
        for number, source in enumerate(draft.sources, start=1)
    ]  # fmt: skip
    tables: list[TablePayload] = [
        {
            "slug": table.slug,
            "caption": "",
            "columns": table.columns,
            "rows": [
                {"stakeholder": 0, "name": row[0], "cells": [items(cell) for cell in row[1:]]}
                for row in table.rows
                if row
            ],
        }
        for table in draft.tables
        if table.kind == "stakeholders"
    ]
    payload: Payload = {
        "schema": SCHEMA, "headline": draft.headline, "short_headline": "", "label": draft.label or "news",
        "language": draft.language or "en", "summary": draft.summary, "body": draft.body,
        "byline": [{"author": 0, "name": name, "role": ""} for name in draft.byline], "section": None, "topics": [],
        "lead_image": None, "images": [], "coverage": None, "references": references, "tables": tables,
        "change": {"kind": "first", "note": "", "was_wrong": "", "is_right": ""},
    }  # fmt: skip
    return proof_of(payload)
