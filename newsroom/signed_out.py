"""A form of the desk that comes without a session, from somebody else's or with an old token: its text comes along.

The page that answers carries what was typed, and only in the browser: nobody who is not signed in stores anything.
"""

from typing import Any, Final, cast
from urllib.parse import urlsplit

from django.contrib.admin import AdminSite, site
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.translation import gettext as _

from articles import sitting
from articles.admin_views.moving import seen
from articles.admin_views.sitting import page_of
from articles.models import Article
from authors.models import User
from comments.views import csrf_failure as public_failure
from comments.views import wants_json

CARRIED: Final = "carried"
FORMS: Final = ("articles_article_add", "articles_article_change")
"""Forms whose text is kept as unsaved once it is known whose it is; others are sent once more by their button."""


def refused(desk: AdminSite, request: HttpRequest) -> HttpResponse | None:
    """The answer to a request that is not made by the person whose page it comes from; None lets it pass."""
    if not desk.has_permission(request):
        if wants_json(request):
            return JsonResponse({"error": _("You are signed out."), "phase": "sign-in"}, status=401)
        return ask(desk, request, _told(request)) if request.method == "POST" and typed(request) else None
    if not is_of(request.POST, request):
        told = _("Somebody else is signed in in this browser now.")
        if wants_json(request):
            return JsonResponse({"error": told, "phase": "sign-in"}, status=409)
        return ask(desk, request, _told(request), status=409)
    return None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without a valid token: nothing is done, and what was typed is given back where it is one's own."""
    match = request.resolver_match
    ours = match and match.namespace == "admin" and reason.startswith("CSRF")  # not from another site
    if match and ours and match.url_name == "login":
        if CARRIED in request.POST:
            return ask(site, request, _("Nothing is lost. Please sign in once more."), given=brought(request))
        return HttpResponseRedirect(request.get_full_path())
    give_back = getattr(match.func, "once_more", None) if match else None
    if match and give_back and not wants_json(request):
        returned: HttpResponse = give_back(request, **match.kwargs)
        return returned
    if not ours or wants_json(request) or not typed(request):
        return public_failure(request, reason)
    if not site.has_permission(request) or not is_of(request.POST, request):
        return ask(site, request, _told(request), status=403)
    return once_more(request, request.get_full_path(), request.POST, status=403)


def is_of(posted: QueryDict, request: HttpRequest) -> bool:
    """Whether the form was opened by the person who is signed in now; a form that does not say is."""
    return posted.get("sitter", str(request.user.pk)) == str(request.user.pk)


def ask(
    desk: AdminSite,
    request: HttpRequest,
    told: str,
    *,
    status: int = 401,
    given: dict[str, Any] | None = None,
) -> HttpResponse:
    """The sign-in page, with what was typed, or what such a page has carried already."""
    given = given or {CARRIED: _text(request.POST), "next": request.get_full_path()}
    context = {
        **desk.each_context(request),
        "title": _("Sign in"),
        "form": AdminAuthenticationForm(request),
        "app_path": reverse("admin:login"),
        "told": told,
        **given,
    }
    return TemplateResponse(request, "admin/login.html", context, status=status)


def brought(request: HttpRequest) -> dict[str, Any]:
    """What the sign-in page carried, for the next one."""
    if CARRIED not in request.POST:
        return {}
    return {CARRIED: request.POST[CARRIED], "next": request.POST.get(REDIRECT_FIELD_NAME, "")}


def keep(request: HttpRequest) -> bool:
    """Have what the sign-in page carried wait in the session; for whoever has shown that they know a password."""
    if not request.POST.get(CARRIED):
        return False
    request.session[CARRIED] = [request.POST[CARRIED], request.POST.get(REDIRECT_FIELD_NAME, "")]
    return True


def go_on(request: HttpRequest) -> HttpResponse | None:
    """After signing in: the form with what was typed, kept for who typed it; None if nothing came along."""
    carried, to = request.session.pop(CARRIED, ("", ""))
    match = _page(to)
    if not carried or match is None:
        return None
    posted = QueryDict(carried)
    if not is_of(posted, request):
        given = {CARRIED: carried, "next": to}
        return ask(site, request, _told(request), status=409, given=given)
    if match.url_name not in FORMS:
        return once_more(request, to, posted)
    user = cast(User, request.user)
    article = Article.objects.readable_by(user).filter(pk=seen(match.kwargs.get("object_id"))).first()
    try:
        row = sitting.carry(user, article, seen(posted.get("version")), posted)
    except sitting.TooLong:
        return None
    return HttpResponseRedirect(f"{page_of(row)}?take={row.tab}")


def once_more(
    request: HttpRequest, to: str, posted: QueryDict, *, status: int = 200, first: str = ""
) -> HttpResponse:
    """The page with a button that sends a form again, with a token that holds; `first` is where to go before that."""
    fields = [(name, value) for name, values in posted.lists() for value in values]
    context = {
        **site.each_context(request),
        "title": _("Please send it once more"),
        "to": to,
        "first": first,
        "fields": [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"],
    }
    return TemplateResponse(request, "admin/once_more.html", context, status=status)


def typed(request: HttpRequest) -> bool:
    """Whether the form holds something that can be carried; a password is not."""
    names = set(request.POST) - {"csrfmiddlewaretoken"}
    return bool(names) and not request.FILES and not any("password" in name for name in names)


def _text(posted: QueryDict) -> str:
    """A posted form as text, without its token; '' if it is too long to be carried."""
    data = posted.copy()
    data.pop("csrfmiddlewaretoken", None)
    text = data.urlencode()
    return text if len(text) <= sitting.MOST else ""


def _page(address: str) -> ResolverMatch | None:
    """The page of the desk that a path leads to."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    return match if match.namespace == "admin" and match.url_name else None


def _told(request: HttpRequest) -> str:
    """Why nothing was done, and what to do."""
    if not request.user.is_authenticated:
        return _(
            "You were signed out before this was sent. Nothing is lost: sign in, and what you typed is there again."
        )
    return _(
        "This page was opened by somebody else than %(person)s, who is signed in in this browser now. "
        "Nothing was done. Sign in as the person who typed it, and the text is there again."
    ) % {"person": request.user}
