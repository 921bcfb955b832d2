"""Public addresses of comments, and what is personal."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
