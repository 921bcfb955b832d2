"""What reports, appeals and notices have in common at the desk: the open ones first, and deciding is answering."""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Final, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.admin.lists import ReadAlone
from articles.converters import number_in
from articles.models.entry import Entry
from authors.models import User
from comments.deciding import Refused
from comments.models import Comment, ModerationDecision

BEFORE: Final = 5
"""Earlier decisions that are shown."""


class StatusFilter(admin.SimpleListFilter):
    """What nobody has decided about, which is the first status, unless another one is asked for."""

    title = _("status")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """All of them stand last."""
        self.first, *decided = model_admin.model.Status.choices
        return [*decided, ("all", _("all of them"))]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The first choice is what is shown without one."""
        first, *others = super().choices(changelist)
        return iter([{**first, "display": self.first[1]}, *others])

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By status."""
        if self.value() == "all":
            return queryset
        known = [value for value, _label in self.lookup_choices]
        return queryset.filter(status=self.value() if self.value() in known else self.first[0])


class Answered(ReadAlone[Any]):
    """What people send the newsroom and nobody edits: a list of open ones, and a page of each."""

    def whole(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows with what the page of one shows."""
        return self.get_queryset(request)

    def found(self, request: HttpRequest, object_id: str) -> Any:
        """The one of this number, for who may see it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.whole(request), pk=number_in(object_id))


class Decided(Answered):
    """What is decided about and never edited: a list of open ones, and a page of each."""

    list_filter: ClassVar[tuple[Any, ...]] = (StatusFilter,)
    page_template = ""

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One of them; POST decides, and leads to the list, or says why not with all that was typed."""
        row = self.found(request, object_id)
        if request.method != "POST":
            return self.page(request, row)
        form = self.posted(request)
        if not form.is_valid():
            return self.page(request, row, form, 422)
        try:
            said = self.decide(person(request), row, request.POST.get("do", ""), form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.page(request, self.found(request, object_id), form, 409)
        messages.success(request, said)
        return HttpResponseRedirect(reverse(f"admin:comments_{self.opts.model_name}_changelist"))

    def page(
        self, request: HttpRequest, row: Any, form: forms.Form | None = None, status: int = 200
    ) -> HttpResponse:
        """Its page, with everything that one needs to decide."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "row": row,
            **self.shown(row, person(request), form),
        }
        return TemplateResponse(request, self.page_template, context, status=status)

    def posted(self, request: HttpRequest) -> forms.Form:
        """The form that was sent."""
        raise NotImplementedError

    def decide(self, user: User, row: Any, what: str, given: dict[str, str]) -> str:
        """Decide as the button says; what is told about it, or Refused."""
        raise NotImplementedError

    def shown(self, row: Any, user: User, form: forms.Form | None) -> dict[str, Any]:
        """What the page knows beside."""
        raise NotImplementedError


def person(request: HttpRequest) -> User:
    """Who is signed in; the admin lets nobody else in."""
    return cast(User, request.user)


def entry_of(comment: Comment | None) -> Entry | None:
    """The article below which the comment stands, as readers see it."""
    return Entry.objects.live().filter(article_id=comment.thread_id).first() if comment else None


def decisions_on(comment: Comment | None) -> list[ModerationDecision]:
    """What people decided about a comment lately."""
    return list(comment.decisions.exclude(by=None).select_related("by")[:BEFORE]) if comment else []
