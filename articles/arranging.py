"""Arranging the front page: a further state of it, made from the one that was seen, and logged."""

from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Arrangement, Article, Section
from articles.models.article import sections_of
from authors.models import AuditEntry, User

KEPT: Final = ("places", "breaking", "breaking_article", "breaking_until")


class Overtaken(Exception):
    """Somebody has changed the page since; `last` is how it is now, `base` how it was when it was opened."""

    def __init__(self, base: Arrangement, last: Arrangement) -> None:
        super().__init__()
        self.base, self.last = base, last


def may_arrange(user: Any) -> bool:
    """Whether this person may change the front page: editors whose work does not end at some sections."""
    return user.has_perm("articles.arrange_front") and not sections_of(user)


def arrange(wanted: Arrangement, user: User, *, seen: int) -> Arrangement:
    """Make this the front page, if the one that was seen still is; the same again changes nothing."""
    last = Arrangement.objects.current()
    if last.number != seen:
        raise Overtaken(_numbered(seen), last)
    if all(getattr(wanted, name) == getattr(last, name) for name in KEPT):
        return last
    same_line = wanted.breaking and wanted.breaking == last.breaking
    wanted.breaking_since = last.breaking_since if same_line else timezone.now() if wanted.breaking else None
    wanted.number, wanted.made_by = seen + 1, user
    try:
        with transaction.atomic():
            wanted.save(force_insert=True)
            AuditEntry.objects.record(
                user, "arrange_front", wanted, name=_("Front page"), note=" · ".join(changes(last, wanted))
            )
    except IntegrityError:
        raise Overtaken(last, Arrangement.objects.current()) from None
    return wanted


def _numbered(number: int) -> Arrangement:
    return Arrangement.objects.filter(number=number).first() or Arrangement(number=0)


def changes(old: Arrangement, new: Arrangement) -> list[str]:
    """What is different, in words."""
    named = [place["article"] for one in (old, new) for row in one.places.values() for place in row if place]
    named += [new.breaking_article] if new.breaking_article else []
    headlines = dict(Article.objects.filter(pk__in=named).values_list("pk", "headline"))
    said = []
    for name in dict.fromkeys([*old.places, *new.places]):
        before, after = old.places.get(name, []), new.places.get(name, [])
        for place in range(max(len(before), len(after))):
            was, now = (row[place] if place < len(row) else None for row in (before, after))
            if was != now:
                what = headlines.get(now["article"], "") if now else _("automatic")
                until = parse_datetime(now["until"]) if now and now["until"] else None
                said.append(f"{_row_name(name)} {place + 1}: {what}{_until(until)}")
    if any(getattr(old, name) != getattr(new, name) for name in KEPT[1:]):
        leads = headlines.get(new.breaking_article or 0, "")
        line = f"{new.breaking} → {leads}" if leads else new.breaking
        said.append(f"{_('breaking news')}: {line or _('none')}{_until(new.breaking_until)}")
    return said


def _until(at: datetime | None) -> str:
    """Until when it stands so, if that was said."""
    return f", {_('until')} {date_format(timezone.localtime(at), 'DATETIME_FORMAT')}" if at else ""


def _row_name(name: str) -> str:
    section = Section.objects.filter(pk=name).first() if name.isdecimal() else None
    return section.name if section else _("Top")


def merged(base: Arrangement, theirs: Arrangement, mine: Arrangement) -> Arrangement:
    """What both have changed: mine where I have changed anything, else theirs."""
    names = dict.fromkeys([*theirs.places, *mine.places])
    places = {
        name: _merged_row(*(one.places.get(name, []) for one in (base, theirs, mine))) for name in names
    }
    line = mine if any(getattr(mine, name) != getattr(base, name) for name in KEPT[1:]) else theirs
    return Arrangement(
        number=theirs.number, places=places, **{name: getattr(line, name) for name in KEPT[1:]}
    )


def _merged_row(base: list[Any], theirs: list[Any], mine: list[Any]) -> list[Any]:
    """One row as both left it, place by place."""
    size = max(len(theirs), len(mine))
    whole = [[*row, *[None] * size][:size] for row in (base, theirs, mine)]
    return [own if own != was else their for was, their, own in zip(*whole, strict=True)]
