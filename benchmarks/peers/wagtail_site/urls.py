"""Pages, search and the admin."""

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from news.models import ArticlePage


def search(request):
    """The first ten hits and their number."""
    q = request.GET.get("q", "")
    hits = ArticlePage.objects.live().search(q)
    found = {"q": q, "hits": hits[:10], "n": hits.count()}
    return HttpResponse(render_to_string("news/search.html", found, request))


urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("search/", search),
    path("", include(wagtail_urls)),
]
