"""A reader takes another name: at once on private pages, and on every page where they have said something."""

from typing import Final

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_tasks import task

from articles.models.publication import PageVersion
from authors.models import User
from comments.models import Comment, Reader
from comments.names import clean_name, fault_in, folded

BATCH: Final = 200
"""Pages that one task has made anew."""


def free_name(text: str, user: User | None = None) -> str:
    """The name as it will stand; ValidationError if it cannot be read, or is somebody else's or looks like it."""
    name = clean_name(text)
    if fault := fault_in(name):
        raise ValidationError(fault)
    if not Reader.objects.name_is_free(name, user):
        raise ValidationError(taken())
    return name


def taken() -> str:
    """Why a name cannot be had."""
    return _("Somebody has this name, or one that looks very much like it. Please choose another.")


def rename(request: HttpRequest, reader: Reader, name: str) -> None:
    """Let the reader be called this from now on, three times a week at most; ValidationError says why not."""
    if name == reader.display_name:
        return
    limit = ratelimit.consume(request, app="allauth.account", action="rename", user=reader.user)
    if not limit:
        words = _(
            "You have changed your name several times lately. You are still %(name)s; try again in some days."
        )
        raise ValidationError(words % {"name": reader.display_name})
    try:
        with transaction.atomic():
            Reader.objects.filter(pk=reader.pk).update(display_name=name, folded=folded(name))
            show.enqueue(reader.pk, 0)
    except IntegrityError:  # somebody was quicker
        limit.rollback()
        raise ValidationError(taken()) from None


@task()
def show(reader_id: int, after: int) -> None:
    """Has the pages made anew on which the reader's name stands, some at a time; as often as you like."""
    said = Comment.objects.public().filter(reader=reader_id, thread__gt=after)
    threads = list(said.order_by("thread").values_list("thread", flat=True).distinct()[:BATCH])
    with transaction.atomic():
        PageVersion.objects.raise_threads(*threads)
    if len(threads) == BATCH:
        show.enqueue(reader_id, threads[-1])
