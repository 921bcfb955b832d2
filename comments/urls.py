"""Public addresses of comments, and what is personal."""

from django.urls import path

from articles import converters as converters
from comments import views

urlpatterns = [
    path("me", views.me, name="me"),
    path("<article:address>/comment/", views.write, name="comment"),
    path("<article:address>/comment/<number:pk>/", views.posted, name="posted"),
]
