"""What readers say: posted and decided on through the comments' own functions."""

from datetime import datetime, timedelta
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
    cast: Cast, article: Article, thread: list[dict[str, Any]], readers: dict[str, Any], now: datetime
) -> int:
    """Post a thread in order of time; a moderator lets first comments through. Tells how many there are."""
    begin = article.first_published_at or now
    posted: dict[int, int] = {}
    said = remarks(thread)
    for remark in said:
        known = remark.known
        comment = posting.post(
            cast.users[readers[known["by"]]["email"]],
            article.pk,
            known["text"],
            parent_id=None if remark.answers is None else posted[remark.answers],
            at=min(begin + remark.after, now - timedelta(minutes=1)),
        )
        posted[remark.place] = comment.pk
        if wrong := known.get("rejected"):
            step(cast, comment, "reject", **wrong)
        elif comment.status == Comment.Status.HELD and "held" not in known:
            step(cast, comment, "approve")
        like(cast, comment, known, readers)
    return len(said)


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
