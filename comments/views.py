"""Private pages of the conversation: writing a comment, the comment just posted, and who is asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.languages import of_our_words
from articles.models.edition import Address, Edition
from authors.guarding import given_back_by, open_too_long
from authors.models import User
from comments.forms import CommentForm
from comments.judging import Refused
from comments.markdown import MAX_LENGTH, quotation
from comments.models import Comment, Reader, Recommendation, Thread
from comments.posting import post

DRAFT = "comment_draft"
"""In the session: what was written below which article, or into which comment, before signing in."""
OWN: Final = 200
"""So many of a reader's own comments and recommendations are marked below one article."""


def edition_at(address: str) -> Edition:
    """The live edition of the article that this is or was the address of, or 404."""
    article = Address.objects.filter(path=address).values("article_id")
    return get_object_or_404(Edition.objects.live().select_related("address"), article_id__in=article)


def in_its_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The view is given the live edition of the article, and answers in the article's language."""

    @wraps(view)
    def answer(request: HttpRequest, address: str, **which: object) -> HttpResponse:
        edition = edition_at(address)
        with translation.override(of_our_words(edition.payload["language"])):
            return view(request, edition, address, **which)

    return answer


def wants_json(request: HttpRequest) -> bool:
    """Whether a script is asking."""
    return request.accepts("application/json") and not request.accepts("text/html")


@in_its_language
def write_once_more(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    """A comment came without a valid token: nothing is posted, and it is given back with a fresh one."""
    form = CommentForm(request.POST)
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
    form = CommentForm(request.POST)
    if not form.is_valid():
        form.refuse(
            _("Something in the form was garbled on its way. Your text is kept; please post it again.")
        )
        return refused(request, edition, form, status=400)
    if not request.user.is_authenticated:
        return sign_in_first(request, edition, form)
    try:
        comment = post(
            request.user,
            edition.article_id,
            form.cleaned_data["text"],
            parent_id=form.cleaned_data["parent"],
            key=form.cleaned_data["key"],
        )
    except Refused as refusal:
        form.refuse(str(refusal))
        return refused(request, edition, form, status=409, phase=refusal.verdict.phase)
    if drafted(request, article=edition.article_id):
        del request.session[DRAFT]
    return answer(request, edition, comment)


@require_safe
@in_its_language
def posted(request: HttpRequest, edition: Edition, address: str, pk: int | str) -> HttpResponse:
    """A comment as its writer sees it; others are led to it if it is public."""
    comment = get_object_or_404(Comment.objects.select_related("reader"), pk=pk, thread_id=edition.article_id)
    public = comment.status == Comment.Status.PUBLIC
    if not request.user.is_authenticated or comment.reader.user_id != request.user.pk:
        if public:
            return redirect(f"{edition.get_absolute_url()}comments/{pk}/{comment.anchor}")
        raise Http404
    return render(request, "comments/posted.html", {"address": edition.get_absolute_url(), **told(comment)})


@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """What is personal on public pages: who is signed in, a token to post with.

    Of the page at `?page=`: own comments that wait, the numbers of the newest own ones and of those recommended.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False})
    asked = request.GET.get("page", "").replace("\0", "")[:160]
    threads = Address.objects.filter(path=asked).values("article_id")
    own = Comment.objects.filter(reader__user=request.user, thread__in=threads).order_by("-pk")
    recommended = Recommendation.objects.filter(reader__user=request.user, comment__thread__in=threads)
    return JsonResponse(
        {
            "signed_in": True,
            "name": name_of(request.user),
            "token": get_token(request),
            "waiting": [
                render_to_string("comments/_own.html", told(comment))
                for comment in own.waiting().select_related("reader").order_by("pk")[:20]
            ],
            "own": list(own.public().values_list("pk", flat=True)[:OWN]),
            "recommended": list(recommended.order_by("-pk").values_list("comment", flat=True)[:OWN]),
        }
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without a valid token: nothing is done."""
    if wants_json(request):
        return JsonResponse({"error": open_too_long(), "phase": "token"}, status=403)
    return render(request, "comments/token.html", status=403)


def name_of(user: User) -> str:
    """The name under which this user's comments stand, or will stand."""
    reader = Reader.objects.filter(user=user).first()
    return reader.display_name if reader else user.name


def drafted(request: HttpRequest, **about: int) -> dict[str, Any]:
    """What was written about this article or comment before signing in; empty if nothing was."""
    draft: dict[str, Any] = request.session.get(DRAFT, {})
    return draft if draft.items() >= about.items() else {}


def first_form(request: HttpRequest, edition: Edition) -> CommentForm:
    """An empty form, or what was written before signing in."""
    draft = drafted(request, article=edition.article_id)
    initial: dict[str, Any] = {"parent": request.GET.get("parent", "")}
    if draft:
        initial |= {"text": draft["text"]} | ({"parent": draft["parent"]} if not initial["parent"] else {})
    if request.GET.get("quote") and (parent := answered(edition, initial["parent"])):
        initial["text"] = "\n\n".join(filter(None, [initial.get("text"), f"{quotation(parent.text)}\n\n"]))
    return CommentForm(initial=initial)


def answered(edition: Edition, wanted: object) -> Comment | None:
    """The public comment below this article that an address or a form means to answer, if there is one."""
    number = str(wanted or "")
    if not (number.isdecimal() and len(number) < 19):
        return None
    found = Comment.objects.public().filter(thread_id=edition.article_id, pk=int(number))
    parent: Comment | None = found.select_related("reader").first()
    return parent


def form_page(
    request: HttpRequest, edition: Edition, form: CommentForm, status: int = 200, phase: str = ""
) -> HttpResponse:
    """The page with the form, what is being answered, and why nothing was posted."""
    parent = answered(edition, form["parent"].value())
    context = {
        "form": form,
        "problems": form.errors.get("text", []),
        "unverified": phase == "unverified",
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
    }
    return redirect(f"{reverse('account_login')}?next={quote(edition.get_absolute_url() + 'comment/')}")


def refused(
    request: HttpRequest, edition: Edition, form: CommentForm, *, status: int, phase: str = "form"
) -> HttpResponse:
    """Why nothing was posted, with the text that was written."""
    if wants_json(request):
        return JsonResponse(
            {"error": " ".join(str(error) for error in form.errors["text"]), "phase": phase}, status=status
        )
    return form_page(request, edition, form, status, phase)


def answer(request: HttpRequest, edition: Edition, comment: Comment) -> HttpResponse:
    """To a page: its own address; to a script: the comment as it looks to its writer."""
    if not wants_json(request):
        response = HttpResponseRedirect(f"{edition.get_absolute_url()}comment/{comment.pk}/")
        response.status_code = 303
        return response
    context = told(comment)
    return JsonResponse(
        {
            "id": comment.pk,
            "status": comment.status,
            "message": context["state"],
            "html": render_to_string("comments/_own.html", context),
        },
        status=201,
    )


def told(comment: Comment) -> dict[str, Any]:
    """What a comment's writer is told about it."""
    words = {
        Comment.Status.PUBLIC: (_("Your comment is posted"), ""),
        Comment.Status.HELD: (_("Your comment waits for a moderator"), _("Waiting for a moderator")),
        Comment.Status.REMOVED: (_("You have removed this comment"), _("Removed")),
    }
    state, status = words.get(
        Comment.Status(comment.status),
        (_("Your comment is not shown"), _("Not shown by a moderator’s decision")),
    )
    return {
        "comment": comment,
        "public": comment.status == Comment.Status.PUBLIC,
        "waiting": comment.status == Comment.Status.HELD,
        "state": state,
        "status": status,
    }
