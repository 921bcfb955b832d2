"""Addresses of renditions, below MEDIA_URL."""

from django.urls import re_path

from .views import rendition

app_name = "images"

urlpatterns = [
    re_path(r"^renditions/(?P<name>[0-9a-f]{64})/(?P<filename>[\w.-]{1,40})\Z", rendition, name="rendition")
]
