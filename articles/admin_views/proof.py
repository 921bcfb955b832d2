"""The proof beside the form: what readers would see, by the one renderer, and what the checks say about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.admin import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import publishing
from articles.admin_views.moving import person, readable
from articles.checking import Finding
from articles.checks import findings
from articles.converters import number_in
from articles.forms.article import ArticleForm
from articles.forms.unsaved import unsaved_payload
from articles.languages import direction
from articles.markdown import render_payload
from articles.models import Article, Label
from articles.payload import Payload
from articles.workflow import MOVES, Move

LONGEST = 1_000_000
"""Characters of a body that the live preview renders; fifty thousand words are a third of it."""
FIRST: Final = ("submit",)
"""What can be done with an article that is saved for the first time."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A payload's proof as HTML, the findings about it, and the checked move that would be next, if there is one."""

    html: SafeString
    findings: Sequence[Finding]
    move: Move | None = None

    @property
    def required(self) -> int:
        """How many findings stop any move."""
        return sum(finding.required for finding in self.findings)

    @property
    def stopping(self) -> list[Finding]:
        """What stops the next move; without one, what stops any."""
        return [one for one in self.findings if (self.move.name in one.stops if self.move else one.required)]

    @property
    def later(self) -> list[Finding]:
        """What stops only moves after the next one."""
        return [one for one in self.findings if one.required and one not in self.stopping]

    @property
    def advice(self) -> list[Finding]:
        """What stops nothing."""
        return [one for one in self.findings if not one.required]

    @property
    def findings_html(self) -> SafeString:
        """The findings for the bar."""
        return render_to_string("admin/articles/article/findings.html", {"proof": self})


def proof_of(payload: Payload, article: Article | None = None, moves: Iterable[str] = ()) -> Proof:
    """Renders once, for the page and for the checks; `moves` are those on offer, the likeliest first."""
    rendered = render_payload(payload)
    label = Label(payload["label"]).label if payload["label"] in Label.values else ""
    context = {
        "payload": payload,
        "rendered": rendered,
        "label": label,
        "direction": direction(payload["language"]),
    }
    html = render_to_string("admin/articles/article/proof.html", context)
    move = next((MOVES[name] for name in moves if name in MOVES and MOVES[name].checked), None)
    return Proof(html, findings(payload, rendered, article), move)


def preview(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """POST of the whole form, unsaved rows too; answers with the proof and stores nothing."""
    if request.method != "POST":
        return HttpResponse(_("The preview takes the form by POST."), status=405, headers={"Allow": "POST"})
    article = about(model_admin, request)
    if too_long(request):
        return JsonResponse(
            {"error": _("This text is too long for the live preview. It can be saved.")}, status=413
        )
    moves = [move.name for move in publishing.offered(article, person(request))] if article else FIRST
    typed, payload = as_typed(model_admin, request, article)
    proof = proof_of(payload, typed, moves)
    return JsonResponse({"proof": proof.html, "findings": proof.findings_html, "open": proof.required})


def too_long(request: HttpRequest) -> bool:
    """Whether the text that was posted is longer than any article."""
    return len(request.POST.get("body", "")) > LONGEST


def as_typed(
    model_admin: ModelAdmin[Article], request: HttpRequest, article: Article | None
) -> tuple[Article, Payload]:
    """The article and its payload as the posted form has them; nothing is stored."""
    form_class = model_admin.get_form(request, article, change=article is not None)
    form: ArticleForm = form_class(request.POST, instance=article)  # type: ignore[assignment]
    formsets, _inlines = model_admin._create_formsets(  # type: ignore[attr-defined]
        request, form.instance, change=article is not None
    )
    return form.instance, unsaved_payload(form, formsets, kind=None if article else "first")


def about(model_admin: ModelAdmin[Article], request: HttpRequest) -> Article | None:
    """The stored article that the form is about, if there is one and the user may change it."""
    asked = request.POST.get("article", "")
    if not asked:
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return None
    if not (number := number_in(asked)):
        raise BadRequest("article")
    article = readable(request).filter(pk=number).first()
    if not article or not model_admin.has_change_permission(request, article):
        raise PermissionDenied
    return article
