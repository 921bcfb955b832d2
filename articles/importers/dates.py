"""Dates and times as pages write them, in many languages."""

import re
from datetime import date
from typing import Final

MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier janv enero ene gennaio janeiro januari tammikuu stycznia "
            "января січня يناير كانون",
            "february feb februar februari février févr fév febrero febbraio fevereiro helmikuu "
            "lutego февраля лютого فبراير شباط",
            "march mar märz mär maart mars marzo março maaliskuu marca марта березня مارس آذار",
            "april apr avril avr abril aprile huhtikuu kwietnia апреля квітня أبريل إبريل نيسان",
            "may mai mayo maggio maio mei maj toukokuu maja мая травня مايو أيار",
            "june jun juni juin junio giugno junho kesäkuu czerwca июня червня يونيو يونيه حزيران",
            "july jul juli juillet juil julio luglio julho heinäkuu lipca июля липня يوليو يوليه تموز",
            "august aug août aout agosto augusti augustus elokuu sierpnia августа серпня أغسطس آب",
            "september sep sept septembre septiembre settembre setembro syyskuu września сентября вересня سبتمبر أيلول",
            "october oct oktober okt octobre octubre ottobre outubro lokakuu października октября жовтня أكتوبر",
            "november nov novembre noviembre novembro marraskuu listopada ноября листопада نوفمبر",
            "december dec dezember dez décembre déc diciembre dicembre dezembro joulukuu grudnia декабря грудня ديسمبر",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_N: Final = "[0-9٠-٩۰-۹]"
DATE: Final = re.compile(
    rf"(?P<y1>{_N}{{4}})[-/.](?P<m1>{_N}{{1,2}})[-/.](?P<d1>{_N}{{1,2}})(?:T[0-9:.+Z-]+)?"
    rf"|(?P<y2>{_N}{{4}})\s?年\s?(?P<m2>{_N}{{1,2}})\s?月\s?(?P<d2>{_N}{{1,2}})\s?日"
    rf"|(?P<y3>{_N}{{4}})\s?년\s?(?P<m3>{_N}{{1,2}})\s?월\s?(?P<d3>{_N}{{1,2}})\s?일"
    rf"|(?P<d4>{_N}{{1,2}})(?:st|nd|rd|th|er|º|\.)?\s?(?:de\s|of\s)?(?P<n4>{_MONTH})\.?,?\s?(?:de\s|"
    rf"del\s)?(?P<y4>{_N}{{4}})"
    rf"|(?P<n5>{_MONTH})\.?\s(?P<d5>{_N}{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y5>{_N}{{4}})"
    rf"|(?P<a6>{_N}{{1,2}})(?P<s6>[./-])(?P<b6>{_N}{{1,2}})(?P=s6)(?P<y6>{_N}{{4}})",
    re.I,
)
AROUND: Final = re.compile(
    r"(?:first )?(?:published|updated|last updated|last modified|posted|modified|created|date)\b(?: (?:on|at))?"
    r"|publiée? (?:le|à)|mise? à jour(?: le)?|veröffentlicht(?: am)?|aktualisiert(?: am)?|stand|erstellt(?: am)?"
    r"|publicado(?: el| em)?|actualizado(?: el)?|atualizado(?: em)?|pubblicato(?: il)?|aggiornato(?: il)?"
    r"|gepubliceerd(?: op)?|publicerad|udgivet|publisert|opublikowano|опубликовано|обновлено|"
    r"نشر(?: في)?|تم النشر(?: في)?"
    r"|آخر تحديث|公開日?|更新日?|掲載日?|配信|发布时间?|更新时间"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri|sat|sun"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lunes|martes|miércoles|jueves|viernes|sábado|domingo|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد"
    r"|at|um|à|a las|alle|kl|om|uhr|utc|gmt|ces?t|[ap]\.?m|e[ds]t|[pm][ds]t|bst|jst|ist|le|am|den|on|el|il|z|h",
    re.I,
)
TIME: Final = re.compile(
    rf"(?<!\d){_N}{{1,2}}\s?[:.h時]\s?{_N}{{2}}(?::{_N}{{2}})?分?|(?<!\d){_N}{{1,2}}\s?(?=[ap]\.?m)", re.I
)


def find(text: str) -> re.Match[str] | None:
    """The first date in a text."""
    return next((found for found in DATE.finditer(text) if iso(found)), None)


def iso(found: re.Match[str]) -> str:
    """A found date as ISO 8601; '' for the 31st of February. With two numbers, the day comes first if it can."""
    parts = {name[0]: value for name, value in found.groupdict().items() if value is not None}
    try:
        if "a" in parts:
            day, month = int(parts["a"]), int(parts["b"])
            if month > 12:
                day, month = month, day
        else:
            day = int(parts["d"])
            month = int(parts["m"]) if "m" in parts else MONTHS[parts["n"].casefold()]
        return date(int(parts["y"]), month, day).isoformat()
    except ValueError:
        return ""


def is_ambiguous(found: re.Match[str]) -> bool:
    """Whether day and month could be the other way round: 03/04/2026."""
    first, second = found["a6"], found["b6"]
    return first is not None and int(first) <= 12 and int(second) <= 12 and first != second


def without_dates(text: str) -> str:
    """What a line says besides dates, times, days of the week and 'published'."""
    rest = DATE.sub(" ", text)
    if rest == text:
        return text
    rest = TIME.sub(" ", rest)
    words = (word.strip(" \t,.;:|–—-·•()/*_+") for word in AROUND_SPLIT.split(rest))
    return " ".join(word for word in words if word)


AROUND_SPLIT: Final = re.compile(rf"(?<!\w)(?:{AROUND.pattern})(?!\w)[.:,]?", re.I)


def is_date_line(text: str) -> bool:
    """Whether a line holds a date and nothing else that matters."""
    return len(text) <= 160 and find(text) is not None and not any(map(str.isalnum, without_dates(text)))
