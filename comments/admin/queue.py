"""The queue at the desk: a page, and what is sent from it; each decision is one POST that leads to the next comment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from articles.converters import number_in
from authors.models import User
from comments import queue
from comments.claiming import release, renew
from comments.deciding import Refused, decide, pick, undo
from comments.models import Comment, Ground
from comments.moderation import STEPS
from comments.reporting import dismiss_all
from comments.sanctions import DAYS
from comments.statistics import MOST, figures

MANY: Final = 50
"""Comments that can be decided about with one press."""
View = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one comment."""

    comment_id: int
    done: bool
    words: str

    def as_data(self) -> dict[str, Any]:
        """For the script."""
        return {"comment": self.comment_id, "done": self.done, "words": self.words}


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """The addresses of the queue, below those of the comments."""
    views: list[tuple[str, View]] = [
        ("queue", page), ("decide", act), ("undo", take_back), ("leave", leave), ("stay", stay), ("card", card),
    ]  # fmt: skip
    return [
        path(
            "queue/" if name == "queue" else f"queue/{name}/",
            site.admin_view(view),
            name="comments_queue" if name == "queue" else f"comments_queue_{name}",
        )
        for name, view in views
    ] + [path("statistics/", site.admin_view(statistics), name="comments_statistics")]


def for_moderators(view: Callable[[HttpRequest, User], HttpResponse]) -> View:
    """The view is given who moderates; nobody else gets in."""

    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        user = cast(User, request.user)
        if not user.has_perm("comments.moderate_comment"):
            raise PermissionDenied
        return view(request, user)

    return answer


@require_safe
@for_moderators
def page(request: HttpRequest, user: User) -> HttpResponse:
    """What waits, the first ten claimed for who looks at it."""
    asked, sections = queue.Asked.of(request.GET), queue.sections()
    context = {
        **admin.site.each_context(request),
        **words_for_cards(),
        "title": _("Queue"),
        "asked": asked,
        "cards": queue.take(asked, user),
        "standing": queue.Standing.of(asked.rows(user), user),
        "recent": queue.recent(user),
        "sections": sections,
        "section": next((one for one in sections if one.pk == asked.section), _("this section")),
        "made": timezone.now().isoformat(),
        "may_sanction": user.has_perm("comments.sanction_reader"),
        "counted": queue.COUNTED,
        "within": queue.WITHIN if asked.is_cut(user) else 0,
    }
    return TemplateResponse(request, "admin/comments/queue.html", context)


@require_safe
@for_moderators
def statistics(request: HttpRequest, user: User) -> HttpResponse:
    """How moderation went lately."""
    context = {
        **admin.site.each_context(request),
        "title": _("Figures of moderation"),
        "figures": figures(),
        "most": MOST,
    }
    return TemplateResponse(request, "admin/comments/statistics.html", context)


@require_POST
@for_moderators
def act(request: HttpRequest, user: User) -> HttpResponse:
    """One step with each of the comments that were chosen, and what became of each."""
    name, chosen = request.POST.get("step", ""), request.POST.getlist("comment")[:MANY]
    given = {key: request.POST.get(key, "") for key in ("reason", "ground")}
    why = request.POST.get("why", "")
    told = [step(name, token, user, why=why, **given) for token in chosen]
    if not told:
        told = [Told(0, False, _("Nothing was chosen. Tick the comments you mean, then press again."))]
    return after(request, user, told)


def step(name: str, token: str, user: User, *, why: str = "", **given: str) -> Told:
    """One step with one comment as it was read; what was picked as well is picked."""
    number, _bar, state = token.partition("|")
    seen, _bar, written = state.partition("|")
    pk = number_in(number)
    try:
        if name in STEPS:
            comment = decide(pk, name, user, seen=seen, written=written, **given)
            done = str(STEPS[name].done)
        elif name == "keep":
            dismiss_all(pk, user)
            comment, done = Comment.objects.select_related("reader").get(pk=pk), _("left as it is")
        elif name == "pick":
            comment, done = Comment.objects.select_related("reader").get(pk=pk), _("picked")
        else:
            return Told(pk, False, _("There is no such step. Nothing was done."))
        if why.strip() or name == "pick":
            pick(pk, user, why)
            done = done if name == "pick" else f"{done}, {_('picked')}"
    except Comment.DoesNotExist:
        return Told(pk, False, _("There is no such comment."))
    except Refused as refusal:
        return Told(pk, False, str(refusal))
    words = _("%(name)s’s comment: %(done)s.") % {"name": comment.reader, "done": done}
    return Told(pk, True, words)


