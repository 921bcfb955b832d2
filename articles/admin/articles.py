"""The article's pages: list, form, and the addresses of the views beside them."""

from functools import partial
from http import HTTPStatus
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.article_list import ArticleList
from articles.admin.inlines import INLINES
from articles.admin.unlinked import Unlinked, unlinked
from articles.admin_views import (
    commissioning,
    moving,
    notes,
    overtaking,
    pasting,
    preview_links,
    preview_page,
    proof,
    reporting,
    sitting,
    suggestions,
    versions,
)
from articles.admin_views.bar import standing
from articles.admin_views.moving import person, readable
from articles.converters import number_in
from articles.forms.article import CHANGE, ArticleForm
from articles.forms.moves import PUBLISH_NOW
from articles.forms.planning import PLAN
from articles.forms.unsaved import unsaved_payload
from articles.models import Article, Edition
from articles.saving import claim, finish
from articles.sitting import close
from articles.snapshot import snapshot
from articles.translating import translate
from articles.workflow import MOVES

TEXT = (None, {"fields": ("headline", "summary", "body"), "classes": ("text",)})
FILING = (
    gettext_lazy("Filing"),
    {
        "fields": ("section", "topics", "label", "short_headline", "slug", "language", "translation_of"),
        "classes": ("collapse", "rail"),
    },
)
READ_FILING = (FILING[0], {**FILING[1], "fields": FILING[1]["fields"][:-1]})
PICTURE = (gettext_lazy("Picture"), {"fields": ("lead_image",), "classes": ("collapse", "rail")})
THIS_CHANGE = (gettext_lazy("This change"), {"fields": CHANGE, "classes": ("collapse", "rail")})

DESK_WORDS = {
    "words": gettext_lazy("{n} words"),
    "word": gettext_lazy("{n} word"),
    "minutes": gettext_lazy("{n} min"),
    "of": gettext_lazy("{n} of {max}"),
    "empty": gettext_lazy("empty"),
    "up": gettext_lazy("Move up"),
    "down": gettext_lazy("Move down"),
    "grip": gettext_lazy("Drag to reorder"),
    "moved": gettext_lazy("{what}: place {at} of {of}"),
    "new": gettext_lazy("new"),
    "picture_sending": gettext_lazy("The picture is on its way to the library."),
    "picture_taken": gettext_lazy(
        "The picture stands in the text. Describe it between the brackets; its credit is in the library."
    ),
    "picture_failed": gettext_lazy(
        "The picture could not be sent. Your text is untouched; please try again."
    ),
    **sitting.WORDS,
}
"""What the form's scripts say."""


