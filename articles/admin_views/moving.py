"""Every move of the table, made at the desk: by a button of the form, by a page that asks, or for several at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from articles import publishing
from articles.converters import number_in
from articles.forms.moves import NOTES, PUBLISH_NOW, AskForm
from articles.models import Article
from articles.publishing import Asked, Done, NotNow, NotYou, Refused
from articles.saving import Clash, claim, finish
from articles.workflow import MOVES, WORDS, Move, Needs, Situation
from authors.models import User

FORWARD: Final = ("submit", "approve", "review", "publish", "reopen", "unspike")
"""Moves that may be the next sensible one, whichever is offered first."""
REFUSALS: Final = {NotYou: HTTPStatus.FORBIDDEN, NotNow: HTTPStatus.CONFLICT}
"""What answers a refusal; any other is for what was typed."""
ENTRIES: Final = 50
"""Of a live coverage, the newest that can be corrected."""
DANGER: Final = ("discard", "retract", "redact", "spike")


@dataclass(frozen=True, slots=True)
class Offer:
    """A move as the bar offers it; `form` asks what it needs."""

    name: str
    label: str
    form: AskForm
    primary: bool = False

    @property
    def danger(self) -> bool:
        """Whether it takes something away."""
        return self.name in DANGER


def person(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    return cast(User, request.user)


def readable(request: HttpRequest) -> QuerySet[Article, Article]:
    """Whole articles that the user may open."""
    articles: QuerySet[Article, Article] = Article.objects.readable_by(person(request)).whole()
    return articles


def offers(article: Article, user: User, at: Situation) -> list[Offer]:
    """What the bar offers, the primary move first; 'publish now' where it is more than one move."""
    moves = publishing.offered(article, user, at)
    first = next((name for name in FORWARD if name in [move.name for move in moves]), "")
    made = [
        Offer(move.name, str(move.label), ask_form(move.name, article, at), move.name == first)
        for move in moves
    ]
    steps = publishing.way(article, user, at)
    if len(steps) > 1:
        form = ask_form(PUBLISH_NOW, article, at, steps=steps)
        made.append(Offer(PUBLISH_NOW, form.label, form))
    return sorted(made, key=lambda offer: (not offer.primary, offer.name != PUBLISH_NOW, offer.danger))


def ask_form(
    name: str, article: Article, at: Situation, data: Any = None, *, steps: Sequence[Move] = ()
) -> AskForm:
    """The questions of this move for this article."""
    emergency = "approve_in_emergency" in [move.name for move in steps]
    return AskForm(name, article, data, further=at.live, emergency=emergency)


def move(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int, name: str) -> HttpResponse:
    """GET asks, POST makes the move; the gate decides."""
    article = readable(request).filter(pk=object_id).first()
    if article is None or (name not in MOVES and name != PUBLISH_NOW):
        raise Http404
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    if request.method == "POST":
        return make(model_admin, request, article, name, seen(request.POST.get("version")))
    return ask(model_admin, request, article, name)


def make(
    model_admin: ModelAdmin[Article], request: HttpRequest, article: Article, name: str, version: int
) -> HttpResponse:
    """Makes the move with what was asked, or shows why not, with all that was typed."""
    user, at = person(request), publishing.situation(article)
    steps = publishing.way(article, user, at) if name == PUBLISH_NOW else ()
    form = ask_form(name, article, at, request.POST, steps=steps)
    if not form.is_valid():
        return ask(model_admin, request, article, name, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        done = perform(article, name, user, version, form)
    except Refused as refused:
        status = REFUSALS.get(type(refused), HTTPStatus.UNPROCESSABLE_ENTITY)
        return ask(model_admin, request, article, name, form, refused.reasons, status=status)
    except Clash:
        fresh = readable(request).get(pk=article.pk)
        return ask(
            model_admin, request, fresh, name, form, [overtaken(fresh, user)], status=HTTPStatus.CONFLICT
        )
    for told in done.told:
        messages.success(request, told)
    if name == "report":  # the next thing happens soon
        return HttpResponseRedirect(reverse("admin:articles_article_move", args=[article.pk, name]))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


@transaction.atomic
def perform(article: Article, name: str, user: User, version: int, form: AskForm) -> Done:
    """The move through the gate; what is said about the change goes into the article first."""
    if change := form.change():
        article.version = version
        claim(article)
        Article.objects.filter(pk=article.pk).update(**change)
        finish(article.pk, user)
        version += 1
    if name == PUBLISH_NOW:
        return publishing.publish_now(article.pk, user, version=version, asked=form.asked())
    return publishing.move(article.pk, name, user, version=version, asked=form.asked())


def seen(version: str | None) -> int:
    """The version that the user has seen; 0, which is nobody's, for none."""
    return number_in(version, 9)


