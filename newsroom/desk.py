"""The desk: Django's admin, with a start page of its own."""

from functools import partial, update_wrapper
from typing import Any, Final, cast

from django.conf import settings
from django.contrib import admin
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from authors.models import User
from newsroom import audit, mail, questions, second_factor, signed_out, start
from newsroom.uses import uses_page

MAIN_LISTS: Final = ("Article", "Arrangement", "Image", "Comment", "Queue")
"""Models whose lists stand in the head; the others are under 'More'."""
SECRET_APPS: Final = ("mfa", "usersessions")
"""Who sees their rows can sign in as somebody else."""


class Desk(admin.AdminSite):
    """The admin site under the paper's name."""

    site_header = settings.PAPER_NAME
    site_title = _("Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Every page of the desk writes what it does into the record; secrets of others have none."""
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        shown = [model for model in models if model._meta.app_label not in SECRET_APPS]
        super().register(shown, audit.audited(admin_class or admin.ModelAdmin), **options)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page knows, with the lists of the head."""
        context = super().each_context(request)
        models = [model for app in context["available_apps"] for model in app["models"] if model["admin_url"]]
        named = {model["object_name"]: model for model in models}
        lists = [named[name] for name in MAIN_LISTS if name in named]
        here = max(
            (one["admin_url"] for one in lists if one["admin_url"] in request.path), key=len, default=""
        )
        context["main_lists"] = [
            {"name": one["name"], "url": one["admin_url"], "current": one["admin_url"] == here}
            for one in lists
        ]
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The lists of each app, and among those of the comments the moderators' queue."""
        apps: list[Any] = super().get_app_list(request, app_label)
        for app in apps:
            if app["app_label"] == "comments" and request.user.has_perm("comments.moderate_comment"):
                queue = {"name": _("Queue"), "object_name": "Queue", "view_only": True, "add_url": None}
                app["models"].insert(0, {**queue, "admin_url": reverse("admin:comments_queue"), "perms": {}})
        return apps

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A page of the desk; what is posted to it without a session, or with somebody else's, is not lost."""
        page = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            refused = second_factor.refused(request) or signed_out.refused(self, request)
            return refused or page(request, *args, **kwargs)

        return update_wrapper(guarded, page)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing in; what was typed before comes along."""
        context = {
            **self.each_context(request),
            "title": _("Sign in"),
            "app_path": request.get_full_path(),
            **(extra_context or {}),
            **signed_out.brought(request),
        }
        return cast(HttpResponse, second_factor.SignIn.as_view(extra_context=context)(request))

    def password_change(  # type: ignore[override]  # it leads elsewhere
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponseRedirect:
        """There is one way to change a password, which ends other sessions and tells by mail."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def get_urls(self) -> list[Any]:
        """The stock pages, and those that look at more than one app."""
        places = partial(uses_page, self)
        own = path("images/image/<int:pk>/uses/", self.admin_view(places), name="images_image_uses")
        views: list[tuple[str, Any, str]] = [
            ("questions/", questions.page, "questions"),
            ("mail/", mail.preferences, "mail"),
            ("mail/folder/", mail.folder, "mail_folder"),
            ("mail/folder/<str:name>/", mail.folder, "mail_folder_file"),
            ("audit/", audit.page, "audit"),
            ("audit/record.csv", audit.export, "audit_csv"),
        ]
        pages = [path(at, self.admin_view(view), name=name) for at, view, name in views]
        return [own, *pages, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what does not run, the week, what waits, one's own work, what comes and what has gone out."""
        user = cast(User, request.user)
        desk = start.page(user, request.GET) if user.has_perm("articles.view_article") else None
        return super().index(request, {**(extra_context or {}), "desk": desk})
