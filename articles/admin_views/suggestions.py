"""What the fields of the desk suggest while one types: names only, at most ten."""

from collections.abc import Callable, Iterable
from typing import Final

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, JsonResponse

from articles.forms.finding import article_shown, picture_shown, source_shown
from articles.languages import own_name
from articles.models import Article, Entry, Source, Stakeholder, Topic
from articles.searching import search
from authors.models import Author, User
from images.models import Image

MOST: Final = 10
Option = tuple[str, str]
"""What goes into the field, and what is said about it."""


def _authors(said: str) -> Iterable[Option]:
    found = list(Author.objects.filter(name__icontains=said)[:MOST])
    names = [author.name for author in found]
    for author in found:
        alone = names.count(author.name) == 1
        yield author.name if alone else f"{author.name} #{author.pk}", author.job_title


def _sources(said: str) -> Iterable[Option]:
    for source in Source.objects.saying(said).order_by("-pk")[:MOST]:
        yield source_shown(source), source.title or str(source.get_kind_display())


def _stakeholders(said: str) -> Iterable[Option]:
    for one in Stakeholder.objects.saying(said)[:MOST]:
        yield one.name, str(one.get_kind_display())


def _topics(said: str) -> Iterable[Option]:
    for topic in Topic.objects.filter(name__icontains=said)[:MOST]:
        yield topic.name, topic.description


def _pictures(said: str) -> Iterable[Option]:
    for picture in Image.objects.filter(withdrawn_at=None).saying(said)[:MOST]:
        yield picture_shown(picture), picture.credit


def _writers(said: str) -> Iterable[Option]:
    about = Q(name__icontains=said) | Q(email__icontains=said)
    found = list(User.objects.who_may("articles.submit_article").filter(about).order_by("name", "pk")[:MOST])
    names = [user.name.casefold() for user in found]
    for user in found:
        alone = user.name and names.count(user.name.casefold()) == 1
        yield (user.name, user.email) if alone else (user.email, user.name)


def _readable(said: str, readable: QuerySet[Article]) -> Iterable[Option]:
    """The newest of the texts that one may open, with their languages."""
    for article in (search(readable, said).articles if said else readable).order_by("-pk")[:MOST]:
        yield article_shown(article), own_name(article.language)


def _articles(said: str) -> Iterable[Option]:
    """The newest of those that anybody can read, or will."""
    rows = Entry.objects.standing().filter(is_retraction=False).newest_first()
    if said:
        rows = rows.filter(article__in=search(Article.objects.all(), said).articles.values("pk"))
    for entry in rows[:MOST]:
        yield f"{entry.headline} #{entry.article_id}", entry.kicker


KINDS: Final[dict[str, Callable[[str], Iterable[Option]]]] = {
    "author": _authors,
    "source": _sources,
    "stakeholder": _stakeholders,
    "topic": _topics,
    "picture": _pictures,
    "writer": _writers,
    "article": _articles,
}

ALSO: Final = {"writer": "articles.commission_article", "article": "articles.arrange_front"}
"""What one has to be allowed besides writing, for kinds that not everybody needs."""


def suggest(model_admin: ModelAdmin[Article], request: HttpRequest, kind: str) -> JsonResponse:
    """The options for what was typed, for who may write."""
    if not (model_admin.has_add_permission(request) or model_admin.has_change_permission(request)):
        raise PermissionDenied
    if kind not in KINDS and kind != "translation":
        raise Http404
    if kind in ALSO and not request.user.has_perm(ALSO[kind]):
        raise PermissionDenied
    said = request.GET.get("q", "").strip()[:100].replace("\x00", "")
    found = KINDS[kind](said) if kind in KINDS else _readable(said, model_admin.get_queryset(request))
    return JsonResponse({"options": [{"value": value, "label": label} for value, label in found]})