def overtaken(article: Article, user: User) -> str:
    """Who saved or moved it meanwhile, and what to do."""
    last = article.last_hand()
    if last == user:
        return _(
            "You have saved this article or moved it yourself since you opened this page. Nothing was done now. "
            "Please look at the article as it stands."
        )
    return _(
        "%(person)s has saved this article or moved it since you opened it. Nothing was done. "
        "Please look at the text, then press the button again."
    ) % {"person": last or _("Somebody")}


def ask(
    model_admin: ModelAdmin[Article],
    request: HttpRequest,
    article: Article,
    name: str,
    form: AskForm | None = None,
    reasons: Sequence[str] = (),
    status: int = 200,
) -> HttpResponse:
    """The page that asks what the move needs; it works without a script."""
    user, at = person(request), publishing.situation(article)
    steps = publishing.way(article, user, at) if name == PUBLISH_NOW else ()
    possible = (
        bool(steps)
        if name == PUBLISH_NOW
        else name in [row.name for row in publishing.offered(article, user, at)]
    )
    form = form or ask_form(name, article, at, steps=steps)
    if not possible and not reasons:
        reasons = [why_not(name, article, user, at)]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": form.label,
        "opts": model_admin.opts,
        "article": article,
        "form": form,
        "steps": steps,
        "reasons": reasons,
        "possible": possible,
        "danger": name in DANGER,
        "entries": article.coverage_entries.all()[:ENTRIES] if name == "report" else (),
        "word": at.word,
        "state_label": WORDS[at.word],
        "change": article.get_change_kind_display()
        if Needs.CHANGE in getattr(MOVES.get(name), "needs", ())
        else "",
    }
    return TemplateResponse(request, "admin/articles/article/move.html", context, status=status)


def why_not(name: str, article: Article, user: User, at: Situation) -> str:
    """Why a move is not offered, in a sentence."""
    if name == PUBLISH_NOW:
        return str(publishing.no_way(article, user, at))
    return publishing.allowed(MOVES[name], article, user) or publishing.not_now(MOVES[name], at)


def after_saving(
    model_admin: ModelAdmin[Article], request: HttpRequest, article_id: int, name: str, *, answered: bool
) -> HttpResponse:
    """The move that a button of the form asked for, on the text just saved; `answered` if its dialog was open."""
    article = readable(request).get(pk=article_id)
    page = reverse("admin:articles_article_move", args=[article_id, name])
    at = publishing.situation(article)
    steps = publishing.way(article, person(request), at) if name == PUBLISH_NOW else ()
    form = ask_form(name, article, at, request.POST, steps=steps)
    if form.has_questions and not answered:
        return HttpResponseRedirect(page)
    return make(model_admin, request, article, name, article.version)


@dataclass(frozen=True, slots=True)
class Item:
    """What became of one article of several."""

    article: Article
    done: bool
    told: Sequence[str]


def move_several(request: HttpRequest, articles: Sequence[Article], name: str, note: str) -> list[Item]:
    """One move for each article on the version that the list showed; each succeeds or fails alone."""
    report = []
    for article in articles:
        version = seen(request.POST.get(f"seen-{article.pk}"))
        try:
            done = publishing.move(article.pk, name, person(request), version=version, asked=Asked(note=note))
        except Refused as refused:
            report.append(Item(article, False, refused.reasons))
        except Clash:
            report.append(Item(article, False, [overtaken(article, person(request))]))
        else:
            report.append(Item(article, True, done.told))
    return report


def several(
    model_admin: ModelAdmin[Article], request: HttpRequest, articles: Sequence[Article], name: str
) -> HttpResponse:
    """One move for several articles: asks for a note where one is needed, then tells what became of each."""
    move = MOVES[name]
    note = request.POST.get("note", "").strip()
    asks = Needs.NOTE in move.needs and not note
    context = {
        **model_admin.admin_site.each_context(request),
        "title": move.label,
        "opts": model_admin.opts,
        "move": move,
        "note_label": NOTES.get(name, ""),
        "missing": asks and "note" in request.POST,
        "rows": [(article, request.POST.get(f"seen-{article.pk}", "")) for article in articles],
        "report": None if asks else move_several(request, articles, name, note),
    }
    return TemplateResponse(request, "admin/articles/article/several.html", context)
