"""The desk's form as a browser fills it in: what the page holds, with what a test changes."""

import re
from datetime import datetime
from typing import Any, Final

from django.test import Client
from django.urls import reverse

from articles.models import Article

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"
PREVIEW = "/admin/articles/article/preview/"
TIMES: Final = re.compile(r'<time datetime="[^"]*">[^<]*</time>')


def page_of(article: Article) -> str:
    """The article's page at the desk."""
    return reverse("admin:articles_article_change", args=[article.pk])


def move_page(article: Article, name: str) -> str:
    """Where a move is asked about and made."""
    return reverse("admin:articles_article_move", args=[article.pk, name])


def filled_in(page: Any, **changes: Any) -> dict[str, Any]:
    """What the page's form would post, with these fields changed; `__` stands for the hyphens of rows."""
    forms = [page.context["adminform"].form]
    for inline in page.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    fields = [bound for form in forms for bound in form if bound.name != "DELETE"]  # a box that is not ticked
    data = {bound.html_name: _plain(bound.value()) for bound in fields}
    data |= {"version": page.context["version"], "article": getattr(page.context["original"], "pk", "") or ""}
    return {**data, **{name.replace("__", "-"): value for name, value in changes.items()}}


def opened(client: Client, article: Article, **changes: Any) -> dict[str, Any]:
    """The article's form, opened now by this browser."""
    return filled_in(client.get(page_of(article)), **changes)


def row(data: dict[str, Any], prefix: str, **fields: Any) -> dict[str, Any]:
    """The posted form with one more row, as the script adds it."""
    number = int(data[f"{prefix}-TOTAL_FORMS"])
    new = {
        f"{prefix}-{number}-{name}": value
        for name, value in {"id": "", "order": number + 1, **fields}.items()
    }
    return {**data, **new, f"{prefix}-TOTAL_FORMS": number + 1}


def text_of(response: Any) -> str:
    """The page as text."""
    content: bytes = response.content
    return content.decode()


def without_times(page: str) -> str:
    """The page without its times, which differ from one look to the next."""
    return TIMES.sub("", page)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else value
