"""The desk: Django's admin, with a start page of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Byline, Decision, Edition
from articles.workflow import OPEN, WORDS, State
from authors.models import User
from comments.models import Comment
from newsroom import audit, mail
from newsroom.uses import uses_page

MOST: Final = 10
"""Rows of a list on the start page."""

MAIN_LISTS: Final = ("Article", "Image", "Comment")
"""Models whose lists stand in the head; the others are under 'More'."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A line of a list on the start page."""

    article: Article
    word: str = ""
    edition: Edition | None = None

    @property
    def label(self) -> Any:
        """The state as people call it."""
        return WORDS[self.word] if self.word else ""


class Desk(admin.AdminSite):
    """The admin site under the paper's name."""

    site_header = settings.PAPER_NAME
    site_title = _("Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every page of the desk writes what it does into the record."""
        super().register(model_or_iterable, audit.audited(admin_class or admin.ModelAdmin), **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows, with the lists of the head."""
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"] if model["admin_url"]]
        named = {model["object_name"]: model for model in models}
        lists = [named[name] for name in MAIN_LISTS if name in named]
        context["main_lists"] = [{"name": one["name"], "url": one["admin_url"]} for one in lists]
        return context

    def get_urls(self) -> list[Any]:
        """The stock pages, and those that look at more than one app."""
        places = partial(uses_page, self)
        own = path("images/image/<int:pk>/uses/", self.admin_view(places), name="images_image_uses")
        views: list[tuple[str, Any, str]] = [
            ("mail/", mail.preferences, "mail"),
            ("mail/folder/", mail.folder, "mail_folder"),
            ("mail/folder/<str:name>/", mail.folder, "mail_folder_file"),
            ("audit/", audit.page, "audit"),
            ("audit/record.csv", audit.export, "audit_csv"),
        ]
        pages = [path(at, self.admin_view(view), name=name) for at, view, name in views]
        return [own, *pages, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what waits, one's own work, what comes and what has just gone out."""
        user = cast(User, request.user)
        desk = start_page(user) if user.has_perm("articles.view_article") else None
        return super().index(request, {**(extra_context or {}), "desk": desk, "now": timezone.localtime()})


def start_page(user: User) -> dict[str, Any]:
    """The lists of the start page, each of at most ten rows and from an index."""
    return {
        "held": Comment.objects.waiting().count() if user.has_perm("comments.moderate_comment") else 0,
        "waiting": [Slip(article, article.state) for article in waiting_for(user)],
        "mine": [Slip(article, article.state) for article in work_of(user)],
        "scheduled": _editions(user, Edition.objects.pending().order_by("goes_live_at", "pk")),
        "published": _editions(user, Edition.objects.live().order_by("-goes_live_at", "-pk")),
        "may_write": user.has_perm("articles.add_article"),
    }


def waiting_for(user: User) -> Iterable[Article]:
    """Texts that wait for this person: to be reviewed, to be published, or sent back to their writer."""
    own = Q(owner=user) | Q(pk__in=Byline.objects.filter(author__user=user).values("article"))
    last = Decision.objects.filter(article=OuterRef("pk")).order_by("-at", "-pk").values("move")[:1]
    wanted = Q(pk=None)
    if user.has_perm("articles.edit_any_article"):
        wanted |= (
            Q(state=State.IN_REVIEW) if settings.ONE_PERSON_NEWSROOM else Q(state=State.IN_REVIEW) & ~own
        )
    if user.has_perm("articles.publish_article"):
        wanted |= Q(state=State.APPROVED)
    sent_back = Article.objects.filter(owner=user, state=State.DRAFT).annotate(last=Subquery(last))
    wanted |= Q(pk__in=sent_back.filter(last="send_back").values("pk"))
    return _slips(Article.objects.filter(wanted))


def work_of(user: User) -> Iterable[Article]:
    """One's own open texts."""
    under_byline = Exists(Byline.objects.filter(article=OuterRef("pk"), author__user=user))
    return _slips(Article.objects.filter(Q(owner=user) | under_byline, state__in=OPEN))


def _slips(articles: QuerySet[Article]) -> Iterable[Article]:
    fields = ("headline", "state", "saved_at", "section__name", "owner__name", "owner__email")
    return articles.select_related("section", "owner").only(*fields).order_by("-saved_at", "-pk")[:MOST]


def _editions(user: User, editions: QuerySet[Edition]) -> list[Slip]:
    readable = (
        editions.filter(article__in=Article.objects.readable_by(user))
        if not user.has_perm("articles.read_any_article")
        else editions
    )
    found = readable.select_related("article__section", "article__owner", "address").defer(
        "payload", "html", "sources_html", "record"
    )[:MOST]
    return [Slip(edition.article, edition=edition) for edition in found]
