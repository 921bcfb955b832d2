"""Public addresses of articles and of the lists of them."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
