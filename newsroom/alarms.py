"""Alarms at the head of the start page: what does not run, for those who can see to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus

from articles.models import Mail
from authors.models import Letter, User
from comments.models import Appeal, ReaderMail, Report
from newsroom import beat


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong, what it means, and where to look, if there is a place."""

    level: str
    """`alarm` if something does not run, `warning` if it only comes late."""
    text: str
    meaning: str
    url: str = ""
    link: str = ""


def alarms(user: User, now: datetime) -> Iterator[Alarm]:
    """Those that concern this person: the worker, mails, reports of the illegal and appeals, for who sees to them."""
    if user.has_perm("articles.publish_article"):
        yield from _of_worker(now)
    if user.has_perm("articles.view_mail"):
        yield from _of_mail()
        yield from _of_letters(now)
    if user.has_perm("comments.view_report"):
        yield from _of_notices(user)
        yield from _of_appeals(user)
        yield from _of_mail_to_readers()


def _of_worker(now: datetime) -> Iterator[Alarm]:
    done = beat.last_round(now)
    if not done:
        yield Alarm(
            "alarm",
            _("No worker has run for 5 minutes."),
            _(
                "Mails and new pictures wait; what is scheduled goes live on time all the same. Whoever looks "
                "after the server starts one with “manage.py work”."
            ),
        )
    elif done.status == TaskResultStatus.FAILED:
        yield Alarm(
            "alarm",
            _("The worker runs, but its round of every minute fails."),
            _("Mails may be late. The worker’s log says why; whoever looks after the server should see it."),
        )
    elif late := parse_datetime((done.return_value or {}).get("late", "")):
        since = date_format(timezone.localtime(late), "j F, H:i")
        yield Alarm(
            "warning",
            _("Side effects are late, the oldest since %(since)s.") % {"since": since},
            _("Mails and new pictures come later than they should; what is published is not affected."),
        )


def _of_mail() -> Iterator[Alarm]:
    failed = list(Mail.objects.failed().select_related("recipient")[:2])
    if failed:
        told = ngettext("A mail could not be sent.", "Mails could not be sent.", len(failed))
        last = _("The last one was to %(name)s.") % {"name": failed[0].recipient}
        address = reverse("admin:articles_mail_changelist") + "?state=failed"
        yield Alarm("warning", told, last, address, _("Look at it") if len(failed) == 1 else _("See them"))


def _of_letters(now: datetime) -> Iterator[Alarm]:
    waiting = Letter.objects.stuck(now).select_related("author")
    if letter := waiting.order_by("made_at").first():
        why = _("The oldest is to %(author)s: %(error)s. It is tried again and again for a month.")
        words = {"author": letter.author, "error": letter.error or _("no worker has taken it up")}
        yield Alarm("warning", _("Letters from readers could not be sent yet."), why % words)


def _of_mail_to_readers() -> Iterator[Alarm]:
    if mail := ReaderMail.objects.in_vain().order_by("due_at").first():
        why = _("What the mail server says: %(error)s. It is tried again and again for a month.")
        yield Alarm("warning", _("Mails to readers could not be sent yet."), why % {"error": mail.error})


def _of_notices(user: User) -> Iterator[Alarm]:
    """What somebody holds to be illegal is looked at before all else."""
    notices = Report.objects.open().filter(illegal=True).decidable_by(user).order_by("made_at")
    if found := notices.first():
        since = date_format(timezone.localtime(found.made_at), "j F, H:i")
        yield Alarm(
            "warning",
            _("Somebody reports illegal content, since %(since)s.") % {"since": since},
            _("The law wants it looked at soon, and answered."),
            reverse("admin:comments_report_change", args=[found.pk]),
            _("Look at it"),
        )


def _of_appeals(user: User) -> Iterator[Alarm]:
    """Who appeals waits for somebody else than who decided."""
    if found := Appeal.objects.open().decidable_by(user).order_by("made_at").first():
        since = date_format(timezone.localtime(found.made_at), "j F, H:i")
        yield Alarm(
            "warning",
            _("Somebody appeals against a decision, since %(since)s.") % {"since": since},
            _("It is for you to decide, because you did not decide before."),
            reverse("admin:comments_appeal_change", args=[found.pk]),
            _("Look at it"),
        )
