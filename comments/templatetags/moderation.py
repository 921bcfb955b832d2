"""What moderators see about readers and threads."""

from datetime import timedelta

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import Comment
from comments.queue import Known

register = template.Library()


@register.simple_tag
def history(known: Known, days: int) -> str:
    """What became of a reader's comments lately, and what stands against them now, in one line."""
    words = {
        Comment.Status.PUBLIC: _("%(count)s public"),
        Comment.Status.REJECTED: _("%(count)s rejected"),
        Comment.Status.HIDDEN: _("%(count)s hidden"),
        Comment.Status.HELD: _("%(count)s waiting"),
    }
    counts = [words[status] % {"count": known.counts[status]} for status in words if known.counts.get(status)]
    told = _("in %(days)s days: %(counts)s") % {"days": days, "counts": ", ".join(counts) or _("nothing")}
    parts = [told]
    if known.reader.banned_at:
        parts.append(_("banned"))
    if known.reader.is_suspended:
        parts.append(_("suspended"))
    if known.reader.always_held:
        parts.append(_("every comment waits"))
    warned = sum(one.kind == "warn" for one in known.sanctions)
    if warned:
        parts.append(ngettext("warned once", "warned %(count)s times", warned) % {"count": warned})
    return " · ".join(parts)


@register.filter
def long(time: timedelta | None) -> str:
    """How long that is, roughly, in words."""
    if time is None:
        return "–"
    minutes = round(time.total_seconds() / 60)
    if minutes < 1:
        return _("a minute")
    if minutes < 120:
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    days = round(hours / 24)
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
