"""The thread below an article: the same bytes for everybody."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from articles.models.edition import Edition
from comments.markdown import MAX_LENGTH
from comments.threads import Shown, shown, signed_by

register = template.Library()


@register.inclusion_tag("comments/thread.html")
def thread(edition: Edition) -> dict[str, Any]:
    """'Leave a comment' and the newest comments on the article of this edition."""
    return told(edition, shown(edition.article_id, signed_by(edition)))


def told(edition: Edition, some: Shown) -> dict[str, Any]:
    """What a page of a thread tells, on a page of its own or below the article."""
    closed = some.thread.is_closed(edition.first_published_at)
    return {
        "some": some,
        "thread": some.thread,
        "retracted": edition.is_retraction,
        "closed": closed,
        "open": not edition.is_retraction and not closed,
        "edition": edition,
        "address": edition.get_absolute_url(),
        "most": MAX_LENGTH,
        "orders": [
            ("newest", _("Newest first")),
            ("oldest", _("Oldest first")),
            ("recommended", _("Most recommended first")),
        ],
    }
