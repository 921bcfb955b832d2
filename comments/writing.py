"""Writing a comment: the form on a page of its own, and its posting, for pages and for scripts."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.converters import number_in
from articles.models.edition import Edition
from authors.guarding import given_back_by, made_now, open_too_long
from comments.forms import CommentForm
from comments.judging import Refused, WouldWait, sanction
from comments.markdown import MAX_LENGTH, quotation
from comments.models import Comment, Reader, Thread
from comments.moderation import Verdict
from comments.posting import post
from comments.signed import appeal_page
from comments.views import DRAFT, drafted, in_its_language, name_of, told, wants_json


@in_its_language
def write_once_more(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    """A comment came without a valid token: nothing is posted, and it is given back with a fresh one."""
    form = CommentForm(edition.article_id, request.POST)
    form.is_valid()
    form.refuse(open_too_long())
    return refused(request, edition, form, status=403)


@given_back_by(write_once_more)
@require_http_methods(["GET", "HEAD", "POST"])
@in_its_language
def write(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    """The form for a comment, and its posting; without a session what was written is kept until sign-in."""
    if request.method != "POST":
        if edition.get_absolute_url() != address:
            rest = request.get_full_path().removeprefix(address)
            return redirect(edition.get_absolute_url() + rest, permanent=True)
        return form_page(request, edition, first_form(request, edition))
    form = CommentForm(edition.article_id, request.POST)
    if not form.is_valid():
        form.refuse(form.why_not)
        return refused(request, edition, form, status=400)
    if not request.user.is_authenticated:
        return sign_in_first(request, edition, form)
    try:
        comment = post(
            request.user,
            edition.article_id,
            form.cleaned_data["text"],
            parent_id=form.cleaned_data["parent"],
            key=form.key,
            seconds=form.seconds,
            known=form.known_reasons,
        )
    except Refused as refusal:
        form.refuse(str(refusal))
        return refused(request, edition, form, status=409, phase=refusal.verdict.phase)
    except WouldWait as would:
        return asked(request, edition, form, would.verdicts)
    if drafted(request, article=edition.article_id):
        del request.session[DRAFT]
    return answer(request, edition, comment)


def first_form(request: HttpRequest, edition: Edition) -> CommentForm:
    """An empty form, or what was written before signing in."""
    draft = drafted(request, article=edition.article_id)
    initial: dict[str, Any] = {"parent": request.GET.get("parent", "")}
    if draft:
        initial |= {"text": draft["text"], "made": draft["made"]}
        initial["parent"] = initial["parent"] or draft["parent"]
    if request.GET.get("quote") and (parent := answered(edition, initial["parent"])):
        initial["text"] = "\n\n".join(filter(None, [initial.get("text"), f"{quotation(parent.text)}\n\n"]))
    return CommentForm(edition.article_id, initial=initial)


def answered(edition: Edition, wanted: object) -> Comment | None:
    """The public comment below this article that an address or a form means to answer, if there is one."""
    if not (number := number_in(str(wanted or ""))):
        return None
    found = Comment.objects.public().filter(thread_id=edition.article_id, pk=number)
    parent: Comment | None = found.select_related("reader").first()
    return parent


def form_page(
    request: HttpRequest,
    edition: Edition,
    form: CommentForm,
    status: int = 200,
    *,
    phase: str = "",
    waits: list[Verdict] | None = None,
) -> HttpResponse:
    """The page with the form, what is being answered, and why nothing was posted or why it would wait."""
    parent = answered(edition, form["parent"].value())
    context = {
        "form": form,
        "problems": form.errors.get("text", []),
        "waits": waits,
        "unverified": phase == "unverified",
        "appeal": way_to_appeal(request) if phase == "banned" else "",
        "parent": parent,
        "quoted": "quote" in request.GET,
        "closed": why_closed(edition),
        "headline": edition.payload["headline"],
        "address": edition.get_absolute_url(),
        "name": name_of(request.user) if request.user.is_authenticated else "",
        "most": MAX_LENGTH,
    }
    return render(request, "comments/write.html", context, status=status)


def why_closed(edition: Edition) -> str:
    """Why nobody can comment on this article, in a sentence; '' if they can."""
    if edition.is_retraction:
        return _("This article has been retracted, so comments on it are closed.")
    thread = Thread.objects.filter(pk=edition.article_id).first() or Thread()
    if thread.is_closed(edition.first_published_at):
        return _("Comments on this article are closed.")
    return ""


def way_to_appeal(request: HttpRequest) -> str:
    """Where who is banned or suspended appeals."""
    reader = Reader.objects.filter(user=request.user.pk).first()
    decision = sanction(reader) if reader else None
    return appeal_page(decision) if decision else ""


def sign_in_first(request: HttpRequest, edition: Edition, form: CommentForm) -> HttpResponse:
    """Keep what was written and lead to the sign-in page, from where the way leads back to the form."""
    text = form.cleaned_data["text"]
    if len(text) > MAX_LENGTH:
        form.refuse(
            _("Your comment has %(have)s characters, and %(most)s fit. Please shorten it; nothing was lost.")
            % {"have": len(text), "most": MAX_LENGTH}
        )
        return refused(request, edition, form, status=400)
    if wants_json(request):
        return JsonResponse(
            {"error": _("Please sign in; your text is kept."), "phase": "sign-in"}, status=401
        )
    request.session[DRAFT] = {
        "article": edition.article_id,
        "parent": form.cleaned_data["parent"] or "",
        "text": text,
        "made": form["made"].value(),
    }
    return redirect(f"{reverse('account_login')}?next={quote(edition.get_absolute_url() + 'comment/')}")


def refused(
    request: HttpRequest, edition: Edition, form: CommentForm, *, status: int, phase: str = "form"
) -> HttpResponse:
    """Why nothing was posted, with the text that was written."""
    if wants_json(request):
        error = " ".join(str(error) for error in form.errors["text"])
        appeal = {"appeal": way_to_appeal(request)} if phase == "banned" else {}
        told = {"error": error, "phase": phase, "made": form["made"].value(), **appeal}
        return JsonResponse(told, status=status)
    return form_page(request, edition, form, status, phase=phase)


def asked(request: HttpRequest, edition: Edition, form: CommentForm, waits: list[Verdict]) -> HttpResponse:
    """Why the comment would wait; its writer may change it, or send it once more and let it wait."""
    form.tell(waits)
    if not wants_json(request):
        return form_page(request, edition, form, waits=waits)
    html = render_to_string("comments/_waits.html", {"waits": waits})
    return JsonResponse({"phase": "waits", "html": html, "known": form["known"].value()})


def answer(request: HttpRequest, edition: Edition, comment: Comment) -> HttpResponse:
    """To a page: its own address; to a script: the comment as it looks to its writer."""
    if not wants_json(request):
        return HttpResponseRedirect(f"{edition.get_absolute_url()}comment/{comment.pk}/", status=303)
    context = told(comment)
    return JsonResponse(
        {
            "id": comment.pk,
            "status": comment.status,
            "message": context["state"],
            "html": render_to_string("comments/_own.html", context),
            "made": made_now(CommentForm.about_article(edition.article_id)),
        },
        status=201,
    )
