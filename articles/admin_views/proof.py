"""The proof beside the form: what readers would see, by the one renderer, and what the checks say about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.admin_views.moving import readable
from articles.checks import Finding, findings
from articles.forms.article import ArticleForm
from articles.forms.unsaved import unsaved_payload
from articles.languages import direction
from articles.markdown import render
from articles.models import Article, Label
from articles.payload import Payload

LONGEST = 1_000_000
"""Characters of a body that the live preview renders; fifty thousand words are a third of it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A payload's proof and the findings about it, both as HTML."""

    html: SafeString
    findings: Sequence[Finding]

    @property
    def required(self) -> int:
        """How many findings stop the next move."""
        return sum(finding.required for finding in self.findings)

    @property
    def findings_html(self) -> SafeString:
        """The findings for the bar."""
        return render_to_string("admin/articles/article/findings.html", {"proof": self})


def proof_of(payload: Payload) -> Proof:
    """Renders once, for the page and for the checks."""
    rendered = render(payload["body"], payload["references"], payload["tables"], language=payload["language"])
    label = Label(payload["label"]).label if payload["label"] in Label.values else ""
    context = {
        "payload": payload,
        "rendered": rendered,
        "label": label,
        "direction": direction(payload["language"]),
    }
    html = render_to_string("admin/articles/article/proof.html", context)
    return Proof(html, findings(payload, rendered))


def preview(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """POST of the whole form, unsaved rows too; answers with the proof and stores nothing."""
    if request.method != "POST":
        return HttpResponse(_("The preview takes the form by POST."), status=405, headers={"Allow": "POST"})
    article = _article(model_admin, request)
    if len(request.POST.get("body", "")) > LONGEST:
        return JsonResponse(
            {"error": _("This text is too long for the live preview. It can be saved.")}, status=413
        )
    form_class = model_admin.get_form(request, article, change=article is not None)
    form: ArticleForm = form_class(request.POST, instance=article)  # type: ignore[assignment]
    formsets, _inlines = model_admin._create_formsets(  # type: ignore[attr-defined]
        request, form.instance, change=article is not None
    )
    proof = proof_of(unsaved_payload(form, formsets, kind=None if article else "first"))
    return JsonResponse({"proof": proof.html, "findings": proof.findings_html, "open": proof.required})


def _article(model_admin: ModelAdmin[Article], request: HttpRequest) -> Article | None:
    """The stored article that the form is about, if there is one and the user may change it."""
    number = request.POST.get("article", "")
    if not number:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return None
    if not number.isdecimal() or len(number) > 18:
        raise BadRequest("article")
    article = readable(request).filter(pk=int(number)).first()
    if not article or not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    return article
