"""Languages of texts: which one the site answers in, and which way it is written. Pure."""

from itertools import chain
from typing import Final, Literal

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils import translation

RIGHT_TO_LEFT: Final = {"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "ps", "sd", "ug", "ur", "yi"}


def spoken(language: str) -> str:
    """The nearest language Django knows words and dates of, whether or not the site is translated; else English."""
    code = language.lower()
    family = code.partition("-")[0]
    nearest = (code, *LANG_INFO.get(code, {}).get("fallback", ()), family)
    related = (other for other in LANG_INFO if other.startswith(f"{family}-"))
    return next(filter(translation.check_for_language, chain(nearest, related)), "en")


def of_our_words(language: str) -> str:
    """The language of ours that is nearest to it; the paper's own where we have no words in it."""
    family = spoken(language).partition("-")[0]
    return family if family in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def in_news(language: str) -> str:
    """The language as news sitemaps name it: its family, except Chinese, of which they know two scripts."""
    family, *rest = language.lower().split("-")
    if family != "zh":
        return family
    return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest) else "zh-cn"


def direction(language: str) -> Literal["ltr", "rtl"]:
    """The way a text of this language is written."""
    code = language.lower()
    return "rtl" if code in RIGHT_TO_LEFT or code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """The language's name in itself, as those who speak it look for it, or its code where Django knows no name."""
    known = LANG_INFO.get(language.lower()) or LANG_INFO.get(language.lower().partition("-")[0], {})
    return known["name_local"][:1].upper() + known["name_local"][1:] if "name_local" in known else language


def name(language: str) -> str:
    """The language's name in the active language, or its code where Django knows no name."""
    known = LANG_INFO.get(language.lower()) or LANG_INFO.get(language.lower().partition("-")[0], {})
    return translation.gettext(known["name"]) if "name" in known else language
