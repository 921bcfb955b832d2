"""Readers, as moderators see them: what they have said, what is noted about them, and what can be done."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles.admin.lists import ReadAlone
from articles.converters import number_in
from authors.models import User
from comments import queue, sanctions
from comments.deciding import Refused
from comments.models import Comment, Reader
from comments.names import folded
from comments.sanctions import DAYS

SHOWN = 20
"""A reader's last comments on their page."""
FOUND = 50


def named(term: str) -> QuerySet[Reader]:
    """Readers whose name begins like this, whatever its capitals and accents; by an index."""
    wanted = folded(term)
    found: QuerySet[Reader] = (
        Reader.objects.filter(folded__startswith=wanted) if wanted else Reader.objects.none()
    )
    return found.order_by("folded")


class StandingFilter(admin.SimpleListFilter):
    """Who is watched, suspended, banned."""

    title = gettext_lazy("standing")
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """What moderators have decided."""
        return [
            ("suspended", _("suspended")),
            ("banned", _("banned")),
            ("always", _("every comment waits")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Reader]) -> QuerySet[Reader]:
        """By the fields of the reader."""
        match self.value():
            case "suspended":
                return queryset.filter(suspended_until__gt=timezone.now())
            case "banned":
                return queryset.exclude(banned_at=None)
            case "always":
                return queryset.filter(always_held=True)
        return queryset


@admin.register(Reader)
class ReaderAdmin(ReadAlone[Reader]):
    """Who comments; a name is the reader's own."""

    list_display = ("display_name", "trust", "standing", "created_at")
    list_filter = (StandingFilter, "trust")
    search_fields = ("folded",)
    search_help_text = gettext_lazy("The beginning of a name; capitals and accents do not matter.")
    fields = readonly_fields = ("display_name", "created_at", "trust", "standing")
    ordering: ClassVar[tuple[str, ...]] = ("-pk",)
    change_form_template = "admin/comments/reader/change_form.html"

    @admin.display(description=gettext_lazy("standing"))
    def standing(self, reader: Reader) -> str:
        """What moderators have decided, in words."""
        parts = []
        if reader.banned_at:
            parts.append(_("banned"))
        if reader.suspended_until and reader.is_suspended:
            until = timezone.localtime(reader.suspended_until)
            parts.append(_("suspended until %(until)s") % {"until": f"{until:%Y-%m-%d %H:%M}"})
        if reader.always_held:
            parts.append(_("every comment waits"))
        return ", ".join(parts) or "–"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Reader], search_term: str
    ) -> tuple[QuerySet[Reader], bool]:
        """Those whose name begins like this."""
        if not search_term.strip():
            return queryset, False
        return queryset.filter(pk__in=list(named(search_term).values_list("pk", flat=True)[:FOUND])), False

    def get_urls(self) -> list[URLPattern]:
        """The stock pages, and what is done about a reader."""
        own = [
            ("sanction", self.sanction_view),
            ("note", self.note_view),
        ]
        pages = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"comments_reader_{name}",
            )
            for name, view in own
        ]
        return [*pages, *super().get_urls()]

    def sanction_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Warn, suspend, ban or watch a reader, or lift that."""
        user = cast(User, request.user)
        given = {key: request.POST.get(key, "") for key in ("what", "reason", "days", "comment")}
        comment_id, days = number_in(given["comment"]) or None, number_in(given["days"], 4)
        try:
            match given["what"]:
                case "warn":
                    reader = sanctions.warn(pk, user, given["reason"], comment_id=comment_id)
                    words = _("%(name)s is warned.")
                case "suspend":
                    reader = sanctions.suspend(pk, user, days, given["reason"], comment_id=comment_id)
                    words = _("%(name)s is suspended.")
                case "ban":
                    reader = sanctions.ban(pk, user, given["reason"], comment_id=comment_id)
                    words = _("%(name)s is banned.")
                case "lift":
                    reader = sanctions.lift(pk, user, given["reason"])
                    words = _("%(name)s can comment again.")
                case "hold_always":
                    reader = sanctions.hold_always(pk, user, given["reason"], comment_id=comment_id)
                    words = _("Every comment of %(name)s waits for a moderator from now on.")
                case "hold_no_more":
                    reader = sanctions.hold_no_more(pk, user, given["reason"])
                    words = _("Comments of %(name)s are judged like everybody’s from now on.")
                case _unknown:
                    raise Refused(_("There is no such step. Nothing was done."))
        except Reader.DoesNotExist:
            return self.told(request, pk, _("There is no such reader."), done=False)
        except Refused as refusal:
            return self.told(request, pk, str(refusal), done=False)
        return self.told(request, pk, words % {"name": reader}, done=True)

    def note_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Tell colleagues something about a reader."""
        try:
            sanctions.note(pk, cast(User, request.user), request.POST.get("text", ""))
        except Reader.DoesNotExist:
            return self.told(request, pk, _("There is no such reader."), done=False)
        except Refused as refusal:
            return self.told(request, pk, str(refusal), done=False)
        return self.told(request, pk, _("The note is kept."), done=True)

    def told(self, request: HttpRequest, pk: int, words: str, *, done: bool) -> HttpResponse:
        """Back to where it was decided, with what became of it."""
        if not request.accepts("text/html"):
            return JsonResponse({"done": done, "words": words})
        messages.add_message(request, messages.SUCCESS if done else messages.WARNING, words)
        back = request.POST.get("back", "")
        if back.startswith("queue"):
            asked = queue.Asked.of(QueryDict(back.removeprefix("queue").removeprefix("?")))
            return HttpResponseRedirect(reverse("admin:comments_queue") + asked.query, status=303)
        return HttpResponseRedirect(reverse("admin:comments_reader_change", args=[pk]), status=303)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The reader's page: their last comments, notes and sanctions."""
        reader = self.get_object(request, object_id)
        shown: dict[str, Any] = {"title": _("Reader")}
        if reader:
            last = Comment.objects.filter(reader=reader).order_by("-created_at")
            shown |= {
                "known": queue.known({reader.pk: reader})[reader.pk],
                "last": list(last.only("text", "status", "created_at", "thread_id")[:SHOWN]),
                "days": DAYS,
                "lately": queue.LATELY.days,
                "may_sanction": request.user.has_perm("comments.sanction_reader"),
            }
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})