@admin.register(Article)
class ArticleAdmin(Unlinked, ArticleList):
    """Working copies: written by their writers, moved by the table of moves, never deleted."""

    form = ArticleForm
    inlines = INLINES

    # Who may do what

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """What the user may open."""
        return Article.objects.readable_by(person(request))

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """By role, and for one article by its state and whose it is."""
        if obj is None:
            return super().has_change_permission(request)
        return obj.may_be_edited_by(person(request))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Nobody may: a text that will not run is spiked, one that is public is retracted."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        """What is planned is changed by who may commission it, and read by everybody else."""
        return () if commissioning.may_plan(obj, person(request)) else PLAN

    # The form

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Article | None:
        """The article with all its parts, locked while it is being saved."""
        if not (number := number_in(object_id)):
            return None
        frozen = Edition.objects.filter(article=OuterRef("pk"), cancelled_at=None)
        articles: QuerySet[Article] = readable(request).select_related("owner", "commissioned_by")
        articles = articles.annotate(further=Exists(frozen))  # type: ignore[no-redef]
        if request.method == "POST":
            articles = articles.select_for_update(of=("self",))
        return articles.filter(pk=number).first()

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        """Text first, the rest closed; who only reads sees the text as a proof."""
        closed = obj is not None and not self.has_change_permission(request, obj)
        parts: list[Any] = [
            READ_FILING if closed else FILING,
            commissioning.part(obj, person(request), closed=closed),
            PICTURE,
        ]
        if closed:
            return [unlinked(person(request), part) for part in parts]
        if obj and obj.further:
            parts.insert(0, THIS_CHANGE)
        return [TEXT, *parts]

    def get_form(
        self, request: HttpRequest, obj: Article | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, which knows whether somebody else has saved meanwhile."""
        form_class = super().get_form(request, obj, change, **kwargs)
        met: overtaking.Overtaken | None = getattr(request, "overtaken", None)
        own = cast(type[ArticleForm], form_class)
        own.overtaken = met.message if met else ""
        if "section" in form_class.base_fields:
            widget: Any = form_class.base_fields["section"].widget
            widget.can_add_related = widget.can_change_related = widget.can_view_related = False
        own.person = person(request)
        own.may_upload = request.user.has_perm("images.add_image")
        return form_class

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Article, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """The name that a new article's byline begins with."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if prefix == "bylines" and not obj.pk and request.method == "GET" and hasattr(request.user, "author"):
            kwargs["initial"] = [{"name": request.user.author.name}]
        return kwargs

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Saves on the version that was opened; on another one nothing is saved and nothing is lost."""
        if request.method == "GET" and "take" in request.GET and not sitting.take(request, object_id):
            messages.info(request, sitting.GONE)
            return HttpResponseRedirect(request.path)
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            article = self.get_object(request, object_id)
            if article and not self.has_change_permission(request, article):
                if not self.has_view_permission(request, article):
                    raise PermissionDenied
                return overtaking.hand_back(self, request, article)
            if article and request.POST.get("version") != str(article.version):
                request.overtaken = overtaking.take_up(self, request, article)  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """A new article is its writer's; one that exists is saved with its rows."""
        if not change:
            obj.owner = person(request)
            obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Claims the version, saves text and rows, makes missing sources, and keeps the whole as a version."""
        article: Article = form.instance
        changed = not change or form.has_changed() or any(rows.has_changed() for rows in formsets)
        if change and changed:
            claim(article)
            article.save(update_fields=[*(set(form.fields) - {"topics", "translation_of"}), "saved_at"])
        super().save_related(request, form, formsets, change)
        if "translation_of" in form.changed_data:
            translate(article, form.cleaned_data["translation_of"], person(request))
        if changed:
            finish(article.pk, person(request))
        if advice := form.advice():
            messages.warning(request, advice)
        close(person(request), [request.POST.get("tab", ""), request.POST.get("taken", "")])

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Goes on to the article's own page, or makes the move that was asked for."""
        return self._after_saving(request, obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        """Stays on the page, or makes the move that was asked for."""
        return self._after_saving(request, obj)

    def _after_saving(self, request: HttpRequest, article: Article) -> HttpResponse:
        page = reverse("admin:articles_article_change", args=[article.pk])
        name = request.POST.get("_do") or request.POST.get("_move")
        if "_take" in request.POST:
            return commissioning.taken(request, article)
        if not name:
            messages.success(request, _("Saved."))
            return HttpResponseRedirect(
                reverse("admin:articles_article_changelist") if "_save" in request.POST else page
            )
        if name not in MOVES and name != PUBLISH_NOW:
            raise Http404
        answer = moving.after_saving(self, request, article.pk, name, answered="_do" in request.POST)
        if answer.status_code != HTTPStatus.FOUND:
            messages.info(request, _("Your text is saved."))
        return answer

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The form with its bar, its proof and its history."""
        form: ArticleForm = context["adminform"].form
        article: Article | None = context["original"]
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if form.is_bound or article is None:
            payload = unsaved_payload(form, formsets, kind=None if article else "first")
        else:
            payload = snapshot(article, kind="" if article.further else "first")
        user = person(request)
        beside = notes.beside(article, payload, user) if article else None
        stands = standing(article, payload, user) if article else None
        moves = [offer.name for offer in stands.offers] if stands else proof.FIRST
        context |= {
            "proof": proof.proof_of(payload, form.instance, moves),
            "standing": stands,
            "notes": beside,
            "reached": article is None or article.is_of(user) or article.is_reached_by(user),
            "version": article.version if article else "",
            "overtaken": getattr(request, "overtaken", None),
            "task": commissioning.Task(article, user) if article else None,
            "desk_words": DESK_WORDS,
            **sitting.of_form(request, article),
        }
        return super().render_change_form(request, context, *args, **kwargs)

    # Addresses

    def get_urls(self) -> list[URLPattern]:
        """The views beside Django's own."""
        views: list[tuple[str, Any, str]] = [
            ("preview/", proof.preview, "preview"),
            ("preview/page/", preview_page.unsaved, "preview_unsaved"),
            ("<int:object_id>/preview/", preview_page.frame, "preview_frame"),
            ("<int:object_id>/preview/page/", preview_page.framed, "preview_page"),
            ("<int:object_id>/preview/links/", preview_links.links, "preview_links"),
            ("suggest/<slug:kind>/", suggestions.suggest, "suggest"),
            ("paste/", pasting.paste, "paste"),
            ("commission/", commissioning.commission, "commission"),
            ("<int:object_id>/take/", commissioning.take, "take"),
            ("<int:object_id>/assign/", commissioning.assign, "assign"),
            ("<int:object_id>/embargo/", commissioning.embargo, "embargo"),
            ("sittings/", sitting.token, "sittings"),
            ("sittings/<uuid:tab>/", sitting.left_behind, "sitting"),
            ("sittings/<uuid:tab>/beat/", sitting.beat, "beat"),
            ("sittings/<uuid:tab>/keep/", sitting.keep, "keep"),
            ("sittings/<uuid:tab>/leave/", sitting.leave, "leave"),
            ("<int:object_id>/move/<slug:name>/", moving.move, "move"),
            ("<int:object_id>/coverage/", reporting.coverage, "coverage"),
            ("<int:object_id>/notes/", notes.notes, "notes"),
            ("<int:object_id>/notes/people/", notes.people, "people"),
            ("<int:object_id>/notes/<int:number>/", notes.settle, "settle"),
            ("<int:object_id>/versions/", versions.versions, "versions"),
            ("<int:object_id>/versions/<int:old>..<int:new>/", versions.compare, "compare"),
            ("<int:object_id>/versions/<int:number>/bring-back/", versions.bring_back, "bring_back"),
        ]
        own = [
            path(at, self.admin_site.admin_view(partial(view, self)), name=f"articles_article_{name}")
            for at, view, name in views
        ]
        return [*own, *super().get_urls()]
