"""The addresses of design: what stands here does not change."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("media/", include("images.urls")),
]
