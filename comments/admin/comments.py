"""The moderators' desk: what waits comes first, every decision goes through deciding.py and is logged."""

from typing import Any, Final, cast

from django.contrib import admin, messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from articles.admin.lists import ReadAlone
from articles.models.entry import Entry
from authors.models import User
from comments.admin.queue import urls as queue_urls
from comments.admin.readers import named
from comments.deciding import Refused, decide, pick
from comments.evidence import told
from comments.models import Comment, Ground, ModerationDecision
from comments.moderation import STEPS

LATEST: Final = 5_000
"""Comments in which words are looked for."""
READERS: Final = 20
FOUND: Final = 200
"""Comments that are found by a name, and by words."""


class DecisionInline(admin.TabularInline[ModerationDecision, Comment]):
    """What was decided about a comment, newest first."""

    model = ModerationDecision
    fields = ("at", "kind", "by", "ground", "reason", "found")
    readonly_fields = fields
    extra = 0
    can_delete = False
    verbose_name_plural = _("Decisions")

    def has_add_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Comment | None = None) -> bool:
        return request.user.has_perm("comments.view_comment")

    @admin.display(description=_("found by the rules"))
    def found(self, decision: ModerationDecision) -> str:
        """What the rules had to say, in words."""
        return "; ".join(told(verdict) for verdict in decision.evidence) or "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ModerationDecision]:
        return super().get_queryset(request).select_related("by")


