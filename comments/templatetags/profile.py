"""What pages about oneself show: a face, and facts in words."""

from typing import Any, Final

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments import faces
from comments.words_of_data import LABELS

register = template.Library()
register.simple_tag(faces.face, name="face")

BROWSERS: Final = {
    "Edg": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "FxiOS/": "Firefox", "CriOS/": "Chrome",
    "Chrome/": "Chrome", "Safari/": "Safari",
}  # fmt: skip
"""How browsers are called, by what they send; most of them also claim to be those further down."""
SYSTEMS: Final = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Macintosh": "Mac",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip


@register.filter
def browser(agent: str) -> str:
    """A browser as people call it; only what nothing is known of stands as it was sent."""
    name = next((BROWSERS[part] for part in BROWSERS if part in agent), "")
    system = next((SYSTEMS[part] for part in SYSTEMS if part in agent), "")
    if not (name and system):
        return name or system or agent
    return _("%(browser)s on %(system)s") % {"browser": name, "system": system}


@register.filter
def is_list(value: Any) -> bool:
    """Whether it is several things."""
    return isinstance(value, list)


@register.filter
def facts(value: Any) -> list[tuple[str, str]]:
    """What is known about one of several things."""
    known = value if isinstance(value, dict) else {"text": value}
    return [(str(LABELS.get(name, name)), told(each)) for name, each in known.items()]


@register.filter
def told(value: Any) -> str:
    """A fact as people read it."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and len(value) < 40 and (at := _moment(value)):
        return at
    return str(value)


def _moment(text: str) -> str:
    try:
        at = parse_datetime(text)
    except ValueError:
        return ""
    return date_format(localtime(at), "DATETIME_FORMAT") if at and at.tzinfo else ""
