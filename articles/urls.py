"""Public addresses of articles and of the lists of them."""

from django.urls import path

from articles import converters as converters
from articles import views

urlpatterns = [
    path("", views.front, name="front"),
    path("sections/<slug:slug>/", views.section, name="section"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("authors/<slug:slug>/", views.author, name="author"),
    path("corrections/", views.corrections, name="corrections"),
    path("<article:address>/", views.article, name="article"),
    path("<article:address>/history/", views.history, name="history"),
    path("<article:address>/history/<number:number>/", views.edition, name="edition"),
    path("<article:address>/history/<number:old>..<number:new>/", views.difference, name="difference"),
]
