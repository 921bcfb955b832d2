"""Plain factories for the conversation."""

import time
from itertools import count
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.core import signing

from articles.models import Article, Edition
from authors.models import User
from comments.deciding import decide
from comments.models import Comment, Reader
from comments.posting import post
from tests.make import make_article, make_published

numbers = count(1)


def make_verified(user: User) -> User:
    """The user, whose e-mail address is confirmed."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    return user


def make_reader(name: str = "", **fields: Any) -> User:
    """A member of the public with a display name and a confirmed address."""
    number = next(numbers)
    user = User.objects.create_user(f"reader{number}@causeway.example", "tide-tables-1998", **fields)
    Reader.objects.of(user, name or f"gannet {number}")
    return make_verified(user)


def make_comment(
    article: Article | Edition,
    user: User | None = None,
    text: str = "",
    *,
    status: str = Comment.Status.PUBLIC,
    **fields: Any,
) -> Comment:
    """A comment on this article in the status given, posted and decided the ordinary way."""
    user = user or make_reader()
    article_id = article.article_id if isinstance(article, Edition) else article.pk
    comment = post(user, article_id, text or f"Said for the {next(numbers)}th time.", **fields)
    for step in {
        (Comment.Status.HELD, Comment.Status.PUBLIC): ["approve"],
        (Comment.Status.HELD, Comment.Status.REJECTED): ["reject"],
        (Comment.Status.HELD, Comment.Status.HIDDEN): ["approve", "hide"],
        (Comment.Status.PUBLIC, Comment.Status.HIDDEN): ["hide"],
    }.get((Comment.Status(comment.status), Comment.Status(status)), []):
        comment = decide(comment.pk, step, make_decider(), seen=comment.status)
    assert comment.status == status
    return comment


def opened(edition: Edition, seconds: int = 60, **fields: Any) -> dict[str, Any]:
    """What the form for a comment sends along that was opened some seconds ago; its writer knows why it may wait."""
    return {**_made(f"comment {edition.article_id}", seconds), **fields}


def opened_to_change(comment: Comment, seconds: int = 60, **fields: Any) -> dict[str, Any]:
    """What the form for a change of this comment sends along that was opened some seconds ago."""
    return {**_made(f"change {comment.pk}", seconds), "seen": comment.written, **fields}


def _made(about: str, seconds: int) -> dict[str, Any]:
    signed = signing.dumps([about, uuid4().hex, int(time.time()) - seconds], salt="authors.guarding")
    return {"made": signed, "known": "new reader,links,premoderated"}


def make_decider() -> User:
    """Somebody who may decide everything."""
    found = User.objects.filter(is_superuser=True).first()
    return found or User.objects.create_superuser(
        "decider@causeway.example", "tide-tables-1998", name="Dora Decider"
    )


def make_live(writer: User, publisher: User, **fields: Any) -> Edition:
    """A published article that can be commented on."""
    return make_published(make_article(writer, **fields), writer, publisher)
