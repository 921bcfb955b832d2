"""Addresses of the API."""

from django.urls import path, re_path

from articles import converters as converters

from . import views
from .resources import RESOURCES

urlpatterns = [
    path("", views.index, name="api"),
    path("openapi.json", views.description, name="api_description"),
    path("articles/<number:number>/", views.article, name="api_article"),
    path("articles/<number:number>/editions/", views.history, name="api_history"),
    re_path(rf"^(?P<name>{'|'.join(RESOURCES)})/$", views.a_list, name="api_list"),
    re_path(r"^(?P<path>.*)$", views.nothing, name="api_nothing"),
]
