"""Articles with comments, below sections; a list shows ten, the newest first."""

from django.core.paginator import Paginator
from django.db import models
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet


@register_snippet
class Author(models.Model):
    """Who writes."""

    name = models.CharField(max_length=100)
    bio = models.TextField()

    def __str__(self):
        return self.name


class ArticleIndexPage(Page):
    """The front page, and a section."""

    def get_context(self, request):
        context = super().get_context(request)
        articles = ArticlePage.objects.live().select_related("author").order_by("-first_published_at")
        if self.depth > 2:
            articles = articles.child_of(self)
        context["articles"] = Paginator(articles, 10).get_page(request.GET.get("page"))
        return context


class ArticlePage(Page):
    """An article."""

    summary = models.TextField()
    author = models.ForeignKey(Author, null=True, on_delete=models.SET_NULL, related_name="+")
    body = StreamField([("paragraph", blocks.RichTextBlock()), ("html", blocks.RawHTMLBlock())])
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]

    def get_context(self, request):
        context = super().get_context(request)
        latest = ArticlePage.objects.live().order_by("-first_published_at")
        context["latest"] = latest.only("title", "url_path", "slug", "path")[:5]
        return context


class Comment(models.Model):
    """What a reader says."""

    page = models.ForeignKey(ArticlePage, on_delete=models.CASCADE, related_name="reader_comments")
    name = models.CharField(max_length=80)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.text[:40]
