"""The words readers see for an article's label. Pure."""

from typing import Final

from django.utils.translation import gettext_lazy as _

LABELS: Final = {
    "news": _("News"),
    "analysis": _("Analysis"),
    "opinion": _("Opinion"),
    "background": _("Background"),
    "review": _("Review"),
    "sponsored": _("Sponsored"),
}


def label_name(code: str) -> str:
    """The label in the active language; a code nobody knows stands for itself."""
    return str(LABELS.get(code, code))
