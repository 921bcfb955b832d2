"""What became public of readers' suggestions: found by the beat, told to their senders once."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles.models import Decision, Note
from articles.models.edition import Edition
from comments.models import Notice
from comments.noticing import answer_by_mail, in_words_of

AT_ONCE: Final = 100
"""Notices that one beat takes; the next one takes the rest."""
OUT: Final = ("publish", "schedule", "reschedule")
"""Moves that bring the working copy to readers; a fix of the live text goes past it."""


def tell_what_is_out(now: datetime) -> None:
    """Accepted notices whose text went live are published, and their senders are told; done twice, it tells once."""
    accepted = Notice.objects.filter(status=Notice.Status.ACCEPTED)
    pairs = accepted.annotate(edition_out=Subquery(_brought(now).values("pk")[:1])).exclude(edition_out=None)
    for pk, edition_pk in list(pairs.values_list("pk", "edition_out")[:AT_ONCE]):
        edition = Edition.objects.select_related("address").get(pk=edition_pk)
        _publish(Notice.objects.select_related("reader__user").get(pk=pk), edition)


def _brought(now: datetime) -> QuerySet[Edition]:
    """The editions that brought the working copy of a notice's article to readers after its acceptance, first to last.

    None of those counts before which what had been put into the working copy was thrown away.
    """
    out = Decision.objects.filter(edition=OuterRef("pk"), move__in=OUT)
    since = OuterRef("decided_at")
    thrown = Decision.objects.filter(
        article=OuterRef("article"), move="discard", at__gt=OuterRef(since), at__lt=OuterRef("frozen_at")
    )
    editions = Edition.objects.once_live(now).filter(article=OuterRef("article"), frozen_at__gte=since)
    return editions.filter(Exists(out), ~Exists(thrown)).order_by("number")


@transaction.atomic
def _publish(notice: Notice, edition: Edition) -> None:
    accepted = Notice.objects.filter(pk=notice.pk, status=Notice.Status.ACCEPTED)
    if not accepted.update(status=Notice.Status.PUBLISHED, published_in=edition.number):
        return
    left = Note.objects.filter(pk=notice.note_id or 0, resolved_at=None)
    left.update(resolved_at=edition.goes_live_at, resolved_by=notice.decided_by_id)
    with in_words_of(edition):
        about = {"headline": edition.payload["headline"], "number": edition.number}
        subject = _("Published: your suggestion on “%(headline)s”") % about
        text = (
            _("What you suggested is in edition %(number)s. Thank you for helping us to get it right.")
            % about
        )
        path = f"{edition.get_absolute_url()}history/{edition.number}/"
        if edition.number > 1:
            path = f"{edition.get_absolute_url()}history/{edition.number - 1}..{edition.number}/"
        answer_by_mail(notice, "published", subject, text, path)
