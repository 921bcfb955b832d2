"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def paper(request: HttpRequest) -> dict[str, object]:
    """The paper's name and motto, and the address of the site without a slash at its end."""
    return {
        "paper": settings.PAPER_NAME,
        "motto": settings.PAPER_MOTTO,
        "site_address": settings.SITE_ADDRESS,
        "demonstration": settings.DEMO,
    }
