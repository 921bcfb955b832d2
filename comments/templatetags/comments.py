"""The thread below an article: the same bytes for everybody."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.caching import Made, kept
from articles.languages import spoken
from articles.models.edition import Edition
from articles.reading import State
from comments.markdown import MAX_LENGTH
from comments.threads import Shown, shown, signed_by

register = template.Library()


@register.simple_tag
def thread(state: State, turn: int) -> SafeString:
    """'Leave a comment' and the newest comments on an article, kept as long as nothing in its thread changes."""
    asked = (state.edition, state.thread, turn)
    made = kept(f"thread {state.article}", asked, lambda: Made(below(state.standing.edition).encode()))
    return mark_safe(made.html.decode())  # noqa: S308 (made by a template)


def below(edition: Edition) -> SafeString:
    """The thread below an edition, made now, in the edition's language."""
    with translation.override(spoken(edition.payload["language"])):
        words = told(edition, shown(edition.article_id, signed_by(edition)))
        return render_to_string("comments/thread.html", words)


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
