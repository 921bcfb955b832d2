"""Commissions at the desk: making one, taking one, giving it to somebody, and the embargo of what is scheduled."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import planning
from articles.admin_views.moving import overtaken, person, readable, seen
from articles.forms.planning import PLAN, AssignForm, CommissionForm, EmbargoForm, papers_time
from articles.models import Article
from articles.publishing import Refused
from articles.saving import Clash
from authors.models import User


@dataclass(frozen=True, slots=True)
class Task:
    """What the head of an article's page says to who is to write it, or might."""

    article: Article
    user: User

    @property
    def may_take(self) -> bool:
        """Whether it waits for somebody, who may be this user."""
        return planning.may_take(self.article, self.user)

    @property
    def may_assign(self) -> bool:
        """Whether this user may say who writes it."""
        return planning.may_assign(self.article, self.user)

    @property
    def is_begun(self) -> bool:
        """Whether there is a text already, beside which the brief would only stand in the way."""
        return bool(self.article.body.strip())

    @property
    def is_shown(self) -> bool:
        """Whether the brief stands at the top: while nobody has it, and for its writer while nothing is written."""
        mine = self.article.owner_id == self.user.pk and self.article.brief and not self.is_begun
        return bool(mine or self.may_take)


def commission(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """GET asks what is to be written, by whom and until when; POST makes the task."""
    if not request.user.has_perm(planning.COMMISSION):
        raise PermissionDenied
    user = person(request)
    form = CommissionForm(
        request.POST if request.method == "POST" else None,
        instance=Article(language=settings.LANGUAGE_CODE),
        by=user,
    )
    if form.is_valid():
        try:
            article = planning.commission(form.save(commit=False), form.cleaned_data["writer"], user)
        except Refused as refused:
            form.add_error(None, refused.reasons)
        else:
            return _commissioned(request, article, form.advice())
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Commission an article"),
        "opts": model_admin.opts,
        "form": form,
        "papers_time": papers_time(),
    }
    return TemplateResponse(request, "admin/articles/article/commission.html", context)


def _commissioned(request: HttpRequest, article: Article, advice: str) -> HttpResponse:
    if article.owner:
        messages.success(request, _("Commissioned. %(name)s has it.") % {"name": article.owner})
    else:
        messages.success(request, _("Commissioned. Nobody has it yet: it waits for whoever takes it."))
    if advice:
        messages.warning(request, advice)
    return HttpResponseRedirect(page_of(article))


def take(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """POST: 'I take it'; who comes second is told who was first."""
    article = opened(model_admin, request, object_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return taken(request, article)


def taken(request: HttpRequest, article: Article) -> HttpResponse:
    """Takes it, and goes to its page."""
    try:
        planning.take(article.pk, person(request))
    except Refused as refused:
        messages.error(request, " ".join(refused.reasons))
    else:
        messages.success(request, _("It is yours now."))
    return HttpResponseRedirect(page_of(article))


def assign(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """GET asks who is to write it from now on; POST gives it to them."""
    article = opened(model_admin, request, object_id)
    if not planning.may_assign(article, person(request)):
        raise PermissionDenied
    form = AssignForm(request.POST if request.method == "POST" else None, label_suffix="")
    told: dict[str, Any] = {"title": _("Who writes it?"), "button": _("Assign")}
    if not form.is_valid():
        return ask(model_admin, request, article, form, **told)
    writer: User = form.cleaned_data["writer"]
    try:
        planning.assign(article.pk, writer, person(request), version=seen(request.POST.get("version")))
    except Refused as refused:
        return ask(model_admin, request, article, form, refused.reasons, **told)
    except Clash:
        return ask(model_admin, request, article, form, [overtaken(article, person(request))], **told)
    messages.success(request, _("%(name)s has it now.") % {"name": writer})
    return HttpResponseRedirect(page_of(article))


def embargo(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> HttpResponse:
    """The embargo of an article that is scheduled, whose form is closed; GET asks, POST sets."""
    article = opened(model_admin, request, object_id)
    if not may_hold_back(article, person(request)):
        raise PermissionDenied
    form = EmbargoForm(request.POST if request.method == "POST" else None, instance=article, label_suffix="")
    told: dict[str, Any] = {
        "title": _("Embargo"),
        "button": _("Set the embargo"),
        "papers_time": papers_time(),
    }
    if not form.is_valid():
        return ask(model_admin, request, article, form, **told)
    version = seen(request.POST.get("version"))
    try:
        planning.hold_back(article.pk, form.cleaned_data["embargo"], person(request), version=version)
    except Clash:
        return ask(model_admin, request, article, form, [overtaken(article, person(request))], **told)
    messages.success(request, _("Saved."))
    return HttpResponseRedirect(page_of(article))


def may_plan(article: Article | None, user: User) -> bool:
    """Whether the user may change what is planned of it; of a new article, whoever may commission one."""
    return planning.may_assign(article, user) if article else user.has_perm(planning.COMMISSION)


def part(article: Article | None, user: User, *, closed: bool) -> tuple[Any, dict[str, Any]]:
    """The form's part 'Planning': who writes it, and those times and words that stand there or may be changed."""
    plans = may_plan(article, user) and not closed
    fields = [*(name for name in PLAN if plans or (article and getattr(article, name))), "embargo"]

    def head() -> SafeString:
        about = {
            "article": article,
            "task": Task(article, user) if article else None,
            "may_hold_back": bool(closed and article and may_hold_back(article, user)),
            "papers_time": papers_time(),
        }
        return render_to_string("admin/articles/article/commission_part.html", about)

    description = SimpleLazyObject(head)  # made once, where it is shown, not for each look at the fields
    return _("Planning"), {"fields": fields, "classes": ("collapse", "rail"), "description": description}


def may_hold_back(article: Article, user: User) -> bool:
    """Whether the user may set the embargo beside the form: editors, of what is scheduled."""
    if not (user.has_perm("articles.edit_any_article") and article.is_reached_by(user)):
        return False
    return article.editions.pending().exists()


def opened(model_admin: ModelAdmin[Article], request: HttpRequest, object_id: int) -> Article:
    """The article, if this user may read it."""
    article = readable(request).select_related("owner").filter(pk=object_id).first()
    if article is None:
        raise Http404
    if not model_admin.has_view_permission(request, article):
        raise PermissionDenied
    return article


def ask(
    model_admin: ModelAdmin[Article],
    request: HttpRequest,
    article: Article,
    form: AssignForm | EmbargoForm,
    reasons: list[str] | None = None,
    **told: Any,
) -> HttpResponse:
    """The page that asks one thing about an article, with the reasons why it was not done."""
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "article": article,
        "version": Article.objects.values_list("version", flat=True).get(pk=article.pk),
        "form": form,
        "reasons": reasons,
        **told,
    }
    status = 409 if reasons else 200
    return TemplateResponse(request, "admin/articles/article/commission_ask.html", context, status=status)


def page_of(article: Article) -> str:
    """The article's page at the desk."""
    return reverse("admin:articles_article_change", args=[article.pk])
