from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    """Readers, what they say about articles, and its moderation."""

    name = "comments"
    verbose_name = _("Comments")
