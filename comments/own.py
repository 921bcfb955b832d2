"""Private pages of one comment: its writer changes or removes it, others recommend it."""

from collections.abc import Callable
from functools import wraps

from allauth.core import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles.models.edition import Edition
from authors.guarding import given_back_by, open_too_long, sender
from authors.models import User
from comments import changing
from comments.forms import ChangeForm
from comments.judging import Refused, WouldWait
from comments.markdown import MAX_LENGTH
from comments.models import Comment, Recommendation
from comments.moderation import Verdict
from comments.views import DRAFT, drafted, in_its_language, wants_json

View = Callable[[HttpRequest, Edition, Comment, User], HttpResponse]


def of_one(view: View) -> Callable[..., HttpResponse]:
    """The view is given a comment below this article and who is signed in; strangers are asked to sign in first."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @in_its_language
    @wraps(view)
    def answer(request: HttpRequest, edition: Edition, address: str, pk: int) -> HttpResponse:
        comments = Comment.objects.select_related("reader", "thread")
        comment = get_object_or_404(comments, pk=pk, thread_id=edition.article_id)
        if request.user.is_authenticated:
            return view(request, edition, comment, request.user)
        if wants_json(request):
            return JsonResponse({"error": _("Please sign in first.")}, status=401)
        if text := request.POST.get("text", "")[:MAX_LENGTH]:
            request.session[DRAFT] = {"comment": pk, "text": text}
        return redirect_to_login(request.get_full_path(), reverse("account_login"))

    return answer


def page(
    request: HttpRequest, name: str, edition: Edition, comment: Comment, status: int = 200, **context: object
) -> HttpResponse:
    """A page about one comment."""
    known = {"comment": comment, "address": edition.get_absolute_url(), **context}
    return render(request, f"comments/{name}.html", known, status=status)


def back(edition: Edition, comment: Comment, *, public: bool = False) -> HttpResponse:
    """To the comment: as its writer sees it, or as everybody does."""
    place = f"comments/{comment.pk}/{comment.anchor}" if public else f"comment/{comment.pk}/"
    return HttpResponseRedirect(edition.get_absolute_url() + place, status=303)


@of_one
def edit_once_more(request: HttpRequest, edition: Edition, comment: Comment, user: User) -> HttpResponse:
    """A changed comment came without a valid token: nothing is done, and the text is given back with a fresh one."""
    comment = own(comment, user)
    form = ChangeForm(comment, request.POST)
    form.is_valid()
    form.refuse(open_too_long())
    return edit_page(request, edition, comment, form, status=403)


@given_back_by(edit_once_more)
@of_one
def edit(request: HttpRequest, edition: Edition, comment: Comment, user: User) -> HttpResponse:
    """Change what one has said, within a few minutes; refused, the new text is still in the form."""
    comment = own(comment, user)
    draft = drafted(request, comment=comment.pk)
    initial = {"text": draft.get("text", comment.text), "seen": comment.written}
    form = ChangeForm(comment, request.POST or None, initial)
    if request.method != "POST":
        return edit_page(request, edition, comment, form)
    if not form.is_valid():
        form.refuse(form.why_not)
        return edit_page(request, edition, comment, form, status=400)
    given = form.cleaned_data
    try:
        changing.edit(user, comment.pk, given["text"], seen=given["seen"], known=form.known_reasons)
    except (Refused, changing.NotNow) as refusal:
        comment = own(comment, user)
        form.data = {**dict(form.data.items()), "seen": comment.written}
        form.refuse(str(refusal))
        return edit_page(request, edition, comment, form, status=409)
    except WouldWait as would:
        form.tell(would.verdicts)
        return edit_page(request, edition, comment, form, waits=would.verdicts)
    if draft:
        del request.session[DRAFT]
    return back(edition, comment)


def edit_page(
    request: HttpRequest,
    edition: Edition,
    comment: Comment,
    form: ChangeForm,
    status: int = 200,
    waits: list[Verdict] | None = None,
) -> HttpResponse:
    """The page with the form, and why nothing was changed or why the comment would wait."""
    context = {"form": form, "refused": bool(form.errors), "waits": waits, "most": MAX_LENGTH}
    return page(request, "edit", edition, comment, status, **context)


@of_one
def remove(request: HttpRequest, edition: Edition, comment: Comment, user: User) -> HttpResponse:
    """Take away what one has said, once asked whether one means it."""
    comment = own(comment, user)
    if request.method != "POST" and comment.may_be_removed:
        return page(request, "remove", edition, comment)
    changing.remove(user, comment.pk)
    return back(edition, comment)


@of_one
def recommend(request: HttpRequest, edition: Edition, comment: Comment, user: User) -> HttpResponse:
    """Recommend what somebody else has said, or do so no more."""
    comment = get_object_or_404(Comment.objects.public().select_related("reader"), pk=comment.pk)
    already = Recommendation.objects.filter(comment=comment, reader__user=user).exists()
    why = ""
    if request.method == "POST":
        on = request.POST.get("on") == "1"
        try:
            if not ratelimit.consume(request, action="recommend", key=f"{comment.pk} {sender(request)}"):
                raise changing.NotNow(
                    _("From where you are, this comment was recommended often. Try tomorrow.")
                )
            comment = changing.recommend(user, comment.pk, on=on)
        except changing.NotNow as refusal:
            why = str(refusal)
        else:
            if wants_json(request):
                return JsonResponse({"on": on, "count": comment.recommended})
            return back(edition, comment, public=True)
        if wants_json(request):
            return JsonResponse({"error": why}, status=409)
    return page(request, "recommend", edition, comment, 409 if why else 200, already=already, why=why)


def own(comment: Comment, user: User) -> Comment:
    """The comment, if it is the user's own; not found otherwise."""
    return get_object_or_404(
        Comment.objects.select_related("reader", "thread"), pk=comment.pk, reader__user=user
    )
