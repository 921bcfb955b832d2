from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuthorsConfig(AppConfig):
    """People who sign in, and the profiles that readers see."""

    name = "authors"
    verbose_name = _("People")
