"""Times, labels and languages as readers see them."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import labels, languages, share_images, structured
from articles.models.edition import Edition
from images.renditions import PicturePayload

register = template.Library()


def spelled_out(day: date) -> str:
    """20 November 2026, or as the active language has it."""
    return date_format(day, "DATE_FORMAT")


def of_the_clock(at: datetime) -> str:
    """17:40, or as the active language has it."""
    return date_format(at, "TIME_FORMAT")


def _time(at: datetime, text: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), text)


@register.simple_tag
def moment(at: datetime) -> SafeString:
    """Day and time in the paper's time zone: 20 November 2026, 17:40."""
    local = timezone.localtime(at)
    said = _("%(day)s, %(time)s") % {"day": spelled_out(local), "time": of_the_clock(local)}
    return _time(local, said)


@register.simple_tag
def clock(at: datetime) -> SafeString:
    """The time of the day alone, in the paper's time zone."""
    local = timezone.localtime(at)
    return _time(local, of_the_clock(local))


@register.simple_tag
def day(at: datetime) -> SafeString:
    """Weekday and day, in the paper's time zone."""
    local = timezone.localtime(at)
    whole = spelled_out(local).replace(" ", "\N{NO-BREAK SPACE}")
    said = _("%(weekday)s, %(day)s") % {"weekday": date_format(local, "l"), "day": whole}
    return format_html('<time datetime="{}">{}</time>', local.date().isoformat(), said)


@register.simple_tag
def stamp(at: datetime, today: datetime) -> SafeString:
    """The time of the day for what is of today, the weekday for this week, else the day: as short as a margin."""
    local, now = timezone.localtime(at), timezone.localtime(today)
    age = (now.date() - local.date()).days
    if age == 0:
        return _time(local, of_the_clock(local))
    if 0 < age < 7:
        return _time(local, date_format(local, "l"))
    return _time(local, date_format(local, "SHORT_DATE_FORMAT"))


@register.simple_tag
def share_image(image: PicturePayload) -> str:
    """The address of a photograph as other sites show it."""
    return structured.picture_at(image)


@register.simple_tag
def image_beside_links(edition: Edition) -> str:
    """The address of the picture that other sites show beside a link: the photograph, else a drawn one; '' for none."""
    drawn = share_images.path_of(edition)
    lead: PicturePayload | None = edition.payload["lead_image"]
    return drawn or (structured.picture_at(lead) if lead else "")


READ_IN_A_MINUTE = 230
"""Words, of an adult who reads silently."""


@register.filter
def minutes(words: int) -> int:
    """How long a text of so many words takes to read; at least one minute."""
    return max(1, round(words / READ_IN_A_MINUTE))


@register.filter
def label_name(code: str) -> str:
    """The label in the words of the page's language."""
    return labels.label_name(code)


@register.filter
def language_name(code: str) -> str:
    """The language's name in the words of the page's language."""
    return languages.name(code)


@register.filter
def in_news(code: str) -> str:
    """The language as news sitemaps name it."""
    return languages.in_news(code)


@register.filter
def direction(code: str) -> str:
    """Which way a text of this language is written: ltr or rtl."""
    return languages.direction(code)


@register.filter
def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, which people can compare."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))
