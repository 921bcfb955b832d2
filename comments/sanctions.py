"""Sanctions: what moderators do about a reader rather than a comment, each with a line in the log."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from authors.models import AuditEntry, User
from comments import statements
from comments.deciding import Refused, check, locked_reader
from comments.models import ModerationDecision, Reader, ReaderNote

Kind = ModerationDecision.Kind
PERMISSION: Final = "comments.sanction_reader"
KINDS: Final = (Kind.WARN, Kind.SUSPEND, Kind.BAN, Kind.LIFT, Kind.HOLD_ALWAYS, Kind.HOLD_NO_MORE)
DAYS: Final = (1, 3, 7, 30)
"""For how long a reader may be suspended."""
LONGEST: Final = 365


@transaction.atomic
def warn(reader_id: int, user: User, reason: str, *, comment_id: int | None = None) -> Reader:
    """Tell a reader that this was too much; nothing else changes."""
    reader = _reader(reader_id, user)
    _log(reader, Kind.WARN, user, _said(reason), comment_id=comment_id)
    return reader


@transaction.atomic
def suspend(reader_id: int, user: User, days: int, reason: str, *, comment_id: int | None = None) -> Reader:
    """Let a reader post nothing for some days."""
    if not 1 <= days <= LONGEST:
        raise Refused(_("A reader can be suspended for 1 to %(most)s days.") % {"most": LONGEST})
    reader = _reader(reader_id, user)
    reader.suspended_until = timezone.now() + timedelta(days=days)
    reader.save(update_fields=["suspended_until"])
    until = reader.suspended_until
    _log(reader, Kind.SUSPEND, user, _said(reason), comment_id=comment_id, until=until)
    return reader


@transaction.atomic
def ban(reader_id: int, user: User, reason: str, *, comment_id: int | None = None) -> Reader:
    """Let a reader post nothing any more."""
    reader = _reader(reader_id, user)
    if reader.banned_at:
        raise Refused(_("%(name)s is banned already.") % {"name": reader})
    reader.banned_at = timezone.now()
    reader.save(update_fields=["banned_at"])
    _log(reader, Kind.BAN, user, _said(reason), comment_id=comment_id)
    return reader


@transaction.atomic
def lift(reader_id: int, user: User, reason: str = "") -> Reader:
    """Let a suspended or banned reader post again."""
    reader = _reader(reader_id, user)
    if not (reader.banned_at or reader.is_suspended):
        raise Refused(_("%(name)s is neither suspended nor banned.") % {"name": reader})
    reader.banned_at = reader.suspended_until = None
    reader.save(update_fields=["banned_at", "suspended_until"])
    _log(reader, Kind.LIFT, user, reason)
    return reader


@transaction.atomic
def hold_always(reader_id: int, user: User, reason: str = "", *, comment_id: int | None = None) -> Reader:
    """Have a moderator read every comment of this reader before it appears."""
    return _hold(reader_id, user, reason, comment_id, on=True)


@transaction.atomic
def hold_no_more(reader_id: int, user: User, reason: str = "") -> Reader:
    """Judge this reader's comments by the rules that hold for all."""
    return _hold(reader_id, user, reason, None, on=False)


@transaction.atomic
def note(reader_id: int, user: User, text: str) -> ReaderNote:
    """Tell other moderators something about a reader."""
    reader = Reader.objects.select_related("user").get(pk=reader_id)
    check(user, reader, PERMISSION)
    text = text.strip()[:2000]
    if not text:
        raise Refused(_("There is nothing in the note yet."))
    AuditEntry.objects.record(user, "reader_note", reader, name=_number(reader))
    written: ReaderNote = reader.notes.create(by=user, text=text)
    return written


def _hold(reader_id: int, user: User, reason: str, comment_id: int | None, *, on: bool) -> Reader:
    reader = _reader(reader_id, user)
    if reader.always_held != on:
        reader.always_held = on
        reader.save(update_fields=["always_held"])
        _log(reader, Kind.HOLD_ALWAYS if on else Kind.HOLD_NO_MORE, user, reason, comment_id=comment_id)
    return reader


def _reader(reader_id: int, user: User) -> Reader:
    """The reader, whom nobody else changes meanwhile; raises Refused for whom the user has no say over."""
    reader = locked_reader(reader_id)
    check(user, reader, PERMISSION)
    return reader


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refused(_("Please say why: the reader is told, and so are other moderators."))
    return reason


def _log(
    reader: Reader,
    kind: str,
    user: User,
    reason: str,
    *,
    comment_id: int | None = None,
    until: datetime | None = None,
) -> None:
    decision = ModerationDecision.objects.create(
        kind=kind,
        reader=reader,
        comment=reader.comments.filter(pk=comment_id).first() if comment_id else None,
        by=user,
        until=until,
        reason=reason.strip()[:300],
    )
    statements.send(decision)
    detail: dict[str, Any] = {"days": (until - timezone.now()).days + 1} if until else {}
    AuditEntry.objects.record(user, f"reader_{kind}", reader, name=_number(reader), **detail)


def _number(reader: Reader) -> str:
    # A reader may ask to be forgotten, the record forgets nothing: it gets the number alone.
    return f"{reader._meta.verbose_name} {reader.pk}"
