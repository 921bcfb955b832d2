"""What is personal about the conversation: the comment just posted, and who is asking."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.languages import of_our_words
from articles.models.edition import Address, Edition
from articles.prepared import TEXT, Prepared
from authors.guarding import made_now, open_too_long
from authors.models import User
from comments.forms import CommentForm
from comments.models import Comment, Mute, Reader, Recommendation
from comments.signed import appeal_page
from comments.statements import Statement, last_about

DRAFT = "comment_draft"
"""In the session: what was written below which article, or into which comment, before signing in."""
OWN: Final = 200
"""So many of a reader's own comments and recommendations are marked below one article."""
MUTED: Final = 1_000
"""And so many of those whose writers they do not want to meet are folded."""


def _live() -> QuerySet[Edition]:
    article = Address.objects.filter(path=TEXT).values("article_id")
    live = Edition.objects.live().select_related("address").defer("html", "sources_html", "record")
    return live.filter(article_id__in=article)


LIVE: Final = Prepared(Edition, _live)


def edition_at(address: str) -> Edition:
    """The live edition of the article that this is or was the address of, without its text, or 404."""
    found: list[Edition] = LIVE.found({TEXT: address})
    if not found:
        raise Http404(_("No article stands at this address."))
    return found[0]


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


def signed_in(request: HttpRequest) -> User | None:
    """Who is signed in, if somebody is."""
    return request.user if request.user.is_authenticated else None


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
    context = {"address": edition.get_absolute_url(), **told(comment), **why_not_shown(comment)}
    return render(request, "comments/posted.html", context)


def why_not_shown(comment: Comment) -> dict[str, Any]:
    """The reasons for a decision against a comment, and where its writer appeals; nothing where none was made."""
    decision = last_about(comment)
    if not decision:
        return {}
    return {"sentences": Statement.of(decision).sentences, "appeal": appeal_page(decision)}


@require_safe
def me(request: HttpRequest) -> JsonResponse:
    """What is personal on public pages: who is signed in, a token to post with.

    Of the page at `?page=`: what a form for a comment says of itself, own comments that wait, the numbers of the
    newest own ones, of those recommended, and of those whose writers one has muted.
    """
    asked = request.GET.get("page", "").replace("\0", "")[:160]
    threads = Address.objects.filter(path=asked).values("article_id")
    article = threads.first() if asked else None
    made = {"made": made_now(CommentForm.about_article(article["article_id"]))} if article else {}
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False, **made})
    own = Comment.objects.filter(reader__user=request.user, thread__in=threads).order_by("-pk")
    recommended = Recommendation.objects.filter(reader__user=request.user, comment__thread__in=threads)
    mutes = Mute.objects.filter(reader__user=request.user)
    muted = Comment.objects.public().filter(reader__in=mutes.values("muted"), thread__in=threads)
    return JsonResponse(
        {
            "signed_in": True,
            "name": name_of(request.user),
            "token": get_token(request),
            **made,
            "waiting": [
                render_to_string("comments/_own.html", told(comment))
                for comment in own.waiting().select_related("reader").order_by("pk")[:20]
            ],
            "own": list(own.public().values_list("pk", flat=True)[:OWN]),
            "recommended": list(recommended.order_by("-pk").values_list("comment", flat=True)[:OWN]),
            "muted": list(muted.order_by("-pk").values_list("pk", flat=True)[:MUTED]),
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
