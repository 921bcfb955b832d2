"""Mail to readers: what one is told, when it goes out, and how much of it anybody gets."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django_tasks import task

from articles.languages import of_our_words
from articles.models.entry import Entry
from authors import telling, unsubscribing
from authors.confirming import is_confirmed
from authors.models import How, MailPreference, User
from authors.outbox import one_line
from authors.telling import Told
from comments.models import Comment, Mute, Reader, ReaderMail, Thread

BREATH: Final = timedelta(minutes=10)
"""After a mail of its own, what comes within this time is gathered in one."""
HOURLY: Final = 6
"""Mails of their own that somebody gets in an hour; what comes on top is gathered until the full hour."""
DAILY: Final = 24
"""And in a day; what comes on top is gathered until the next morning."""
PEOPLE: Final = 100
"""Whom one task writes to; the next one takes the rest."""
ROWS: Final = 1000
"""What one mail takes in; it tells the first of them in full."""
QUOTED: Final = 400
"""Characters of a comment that a mail quotes."""


def tell(
    kind: str,
    *,
    key: str,
    subject: str,
    text: str,
    path: str,
    recipient: User | None = None,
    address: str = "",
    comment: Comment | None = None,
    language: str = "",
    urgent: bool = False,
) -> bool:
    """Have somebody told, once for each key: a user as they have chosen, or an address of somebody without an account.

    Without a kind it is told whatever they have chosen: receipts and decisions. What concerns a comment is sent only
    while that is public, and quotes it. Subject and text are in `language`, by default the one that is spoken now.
    What is urgent waits for nothing, however many mails there were.
    """
    if not recipient:
        validate_email(address)
    now = timezone.now()
    how = MailPreference.objects.of(recipient)[kind] if recipient and kind else How.AT_ONCE
    if how == How.OFF:
        return False
    since = now - timedelta(days=1)
    own = ReaderMail.objects.filter(recipient=recipient, address=address, gathered=False, made_at__gt=since)
    until = None
    if not urgent:
        until = How(how).until(now) or crowded(list(own.values_list("made_at", flat=True)), now)
    _row, new = ReaderMail.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "address": address,
            "kind": kind,
            "comment": comment,
            "language": language or of_our_words(translation.get_language() or ""),
            "subject": one_line(subject),
            "text": text,
            "path": path,
            "made_at": now,
            "due_at": until or now,
            "gathered": until is not None,
        },
    )
    if new and not until:
        deliver.enqueue()
    return new


def crowded(own: Sequence[datetime], now: datetime) -> datetime | None:
    """Until when to gather what is told to somebody who got mails of their own at these times; None for not at all."""
    if len(own) >= DAILY:
        return How.DAILY.until(now)
    if sum(at > now - timedelta(hours=1) for at in own) >= HOURLY:
        return How.HOURLY.until(now)
    last = max(own, default=now - BREATH)
    return last + BREATH if last > now - BREATH else None


def wake(now: datetime) -> None:
    """Have mails sent whose time has come: gathered, to be tried again, or left by a worker that was killed."""
    if ReaderMail.objects.due(now).exists():
        deliver.enqueue()


@task()
def deliver() -> None:
    """Sends what is due to some people; run twice, or by two workers at once, it sends each mail once."""
    now = timezone.now()
    due = ReaderMail.objects.due(now)
    some = due.values_list("recipient", "address")[:ROWS]
    people = list(dict.fromkeys(some))
    for recipient_id, address in people[:PEOPLE]:
        to = User.objects.get(pk=recipient_id) if recipient_id else None
        rows = due.filter(recipient=to, address=address).select_related("comment__reader")
        wanted = _still_wanted(to, list(rows[:ROWS]))
        if not ReaderMail.objects.send(_letters(wanted), partial(write, to), subject="", text="", path=""):
            return  # nobody answers; what is left waits for the next beat
    if len(people) > PEOPLE or len(some) == ROWS:
        deliver.enqueue()


def _letters(rows: Sequence[ReaderMail]) -> Iterable[list[ReaderMail]]:
    """What goes out by itself, then what is gathered: all of one language in one."""
    yield from ([row] for row in rows if not row.gathered)
    gathered = defaultdict(list)
    for row in rows:
        if row.gathered:
            gathered[row.language].append(row)
    yield from gathered.values()


def _still_wanted(to: User | None, rows: list[ReaderMail]) -> list[ReaderMail]:
    """Without what nobody may read or nobody wants any more; such rows go."""
    if not to:
        return rows
    how = MailPreference.objects.of(to)
    heard = may_hear_of(to, [row.comment for row in rows if row.comment])
    open_to_all = to.is_active and is_confirmed(to)
    kept = [
        row
        for row in rows
        if open_to_all
        and (not row.kind or how[row.kind] != How.OFF)
        and (not row.comment_id or row.comment_id in heard)
    ]
    ReaderMail.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in kept}).delete()
    return kept


def may_hear_of(user: User, comments: Iterable[Comment]) -> set[int]:
    """Those of these comments that anybody can read, and that this user is told about.

    Nobody hears of whom they mute; who was banned, leaves or has no confirmed address hears of none.
    """
    shown = [comment for comment in comments if comment.status == Comment.Status.PUBLIC]
    if not shown or not user.is_active or not is_confirmed(user):
        return set()
    gone = Q(banned_at__isnull=False) | Q(leaves_at__isnull=False)
    if Reader.objects.filter(gone, user=user).exists():
        return set()
    threads = {comment.thread_id for comment in shown}
    live = set(Entry.objects.live().filter(article__in=threads).values_list("article", flat=True))
    live -= set(
        Thread.objects.filter(pk__in=threads, policy=Thread.Policy.HIDDEN).values_list("pk", flat=True)
    )
    writers = {comment.reader_id for comment in shown}
    muted = set(Mute.objects.filter(reader__user=user, muted__in=writers).values_list("muted", flat=True))
    return {comment.pk for comment in shown if comment.thread_id in live and comment.reader_id not in muted}


def write(to: User | None, rows: Sequence[ReaderMail]) -> EmailMessage:
    """The mail itself, decisions first; what can be chosen not to get can be stopped in every mail program."""
    rows = sorted(rows, key=lambda row: row.kind != "")
    kinds, gathered = {row.kind for row in rows if row.kind}, rows[0].gathered
    with translation.override(rows[0].language):
        return telling.write(
            to.email if to else rows[0].address,
            [_told(row) for row in rows],
            gathered=gathered,
            stop=unsubscribing.path(to, kinds, gathered=gathered) if to and kinds else "",
            choices=reverse("reader_mail") if to else "",
        )


def _told(row: ReaderMail) -> Told:
    """What a row says, with the comment as it stands now."""
    said = Truncator(row.comment.text).chars(QUOTED).splitlines() if row.comment else ()
    quoted = "\n".join(f"> {line}".rstrip() for line in said)
    return Told(row.subject, row.text, quoted, (settings.SITE_ADDRESS + row.path,) if row.path else ())
