"""The thread below an article: the same bytes for everybody."""

from typing import Any

from django import template

from articles.models.edition import Edition
from comments.markdown import MAX_LENGTH
from comments.threads import shown

register = template.Library()


@register.inclusion_tag("comments/thread.html")
def thread(edition: Edition) -> dict[str, Any]:
    """'Leave a comment' and the comments on the article of this edition, from one query."""
    authors = {byline["author"] for byline in edition.payload["byline"]}
    found = shown(edition.article_id, authors)
    return {
        "thread": found,
        "retracted": edition.is_retraction,
        "open": not edition.is_retraction and not found.closed,
        "address": edition.get_absolute_url(),
        "most": MAX_LENGTH,
    }
