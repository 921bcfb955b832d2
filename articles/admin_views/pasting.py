"""Paste an article: what the parser found goes where it says, and becomes a draft when the editor agrees."""

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse

from articles.models import Article


def paste(model_admin: ModelAdmin[Article], request: HttpRequest) -> HttpResponse:
    raise NotImplementedError
