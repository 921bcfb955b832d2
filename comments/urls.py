"""Public addresses of comments, and what is personal."""

from django.urls import path, re_path

from comments import views

urlpatterns = [
    path("me", views.me, name="me"),
    re_path(r"^(?P<address>\d{4}/\d\d/\d\d/[-\w]{1,140}/)comment/$", views.write, name="comment"),
    re_path(
        r"^(?P<address>\d{4}/\d\d/\d\d/[-\w]{1,140}/)comment/(?P<pk>\d{1,18})/$", views.posted, name="posted"
    ),
]
