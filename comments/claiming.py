"""Claims: what one moderator has on the screen, no other is given; for a short time, so that nothing is stuck."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from authors.models import User
from comments.models import Comment

LEASE: Final = timedelta(minutes=3)
"""So long a claim holds if nobody renews it, as a page does that is open."""


def free(user: User, at: datetime) -> Q:
    """What this moderator may be given: claimed by nobody, or not any more, or by themselves."""
    return Q(claimed_until=None) | Q(claimed_until__lte=at) | Q(claimed_by=user)


@transaction.atomic
def claim(rows: QuerySet[Comment], user: User, most: int) -> list[int]:
    """Take the first of these rows that are free for oneself; what another is just taking is passed over."""
    now = timezone.now()
    first = rows.filter(free(user, now)).select_for_update(skip_locked=True, no_key=True)
    taken = list(first.values_list("pk", flat=True)[:most])
    Comment.objects.filter(pk__in=taken).update(claimed_by=user, claimed_until=now + LEASE)
    return taken


def renew(user: User, comment_ids: list[int]) -> None:
    """Keep what one still has on the screen."""
    until = timezone.now() + LEASE
    Comment.objects.filter(pk__in=comment_ids, claimed_by=user).update(claimed_until=until)


def release(user: User, comment_ids: list[int], made: datetime) -> None:
    """Give back what a page had that was made at this time; what a later page has claimed again stays claimed."""
    rows = Comment.objects.filter(pk__in=comment_ids, claimed_by=user, claimed_until__lte=made + LEASE)
    rows.update(claimed_by=None, claimed_until=None)
