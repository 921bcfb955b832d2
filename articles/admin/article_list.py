"""The list of articles: its columns, and the moves for several at once."""

import re
from functools import partial
from typing import Any

from django.contrib import admin
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.lists import Articles, LanguageFilter, NearList, StateFilter, WhoseFilter, word
from articles.admin_views import moving
from articles.admin_views.moving import person
from articles.models import Article
from articles.searching import search
from articles.workflow import MOVES, WORDS

NUMBER = re.compile(r"[0-9]{1,18}")
MOST = 200
"""Articles that a list action moves at once."""

SEVERAL = ("submit", "approve", "send_back", "publish", "spike")
"""Moves that the list makes for several articles at once."""


class ArticleList(NearList[Article]):
    """The list's side of the article's pages."""

    list_display = ("title", "standing", "section", "byline", "saved")
    list_display_links = ("title",)
    list_filter = (StateFilter, WhoseFilter, "label", "section", LanguageFilter)
    search_fields = ("words__title",)  # any makes Django show the box; get_search_results answers
    search_help_text = gettext_lazy("Words, “a phrase”, -without, #number or address")
    sortable_by = ("saved",)  # the others have no index
    actions = ()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Article], search_term: str
    ) -> tuple[QuerySet[Article], bool]:
        """Found by all that the article holds; the page says where a search had to end."""
        if not search_term.strip():
            return queryset, False
        found = search(queryset, search_term)
        request.looked_at = found.among  # type: ignore[attr-defined]  # the list's template asks the request
        return found.articles, False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[Articles]:
        """The list with what its columns show."""
        return Articles

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The moves of the table that fit several at once, as far as the role includes them."""
        offered = (MOVES[name] for name in SEVERAL)
        user = person(request)
        return {
            move.name: (partial(several, move.name), move.name, move.label)
            for move in offered
            if user.has_perm(f"articles.{move.who}")
        }

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Article], *position: Any
    ) -> HttpResponse | None:
        """A move for those that are named by their numbers."""
        if not all(map(NUMBER.fullmatch, request.POST.getlist("_selected_action"))):
            raise BadRequest
        return super().response_action(request, queryset, *position)

    @admin.display(description=gettext_lazy("headline"))
    def title(self, article: Article) -> SafeString:
        """The headline, or a word for a text without one."""
        return format_html('<span class="hed">{}</span>', article.headline or _("Without a headline"))

    @admin.display(description=gettext_lazy("state"))
    def standing(self, article: Any) -> SafeString:
        """State, live edition, and the version that is shown, which bulk moves respect."""
        shown = word(article)
        live = _("live: edition %(number)s") % {"number": article.live_number} if article.live_number else ""
        return format_html(
            '<span class="state state-{}">{}</span>{}<input type="hidden" name="seen-{}" value="{}">',
            shown,
            WORDS[shown],
            format_html(' <span class="mini">{}</span>', live) if live and shown != "published" else "",
            article.pk,
            article.version,
        )

    @admin.display(description=gettext_lazy("byline"))
    def byline(self, article: Article) -> str:
        """Names in their order, else who began it."""
        return ", ".join(by.author.name for by in article.bylines.all()) or str(
            article.owner or _("Nobody yet")
        )

    @admin.display(description=gettext_lazy("saved"), ordering="-saved_at")
    def saved(self, article: Article) -> SafeString:
        """When it was saved last."""
        return format_html(
            '<time data-ago datetime="{}">{}</time>',
            article.saved_at.isoformat(),
            date_format(timezone.localtime(article.saved_at), "SHORT_DATETIME_FORMAT"),
        )

    def get_list_select_related(self, request: HttpRequest) -> tuple[str, ...]:
        """What the columns name."""
        return ("section", "owner")


def several(
    name: str, model_admin: ArticleList, request: HttpRequest, _articles: QuerySet[Article]
) -> HttpResponse:
    """List action: one move for each that was chosen, with a report; one that left the list's filters meanwhile too."""
    chosen = request.POST.getlist("_selected_action")[:MOST]
    return moving.several(
        model_admin, request, list(model_admin.get_queryset(request).filter(pk__in=chosen)), name
    )
