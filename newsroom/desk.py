"""The desk: Django's admin, with a start page of its own."""

from django.conf import settings
from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class Desk(admin.AdminSite):
    """The admin site under the paper's name."""

    site_header = settings.PAPER_NAME
    site_title = _("Desk")
    index_title = _("Desk")
    enable_nav_sidebar = False