@require_POST
@for_moderators
def take_back(request: HttpRequest, user: User) -> HttpResponse:
    """Undo one's own decision; the comment comes to the front again."""
    try:
        comment = undo(number_in(request.POST.get("decision")), user)
    except Refused as refusal:
        return after(request, user, [Told(0, False, str(refusal))])
    words = _("%(name)s’s comment: undone, it is %(status)s again.")
    said = words % {"name": comment.reader, "status": comment.get_status_display()}
    return after(request, user, [Told(comment.pk, True, said)], first=[comment.pk])


@require_POST
@for_moderators
def leave(request: HttpRequest, user: User) -> HttpResponse:
    """Give back what one has before one."""
    made = parse_datetime(request.POST.get("made", "")[:40]) if request.POST.get("made") else None
    release(user, on_screen(request), made or timezone.now())
    return HttpResponseRedirect(reverse("admin:index"), status=303)


@require_POST
@for_moderators
def stay(request: HttpRequest, user: User) -> HttpResponse:
    """Keep what one has before one, while the page is open."""
    renew(user, on_screen(request))
    return JsonResponse({"made": timezone.now().isoformat()})


@require_safe
@for_moderators
def card(request: HttpRequest, user: User) -> HttpResponse:
    """One comment as the queue shows it, made anew."""
    number = number_in(request.GET.get("comment"))
    found = queue.cards([number]) if number else []
    return HttpResponse(drawn(request, user, found))


def after(request: HttpRequest, user: User, told: list[Told], first: Iterable[int] = ()) -> HttpResponse:
    """To the next comments: as a page, or to a script what it needs to show them."""
    asked = queue.Asked.of(request.GET)
    if not request.accepts("text/html"):
        here = [pk for pk in on_screen(request) if not any(one.done and one.comment_id == pk for one in told)]
        renew(user, here)
        more = queue.take(asked, user, max(queue.PAGE - len(here), 0), without=[*here, *first])
        standing = queue.Standing.of(asked.rows(user), user)
        return JsonResponse(
            {
                "told": [one.as_data() for one in told],
                "summary": summary([one for one in told if one.done]),
                "first": drawn(request, user, queue.cards(list(first))),
                "cards": drawn(request, user, more),
                "recent": render_to_string(
                    "admin/comments/queue_recent.html",
                    {"recent": queue.recent(user), "asked": asked},
                    request,
                ),
                "standing": render_to_string(
                    "admin/comments/queue_standing.html", {"standing": standing, "counted": queue.COUNTED}
                ),
                "made": timezone.now().isoformat(),
            }
        )
    done = [one for one in told if one.done]
    for one in told:
        if not one.done:
            words = _("Comment %(number)s: %(why)s") % {"number": one.comment_id, "why": one.words}
            messages.warning(request, words if one.comment_id else one.words)
    if done:
        messages.success(request, summary(done))
    return HttpResponseRedirect(reverse("admin:comments_queue") + asked.query, status=303)


def summary(done: list[Told]) -> str:
    """What was done, of one comment exactly, of several their number; '' for nothing."""
    if len(done) < 2:
        return done[0].words if done else ""
    words = ngettext("%(count)s comment decided.", "%(count)s comments decided.", len(done))
    return words % {"count": len(done)}


def drawn(request: HttpRequest, user: User, cards: list[queue.Card]) -> str:
    """The comments as HTML."""
    context = {
        **words_for_cards(),
        "cards": cards,
        "asked": queue.Asked.of(request.GET),
        "may_sanction": user.has_perm("comments.sanction_reader"),
    }
    return render_to_string("admin/comments/queue_cards.html", context, request).strip()


def on_screen(request: HttpRequest) -> list[int]:
    """The comments that the page says it shows."""
    return [number for here in request.POST.getlist("here")[:MANY] if (number := number_in(here))]


def words_for_cards() -> dict[str, Any]:
    """What each card offers."""
    return {"grounds": Ground.choices, "days": DAYS, "lately": queue.LATELY.days}
