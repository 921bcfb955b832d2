"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi


def paper(request: HttpRequest) -> dict[str, object]:
    """The paper's name and motto, the site's address without a slash at its end, the page's language."""
    return {
        "paper": settings.PAPER_NAME,
        "motto": settings.PAPER_MOTTO,
        "paper_language": settings.LANGUAGE_CODE,
        "time_zone": settings.TIME_ZONE,
        "site_address": settings.SITE_ADDRESS,
        "demonstration": settings.DEMO,
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
