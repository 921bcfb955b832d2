"""What a reader would want a source for: figures and quotations, in any of the usual ways to write them."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.utils.dates import MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP
from django.utils.translation import override

from ..languages import spoken
from .words import words

SAID: Final = 3
"""Words in quotation marks that are still a name or a term; more than these are what somebody said."""

QUOTED: Final = re.compile(
    '“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|»([^«»]*)«|‹([^‹›]*)›|"([^"]*)"|「([^「」]*)」|『([^『』]*)』'
    r"|‘([^‘]*?)’(?!\w)"
)
NUMBER: Final = r"\d[\d.,'’\u00a0\u202f]{0,20}"
FIGURE: Final = re.compile(
    rf"{NUMBER}\s?(?:[%‰٪]|per ?cent\b|prozent\b|pour ?cent\b|por ciento\b|per cento\b|procent\b)"
    rf"|(?:[$£¥€₹₽]|\b(?:EUR|USD|GBP|CHF))\s?\d|{NUMBER}\s?(?:[$£¥€₹₽]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds?)\b)"
    rf"|{NUMBER}\s(?:thousand|(?:m|b|tr)illion|mio\b|mrd\b|millione?n?|milliarden?|tausend|mill?i(?:on|ard)s?|mil\b)"
    r"|(?<![\w.,:/-])\d{2,}(?:[.,'’\u00a0\u202f]\d+)*(?![\w:/-])",
    re.IGNORECASE,
)


def has_figures(text: str, language: str) -> bool:
    """Whether it holds a share, a sum of money or a count; days, years and hours are none."""
    return bool(FIGURE.search(_dates(spoken(language)).sub(" ", text)))


def has_quotation(text: str) -> bool:
    """Whether somebody's words stand in it, in quotation marks."""
    return any(words(quoted) > SAID for quoted in _quoted(text))


def _quoted(text: str) -> Iterator[str]:
    return (next(filter(None, found.groups()), "") for found in QUOTED.finditer(text))


@lru_cache(maxsize=64)
def _dates(language: str) -> re.Pattern[str]:
    """Days, years and hours as this language writes them."""
    with override(language):
        known = [
            str(name) for months in (MONTHS, MONTHS_3, MONTHS_ALT, MONTHS_AP) for name in months.values()
        ]
    month = "|".join(sorted({re.escape(name.rstrip(".")) for name in known}, key=len, reverse=True))
    return re.compile(
        rf"\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}"
        rf"|\b\d{{1,2}}(?:\.|st|nd|rd|th|er|º)?\s(?:de\s|of\s)?(?:{month})\b|\b(?:{month})\.?\s\d{{1,2}}\b"
        rf"|\b\d{{1,2}}(?:[:h]\d{{2}}|\s?(?:[ap]\.?m\b|uhr\b|h\b))"
        rf"|(?<![\d.,])(?:1[0-9]|20)\d\d(?:s|er)?(?:\s?[-–/]\s?\d{{2,4}})?(?![\d%])(?![.,]\d)",
        re.IGNORECASE,
    )
