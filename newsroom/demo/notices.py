"""What readers suggest: taken in, answered and published through the ordinary functions."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from articles.models import Article
from articles.publishing import move
from comments import accepting, noticing
from comments.accepting import Change
from comments.models import Notice
from comments.telling import tell_what_is_out

from .cast import Cast
from .content import moment

WAY = (("submit", "editor"), ("approve", "publisher"), ("publish", "publisher"))


def suggest(cast: Cast, article: Article, known: dict[str, Any], now: datetime) -> None:
    """One notice, and what became of it."""
    edition = article.editions.live().select_related("address").get()
    places = noticing.places(edition.payload)
    place = next(one for one in places if one.text.startswith(known["paragraph"]))
    said = {
        name: known[name] for name in ("kind", "text", "address", "name", "email", "credit") if name in known
    }
    sent = moment(known["sent"], now)
    notice = noticing.take(edition, place, uuid4(), reader=None, sender="", made_at=sent, **said)
    if why := known.get("declined"):
        accepting.decline(notice.pk, cast.of_role("editor"), why)
    if change := known.get("accepted"):
        accept(cast, article, notice, change)
        tell_what_is_out(timezone.now())


def accept(cast: Cast, article: Article, notice: Notice, change: dict[str, Any]) -> None:
    """Put the words in, and publish them."""
    version = Article.objects.get(pk=article.pk).version
    spot = accepting.spot_now(notice, Article.objects.whole().get(pk=article.pk))
    words = spot.shown.replace(*change["replace"]) if spot else ""
    told = {"change_kind": "correction", "change_note": change["note"]}
    told |= {name: change[name] for name in ("was_wrong", "is_right")}
    accepting.accept(
        notice.pk, cast.of_role("editor"), Change(words, told=told), version=version, answer=change["answer"]
    )
    for step, role in WAY:
        version = Article.objects.get(pk=article.pk).version
        move(article.pk, step, cast.of_role(role), version=version)
