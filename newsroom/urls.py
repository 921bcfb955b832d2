"""Every address of the site; those readers know never change."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("media/", include("images.urls")),
    path("", include("comments.urls")),
    path("", include("articles.urls")),
]
