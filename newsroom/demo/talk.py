"""What readers say: posted and decided on through the comments' own functions."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any

from articles.models import Article
from comments import changing, deciding, posting, trust
from comments.models import Comment, Reader, Thread, Word

from .cast import Cast
from .content import remarks


def join_in(cast: Cast, known: dict[str, Any]) -> None:
    """The readers sign up, those who are not here yet."""
    for reader in known["readers"].values():
        if reader["email"] not in cast.users:
            cast.sign_up(reader["email"], reader["name"])


def discuss(
    cast: Cast, articles: dict[str, Article], said: dict[str, Any], now: datetime
) -> Iterator[Comment]:
    """Post what readers say in order of time, below all articles; a moderator lets first comments through."""
    waiting = [
        (
            min((articles[slug].first_published_at or now) + remark.after, now - timedelta(minutes=1)),
            slug,
            remark,
        )
        for slug, thread in said["threads"].items()
        for remark in remarks(thread)
    ]
    posted: dict[tuple[str, int], int] = {}
    for at, slug, remark in sorted(waiting, key=itemgetter(0)):
        known = remark.known
        comment = posting.post(
            cast.users[said["readers"][known["by"]]["email"]],
            articles[slug].pk,
            known["text"],
            parent_id=None if remark.answers is None else posted[slug, remark.answers],
            at=at,
        )
        posted[slug, remark.place] = comment.pk
        if wrong := known.get("rejected"):
            step(cast, comment, "reject", **wrong)
        elif comment.status == Comment.Status.HELD and "held" not in known:
            step(cast, comment, "approve")
        like(cast, comment, known, said["readers"])
        yield comment


def like(cast: Cast, comment: Comment, known: dict[str, Any], readers: dict[str, Any]) -> None:
    """What the editors and other readers think of a comment."""
    if "picked" in known:
        deciding.pick(comment.pk, cast.of_role("moderator"), known["picked"])
    for name in known.get("recommended", []):
        changing.recommend(cast.users[readers[name]["email"]], comment.pk, on=True)


def ask(asked: dict[str, str], articles: dict[str, Article]) -> None:
    """What the editors want to know from readers."""
    for slug, prompt in asked.items():
        deciding.set_up(articles[slug].pk, Thread.Policy.BY_AGE, prompt)


def list_words(words: list[dict[str, str]]) -> None:
    """What the moderators look out for."""
    for word in words:
        Word.objects.add(**word)


def know_readers() -> None:
    """Readers whose comments have stood for long are trusted by now."""
    for reader in Reader.objects.all():
        trust.adjust(reader)


def step(cast: Cast, comment: Comment, name: str, **why: str) -> None:
    """One step of the moderator's."""
    deciding.decide(comment.pk, name, cast.of_role("moderator"), seen=comment.status, **why)
