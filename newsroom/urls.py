"""Every address of the site; those readers know never change."""

from django.contrib import admin
from django.urls import include, path

from articles.admin_views.preview_links import shared
from authors.views import contact, contacted, unsubscribe
from newsroom import readiness, second_factor

handler404 = "articles.views.page_not_found"
handler500 = "articles.views.server_error"

urlpatterns = [
    path("", include("articles.urls")),  # first, since readers ask for little else
    path("healthz", readiness.healthz, name="healthz"),
    path("readyz", readiness.readyz, name="readyz"),
    path("metrics", readiness.figures, name="metrics"),
    path("admin/", admin.site.urls),
    path("accounts/unsubscribe/<str:token>/", unsubscribe, name="unsubscribe"),
    path("accounts/second-factor/", second_factor.ask, name="second_factor"),
    path("accounts/", include("allauth.urls")),
    path("authors/<slug:slug>/contact/", contact, name="author_contact"),
    path("authors/<slug:slug>/contact/sent/", contacted, name="author_contacted"),
    path("preview/<str:token>/", shared, name="shared_preview"),
    path("media/", include("images.urls")),
    path("", include("comments.urls")),
]
