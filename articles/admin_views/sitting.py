"""What an open form tells the desk and hears from it, and what was typed and not saved, offered again."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import sitting
from articles.admin_views import overtaking
from articles.admin_views.moving import person, seen
from articles.differences import difference
from articles.forms.article import ArticleForm
from articles.forms.unsaved import unsaved_payload
from articles.models import Article, Sitting, Version
from articles.snapshot import snapshot

WORDS: Final = {
    "kept": gettext_lazy("Unsaved · kept {at}"),
    "not_kept": gettext_lazy("Not kept: no connection to the desk. What you type stays in this window."),
    "not_kept_since": gettext_lazy(
        "Not kept since {at}: no connection to the desk. What you type stays in this window."
    ),
    "signed_out": gettext_lazy("You are signed out. What you type stays in this window."),
    "sign_in": gettext_lazy("Sign in in a new tab"),
    "somebody_else": gettext_lazy(
        "Somebody else is signed in in this browser now. What you type stays in this window."
    ),
}
"""What the form's script says about keeping."""
GONE: Final = gettext_lazy("That text is not kept any more: it was saved, taken over or thrown away.")
NOT_YET: Final = overtaking.Overtaken("Nothing is saved yet.", ())
"""Stops a form that was filled with a kept text from being saved; the page says it in its own words."""


# What the script sends and hears


def beat(model_admin: ModelAdmin[Article], request: HttpRequest, tab: UUID) -> HttpResponse:
    """POST: this form is open; answers with who else has it open and who has saved since."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    article_id, version, current = _opened(model_admin, request)
    user = person(request)
    sitting.beat(user, tab, article_id, version)
    around = sitting.around(user, article_id, tab)
    told = presence(around)
    if article_id and version < current:
        told.append(saved_since(article_id, user))
    return JsonResponse({"told": told, "kept": around.kept})


def keep(model_admin: ModelAdmin[Article], request: HttpRequest, tab: UUID) -> HttpResponse:
    """POST of the whole form: keeps it for this user; nothing of the article changes."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    try:
        kept = sitting.keep(person(request), tab, request.POST)
    except sitting.TooLong:
        told = _("This text is too long to be kept while you type. Please save it now and then.")
        return JsonResponse({"error": told}, status=413)
    return JsonResponse({"at": date_format(timezone.localtime(), "H:i")}, status=200 if kept else 410)


def leave(model_admin: ModelAdmin[Article], request: HttpRequest, tab: UUID) -> HttpResponse:
    """POST: this form is closed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    sitting.leave(person(request), tab)
    return HttpResponse(status=204)


def token(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    """Who is signed in in this browser now, and a token that holds for them."""
    return JsonResponse({"sitter": str(person(request).pk), "token": get_token(request)})


def _opened(model_admin: ModelAdmin[Article], request: HttpRequest) -> tuple[int | None, int, int]:
    """The article of a form, the version that it opened and the one that is current; no article for a new one."""
    if not request.POST.get("article"):
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        return None, 0, 0
    number = seen(request.POST["article"])
    found = Article.objects.readable_by(person(request)).filter(pk=number).values_list("version", flat=True)
    if not found or not model_admin.has_change_permission(request):
        raise Http404
    return number, seen(request.POST.get("version")), found[0]


# Words


def presence(around: sitting.Around) -> list[str]:
    """Who else has the article open, and what was typed in one's own other tabs since this one was opened."""
    told: list[str] = []
    for row in around.others:
        words = (
            _("%(person)s has this open since %(time)s, typing.")
            if around.types(row.user)
            else _("%(person)s has this open since %(time)s.")
        )
        told.append(words % {"person": row.user, "time": clock(row.opened_at)})
    words = _("You have this open in another tab, with unsaved text of %(time)s.")
    told += [words % {"time": clock(row.typed_at)} for row in around.typed_elsewhere]
    return told


def saved_since(article_id: int, user: Any) -> str:
    """Who has saved the article since it was opened."""
    last = Version.objects.filter(article=article_id).select_related("saved_by").defer("payload").first()
    if last is None:
        return _("This has been saved since you opened it; your text will be merged when you save.")
    given = {"person": last.saved_by, "number": last.number, "time": clock(last.saved_at)}
    if last.saved_by_id == user.pk:
        return (
            _(
                "You saved version %(number)s elsewhere at %(time)s; what you type here will be merged when you save."
            )
            % given
        )
    return (
        _("%(person)s saved version %(number)s at %(time)s; your text will be merged when you save.") % given
    )


