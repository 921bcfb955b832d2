"""Addresses of renditions, below MEDIA_URL."""

from django.urls import path

from .views import rendition

app_name = "images"

urlpatterns = [path("renditions/<str:name>/<str:filename>", rendition, name="rendition")]
