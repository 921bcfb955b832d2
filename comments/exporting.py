"""A copy of all that is kept about a person: gathered by a task, packed as JSON, theirs to fetch for a week."""

import gzip
import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models.edition import Address
from authors.models import MailKind, MailPreference, User
from comments.mailing import tell
from comments.models import (
    Appeal,
    Export,
    ModerationDecision,
    Mute,
    Notice,
    Reader,
    ReaderMail,
    ReaderNote,
    Recommendation,
    Report,
    Revision,
)
from comments.models.export import KEPT

AGAIN: Final = timedelta(hours=1)
"""So long a copy is new enough not to be made once more."""
Data = dict[str, Any]
OF_REPORTS: Final = (
    "comment", "address", "ground", "text", "illegal", "name", "email", "made_at", "status", "decided_at", "answer",
)  # fmt: skip
OF_APPEALS: Final = ("text", "made_at", "status", "decided_at", "answer")
OF_NOTICES: Final = (
    "kind", "quoted", "text", "address", "name", "email", "credit", "made_at", "status", "answer", "decided_at",
    "published_in",
)  # fmt: skip


def ask(user: User) -> None:
    """Have a copy made, unless one is being made or is new."""
    now = timezone.now()
    with transaction.atomic():
        row, new = Export.objects.select_for_update().get_or_create(user=user, defaults={"asked_at": now})
        if not new and now - row.asked_at < AGAIN:
            return
        row.asked_at, row.made_at, row.packed = now, None, b""
        row.save()
        make.enqueue(user.pk)


@task()
def make(user_id: int) -> None:
    """Gathers, packs and tells; run twice, it is made once."""
    row = Export.objects.filter(user=user_id, made_at=None).select_related("user").first()
    if row is None:
        return
    text = json.dumps(gathered(row.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    packed = gzip.compress(text.encode(), mtime=0)
    made = Export.objects.filter(user=user_id, asked_at=row.asked_at, made_at=None)
    if made.update(packed=packed, made_at=timezone.now()):
        tell(
            "",
            key=f"export {user_id} {row.asked_at.timestamp():.0f}",
            subject=_("The copy of your data is ready"),
            text=_("You can read and download it for seven days. Only you can, once you have signed in:"),
            path=reverse("profile_data"),
            recipient=row.user,
        )


def unpacked(row: Export) -> bytes:
    """The JSON of a copy."""
    return gzip.decompress(bytes(row.packed))


def tidy(now: datetime) -> None:
    """Throw away the copies whose time is over."""
    Export.objects.filter(asked_at__lt=now - KEPT).delete()


def gathered(user: User) -> Data:
    """All that is kept about a person, by sections; never what is kept about somebody else."""
    reader = Reader.objects.filter(user=user).first()
    return {
        "made_at": timezone.now(),
        "site": settings.SITE_ADDRESS,
        "account": _account(user),
        "e_mail_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values("ip", "user_agent", "created_at", "last_seen_at")
        ),
        "mail_choices": list(MailPreference.objects.filter(user=user).values("kind", "how")),
        "mails": _mails(user),
        **(_of_reader(reader) if reader else {}),
    }


def _account(user: User) -> Data:
    return {
        "number": user.pk,
        "e_mail_address": user.email,
        "name": user.name,
        "joined": user.date_joined,
        "last_signed_in": user.last_login,
        "works_here": user.is_staff,
    }


def _mails(user: User) -> list[Data]:
    rows = ReaderMail.objects.filter(recipient=user).order_by("-made_at")
    kinds = dict(MailKind.choices)
    return [
        {
            "about": str(kinds.get(row.kind, row.kind)),
            "subject": row.subject,
            "made_at": row.made_at,
            "sent_at": row.sent_at,
        }
        for row in rows.iterator()
    ]


def _of_reader(reader: Reader) -> Data:
    decided = ModerationDecision.objects.filter(reader=reader).order_by("-at", "-pk")
    return {
        "reader": {
            "number": reader.pk,
            "display_name": reader.display_name,
            "joined": reader.created_at,
            "trust": reader.get_trust_display(),
            "always_waits_for_a_moderator": reader.always_held,
            "suspended_until": reader.suspended_until,
            "banned_at": reader.banned_at,
            "is_erased_at": reader.leaves_at,
        },
        "comments": _comments(reader),
        "recommendations": _recommendations(reader),
        "muted": [
            {"name": str(mute.muted), "at": mute.at}
            for mute in Mute.objects.filter(reader=reader).select_related("muted").order_by("-pk")
        ],
        "notes_of_moderators": list(ReaderNote.objects.filter(reader=reader).values("at", "text")),
        "decisions": [_decision(each) for each in decided.iterator()],
        "reports": list(Report.objects.filter(reader=reader).values(*OF_REPORTS)),
        "appeals": list(
            Appeal.objects.filter(Q(decision__reader=reader) | Q(report__reader=reader)).values(*OF_APPEALS)
        ),
        "notices": _notices(reader),
    }


def _comments(reader: Reader) -> list[Data]:
    earlier: dict[int, list[Data]] = defaultdict(list)
    before = Revision.objects.filter(comment__reader=reader).order_by("until")
    for comment, text, until in before.values_list("comment", "text", "until"):
        earlier[comment].append({"text": text, "until": until})
    rows = list(reader.comments.order_by("-created_at", "-pk"))
    paths = _paths({row.thread_id for row in rows})
    return [
        {
            "number": row.pk,
            "address": _address(paths, row.thread_id, row.pk),
            "answers": row.parent_id,
            "status": row.get_status_display(),
            "posted": row.created_at,
            "edited": row.edited_at,
            "recommended": row.recommended,
            "picked": row.picked,
            "text": row.text,
            "earlier_texts": earlier[row.pk],
        }
        for row in rows
    ]


def _notices(reader: Reader) -> list[Data]:
    rows = list(Notice.objects.filter(reader=reader).values("article", *OF_NOTICES))
    paths = _paths({row["article"] for row in rows})
    return [{"article": paths.get(row.pop("article"), ""), **row} for row in rows]


def _decision(row: ModerationDecision) -> Data:
    return {
        "what": row.get_kind_display(),
        "comment": row.comment_id,
        "before": row.get_from_status_display(),
        "after": row.get_to_status_display(),
        "ground": row.get_ground_display(),
        "reason": row.reason,
        "until": row.until,
        "at": row.at,
        "by": _by(row),
        "evidence": row.evidence,
    }


def _by(row: ModerationDecision) -> str:
    """Who it was, never by name."""
    if row.kind == ModerationDecision.Kind.REMOVE:
        return _("you")
    return _("a moderator") if row.by_id else _("the rules")


def _recommendations(reader: Reader) -> list[Data]:
    own = Recommendation.objects.filter(reader=reader).order_by("-pk")
    rows = list(own.values_list("comment", "comment__thread", "at"))
    paths = _paths({thread for _comment, thread, _at in rows})
    return [{"address": _address(paths, thread, comment), "at": at} for comment, thread, at in rows]


def _paths(articles: set[int]) -> dict[int, str]:
    """The latest address of each article."""
    rows = Address.objects.filter(article__in=articles).order_by("pk").values_list("article", "path")
    return dict(rows)


def _address(paths: dict[int, str], article: int, comment: int) -> str:
    path = paths.get(article)
    return f"{settings.SITE_ADDRESS}{path}comment/{comment}/" if path else ""