def clock(moment: Any) -> str:
    """A time of today, or a day and a time, as the paper's clock shows it."""
    local = timezone.localtime(moment)
    return date_format(local, "H:i" if local.date() == timezone.localdate() else "j M H:i")


# What was left behind


def of_form(request: HttpRequest, article: Article | None) -> dict[str, Any]:
    """What the page of the form knows of open forms; one query."""
    user = person(request)
    around = sitting.around(user, article.pk if article else None)
    posted = request.POST.get("tab", "")
    taken: Sitting | None = getattr(request, "taken", None)
    offered = [row for row in around.unsaved if row != taken and str(row.tab) != posted]
    merged = getattr(request, "overtaken", None) is not NOT_YET
    calm: dict[str, Any] = {} if taken is None or merged else {"errors": []}
    return {
        **calm,
        "tab": sitting.tab_of(posted) or uuid4(),
        "taken": taken,
        "taken_tab": taken.tab if taken else request.POST.get("taken", ""),
        "presence": presence(around),
        "offered": [(row, sitting.is_open(row)) for row in offered],
    }


def take(request: HttpRequest, object_id: str | None) -> bool:
    """Makes the request hold the text that `?take=` names, as if it were posted, and sees that it is not saved."""
    tab = sitting.tab_of(request.GET.get("take", ""))
    row = sitting.unsaved_of(person(request), tab) if tab else None
    if row is None or str(row.article_id or "") != (object_id or ""):
        return False
    _hold(request, row)
    request.taken = row  # type: ignore[attr-defined]
    request.overtaken = NOT_YET  # type: ignore[attr-defined]
    return True


def _hold(request: HttpRequest, row: Sitting) -> None:
    """Django's admin binds its forms to what a request posts, so the request posts what was kept."""
    request.method, request.POST = "POST", QueryDict(row.unsaved, mutable=True)  # type: ignore[assignment]


def left_behind(model_admin: ModelAdmin[Article], request: HttpRequest, tab: UUID) -> HttpResponse:
    """GET shows what was typed beside what is saved; POST throws it away."""
    row = sitting.unsaved_of(person(request), tab)
    if row is None:
        messages.info(request, GONE)
        return HttpResponseRedirect(reverse("admin:index"))
    if request.method == "POST":
        row.delete()
        messages.success(request, _("The text that was not saved is thrown away."))
        return HttpResponseRedirect(page_of(row))
    readable = Article.objects.readable_by(person(request)).whole()
    article = readable.filter(pk=row.article_id or 0).first()
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Typed and not saved"),
        "opts": model_admin.opts,
        "article": article,
        "row": row,
        "open": sitting.is_open(row),
        "page": page_of(row),
        "may_take": article.may_be_edited_by(person(request)) if article else row.article_id is None,
        **_beside(model_admin, request, row, article),
    }
    request.method = "GET"
    return TemplateResponse(request, "admin/articles/article/left_behind.html", context)


def _beside(
    model_admin: ModelAdmin[Article], request: HttpRequest, row: Sitting, article: Article | None
) -> dict[str, Any]:
    """What was typed, moved onto the current version, word by word beside it, and its text to copy."""
    _hold(request, row)
    kept = {name: request.POST.get(name, "") for name in ("headline", "summary", "body")}
    saved = snapshot(article) if article else None
    if article and row.version != article.version:
        overtaking.take_up(model_admin, request, article)
    form_class = model_admin.get_form(request, article, change=article is not None)
    form: ArticleForm = form_class(request.POST, instance=article)  # type: ignore[assignment]
    formsets, _inlines = model_admin._create_formsets(  # type: ignore[attr-defined]
        request, form.instance, change=article is not None
    )
    typed = unsaved_payload(form, formsets, kind=None if article else "first")
    return {"kept": kept, "difference": difference(saved, typed) if saved else None}


def page_of(row: Sitting) -> str:
    """The form that an unsaved text belongs to."""
    if row.article_id is None:
        return reverse("admin:articles_article_add")
    return reverse("admin:articles_article_change", args=[row.article_id])
