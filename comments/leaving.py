"""Leaving: a reader asks for their account to be erased, may think again for a day, and is then forgotten by a task.

What they said becomes lines without words; recommendations, notes, mutes and sessions go; what others still have to
decide about (reports, suggestions) stays without a name. Each step can be done twice, so a killed worker loses nothing.
"""

from datetime import datetime, timedelta
from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F, ProtectedError, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from articles.models.publication import PageVersion
from authors.models import MailPreference, User
from comments import changing
from comments.mailing import tell
from comments.models import (
    Appeal,
    Comment,
    Export,
    Mute,
    Notice,
    Reader,
    ReaderMail,
    ReaderNote,
    Recommendation,
    Report,
)

GRACE: Final = timedelta(hours=24)
AT_ONCE: Final = 20
"""Readers whose erasing one beat begins."""
BATCH: Final = 100


def ask(reader: Reader) -> datetime:
    """Have the reader forgotten tomorrow, and tell them how to stay; asked again, the first time holds."""
    now = timezone.now()
    if Reader.objects.filter(pk=reader.pk, leaves_at=None).update(leaves_at=now + GRACE):
        reader.leaves_at = now + GRACE
        when = date_format(localtime(reader.leaves_at), "DATETIME_FORMAT")
        text = _(
            "You have asked us to erase your account. It is done on %(when)s: your comments lose their words, "
            "and your name, your address and your settings are deleted. If you think again, or if it was not you, "
            "sign in before then and keep the account:"
        )
        tell(
            "",
            key=f"leaving {reader.pk} {now.timestamp():.0f}",
            subject=_("Your account is erased tomorrow"),
            text=text % {"when": when},
            path=reverse("erase"),
            recipient=reader.user,
            urgent=True,
        )
    else:
        reader.refresh_from_db(fields=["leaves_at"])
    return reader.leaves_at or now


def stay(reader: Reader) -> bool:
    """Keep the account; False if its erasing has begun."""
    return bool(Reader.objects.filter(pk=reader.pk, leaves_at__gt=timezone.now()).update(leaves_at=None))


def wake(now: datetime) -> None:
    """Have those erased whose time has come and who are not at it."""
    due = (
        Reader.objects.filter(leaves_at__lte=now).order_by("leaves_at").values_list("pk", flat=True)[:AT_ONCE]
    )
    unfinished = DBTaskResult.objects.filter(task_path=erase.module_path, finished_at=None)
    begun = (
        {each["args"][0] for each in unfinished.values_list("args_kwargs", flat=True)[:1000]}
        if due
        else set()
    )
    for reader_id in due:
        if reader_id not in begun:
            erase.enqueue(reader_id)


@task()
def erase(reader_id: int) -> None:
    """Forgets a reader whose time has come; begun anew after it was killed, it does what is left."""
    reader = Reader.objects.filter(pk=reader_id, leaves_at__lte=timezone.now()).select_related("user").first()
    if reader is None:
        return
    if reader.user and reader.user.is_staff:  # works here since: the record says who did what
        Reader.objects.filter(pk=reader_id).update(leaves_at=None)
        return
    if reader.user:
        _end_sessions(reader.user)
        User.objects.filter(pk=reader.user.pk).update(is_active=False)  # nobody says anything meanwhile
        _empty_comments(reader, reader.user)
    _take_back_recommendations(reader)
    _loosen(reader)
    _forget(reader)


def _end_sessions(user: User) -> None:
    for session in UserSession.objects.filter(user=user):
        session.end()


def _empty_comments(reader: Reader, user: User) -> None:
    standing = reader.comments.exclude(status=Comment.Status.REMOVED).order_by("pk")
    while some := list(standing.values_list("pk", flat=True)[:BATCH]):
        for pk in some:
            changing.remove(user, pk)


def _take_back_recommendations(reader: Reader) -> None:
    own = Recommendation.objects.filter(reader=reader).order_by("pk")
    while some := list(own.values_list("pk", "comment", "comment__thread")[:BATCH]):
        with transaction.atomic():
            for pk, comment, thread in some:
                if Recommendation.objects.filter(pk=pk).delete()[0]:
                    Comment.objects.filter(pk=comment, recommended__gt=0).update(
                        recommended=F("recommended") - 1
                    )
                    PageVersion.objects.raise_threads(thread)


def _loosen(reader: Reader) -> None:
    """What others still have to do with loses the name; what was decided loses the words too."""
    nameless = {"reader": None, "name": "", "email": "", "sender": ""}
    reports = Report.objects.filter(reader=reader)
    appeals = Appeal.objects.filter(Q(decision__reader=reader) | Q(report__in=reports.values("pk")))
    with transaction.atomic():
        appeals.filter(status=Appeal.Status.OPEN).delete()
        appeals.update(text="")
        reports.exclude(status=Report.Status.OPEN).update(text="")
        reports.update(**nameless)
        Notice.objects.filter(reader=reader).update(**nameless, credit=False)
        Mute.objects.filter(Q(reader=reader) | Q(muted=reader)).delete()
        ReaderNote.objects.filter(reader=reader).delete()


@transaction.atomic
def _forget(reader: Reader) -> None:
    """The person goes, and the row that their comments hang on has no name any more."""
    locked = Reader.objects.select_for_update().get(pk=reader.pk)
    if locked.comments.exclude(status=Comment.Status.REMOVED).exists():
        return  # one was being posted when the others were emptied; the next beat begins anew
    locked.display_name, locked.folded = "", f"-{locked.pk}"  # no name folds to this
    locked.user, locked.leaves_at = None, None
    locked.always_held, locked.suspended_until = False, None
    locked.save()
    if reader.user is None:
        return
    person = ContentType.objects.get_for_model(User)
    LogEntry.objects.filter(content_type=person, object_id=str(reader.user.pk)).delete()
    try:
        with transaction.atomic():
            reader.user.delete()
    except ProtectedError:  # they worked here once: the record of what they did stays, and names nobody
        _make_nameless(reader.user)


def _make_nameless(user: User) -> None:
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    MailPreference.objects.filter(user=user).delete()
    ReaderMail.objects.filter(recipient=user).delete()
    Export.objects.filter(user=user).delete()
    user.email, user.name, user.is_active = f"gone-{user.pk}@invalid", "", False
    user.set_unusable_password()
    user.groups.clear()
    user.save()