class ReportedFilter(admin.SimpleListFilter):
    """What somebody has reported."""

    title = _("reports")
    parameter_name = "reported"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """One choice."""
        return [("1", _("reported"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Comment]) -> QuerySet[Comment]:
        """What is not decided yet."""
        return queryset.filter(reported__gt=0) if self.value() else queryset


def found(term: str) -> list[int]:
    """The comments that a search finds, some of each way, each way bounded."""
    numbers = [int(term.lstrip("#"))] if term.lstrip("#").isdecimal() and len(term) < 19 else []
    readers = list(named(term).values_list("pk", flat=True)[:READERS])
    theirs = Comment.objects.filter(reader__in=readers).order_by("-created_at").values_list("pk", flat=True)
    newest = Comment.objects.order_by("-pk").values_list("pk", flat=True)
    oldest = newest[LATEST - 1 : LATEST].first() or 0
    said = newest.filter(pk__gte=oldest, text__icontains=term)
    return [*numbers, *(theirs[:FOUND] if readers else []), *said[:FOUND]]


@admin.register(Comment)
class CommentAdmin(ReadAlone[Comment]):
    """Comments to decide about: nobody edits what a reader wrote, and nobody deletes it."""

    list_display = ("excerpt", "reader", "headline", "status_word", "created_at")
    list_display_links = ("excerpt",)
    list_filter = ("status", ReportedFilter)
    search_fields = ("text",)
    search_help_text = _("Number, reader’s name, or words in the latest 5,000")
    fields = ("text", "reader", "headline", "answers", "status", "created_at")
    readonly_fields = fields
    inlines = (DecisionInline,)
    actions = ("approve", "reject", "hide")
    change_form_template = "admin/comments/comment/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """With the headline that readers see, and where."""
        live = Entry.objects.live().filter(article_id=OuterRef("thread_id"))
        return (
            super()
            .get_queryset(request)
            .select_related("reader", "parent__reader")
            .annotate(
                live_headline=Subquery(live.values("headline")[:1]),
                live_path=Subquery(live.values("path")[:1]),
            )
        )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The newest first, or what most have reported, by the index that serves what is asked for."""
        if "reported" in request.GET:
            return ("-reported", "pk")
        return ("-created_at", "-pk") if "status__exact" in request.GET else ("-pk",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Comment], search_term: str
    ) -> tuple[QuerySet[Comment], bool]:
        """By number, by the beginning of a reader's name, by words of the latest comments; never the whole table."""
        term = search_term.replace("\x00", "").strip()
        return (queryset.filter(pk__in=found(term)), False) if term else (queryset, False)

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """What the actions ask for."""
        return request.user.has_perm("comments.moderate_comment")

    @admin.display(description=_("comment"))
    def excerpt(self, comment: Comment) -> str:
        return Truncator(comment.text).chars(160)

    @admin.display(description=_("article"))
    def headline(self, comment: Any) -> str | SafeString:
        """The headline readers see, as a link to the comment's place."""
        if not comment.live_path:
            return "–"
        return format_html('<a href="{}{}">{}</a>', comment.live_path, comment.anchor, comment.live_headline)

    @admin.display(description=_("answers"))
    def answers(self, comment: Comment) -> str:
        return f"{comment.parent.reader}: {comment.parent.text}" if comment.parent else "–"

    @admin.display(description=_("status"), ordering="status")
    def status_word(self, comment: Comment) -> SafeString:
        """The status in words, and for the actions the state that was seen."""
        return format_html(
            '<span class="tag">{}</span><input type="hidden" name="seen-{}" value="{}|{}">',
            comment.get_status_display(),
            comment.pk,
            comment.status,
            comment.written,
        )

    @admin.action(description=_("Approve"), permissions=["moderate"])
    def approve(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self.take("approve", request, chosen)

    @admin.action(description=_("Reject"), permissions=["moderate"])
    def reject(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self.take("reject", request, chosen)

    @admin.action(description=_("Hide"), permissions=["moderate"])
    def hide(self, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        self.take("hide", request, chosen)

    def take(self, name: str, request: HttpRequest, chosen: QuerySet[Comment]) -> None:
        """One step with each of the chosen, and what became of each."""
        done = 0
        for pk, status in list(chosen.order_by("pk").values_list("pk", "status")):
            seen, _bar, written = request.POST.get(f"seen-{pk}", status).partition("|")
            try:
                given = {key: request.POST.get(key, "") for key in ("reason", "ground")}
                decide(pk, name, cast(User, request.user), seen=seen, written=written, **given)
            except Refused as refusal:
                words = _("Comment %(number)s: %(why)s") % {"number": pk, "why": refusal}
                self.message_user(request, words, messages.WARNING)
            else:
                done += 1
        if done:
            words = ngettext("%(count)s comment %(done)s.", "%(count)s comments %(done)s.", done)
            self.message_user(request, words % {"count": done, "done": STEPS[name].done}, messages.SUCCESS)

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, the queue, and what is decided on a comment's own page."""
        own = path(
            "<int:pk>/decide/",
            self.admin_site.admin_view(require_POST(self.decide_view)),
            name="comments_comment_decide",
        )
        picked = path(
            "<int:pk>/pick/",
            self.admin_site.admin_view(require_POST(self.pick_view)),
            name="comments_comment_pick",
        )
        return [own, picked, *queue_urls(self.admin_site), *super().get_urls()]

    def pick_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set a comment off for all readers, or no more."""
        try:
            comment = pick(pk, cast(User, request.user), request.POST.get("why", ""))
        except Comment.DoesNotExist as gone:
            raise Http404 from gone
        except Refused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
        else:
            said = _("Readers see that you picked it.") if comment.picked else _("It is picked no more.")
            self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[pk]))

    def decide_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One step with one comment, from its own page."""
        name = request.POST.get("step", "")
        if name in STEPS:
            self.take(name, request, Comment.objects.filter(pk=pk))
        return HttpResponseRedirect(reverse("admin:comments_comment_change", args=[pk]))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        comment = self.get_object(request, object_id)
        steps = [step for step in STEPS.values() if comment and comment.status in step.before]
        may = self.has_moderate_permission(request)
        public = bool(comment and comment.status == Comment.Status.PUBLIC)
        shown = {
            "grounds": Ground.choices,
            "steps": steps if may else [],
            "may_pick": may and public,
            "title": _("Comment"),
        }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
