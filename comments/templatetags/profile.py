"""What pages about oneself show: a face, and facts in words."""

from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from comments import faces
from comments.words_of_data import LABELS

register = template.Library()
register.simple_tag(faces.face, name="face")


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
