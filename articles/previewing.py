"""Previews: the edition readers would find at a moment, not stored, and links to it for people without an account."""

from datetime import datetime, timedelta
from typing import Final

from django.core import signing
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from articles.freezing import paths, typeset
from articles.models import Address, Article, Edition, PreviewLink
from articles.models.edition import EditionQuerySet
from articles.payload import Payload
from articles.snapshot import snapshot
from articles.withdrawn import PICTURE_WITHDRAWN, in_body_withdrawn, without_withdrawn
from articles.workflow import State

OUT: Final = (State.RELEASED, State.RETRACTED)
"""States in which nobody works on a next edition."""
SALT: Final = "articles.previewing"
A_VISIT: Final = timedelta(minutes=1)
"""A link that is opened again within this time was opened once; so a storm of openings writes next to nothing."""


def pending(article: Article) -> Edition | None:
    """What is frozen and goes live later."""
    return _stored(article).pending().first()


def as_of(article: Article, at: datetime) -> Edition:
    """What readers would find at that moment: what is frozen for then, what is out, or the working copy."""
    frozen = pending(article)
    if frozen and frozen.goes_live_at <= at:
        without_withdrawn([frozen])
        return frozen
    if not frozen and article.state in OUT and (live := _stored(article).live().first()):
        without_withdrawn([live])
        return live
    return would_be(article, snapshot(article), at)


def would_be(article: Article, payload: Payload, at: datetime) -> Edition:
    """The edition that publishing this payload at that moment would make; it has no row, and no `pk`.

    A further edition whose kind is not chosen yet is shown as an update.
    """
    now = timezone.now()
    change = payload["change"]
    if not change["kind"]:
        payload = {**payload, "change": {**change, "kind": str(Edition.Kind.UPDATE)}}
    before = _stored(article).once_live(now).first() if article.pk else None
    edition = typeset(article, payload, before=before, live_at=at, clock=now)
    edition.address = Address(path=_path(article, edition.first_published_at), article=article)
    image = article.lead_image
    edition.picture_withdrawn = bool(image and image.withdrawn_at)  # type: ignore[attr-defined]
    return edition


def _stored(article: Article) -> EditionQuerySet:
    found = Edition.objects.filter(article=article, cancelled_at=None).select_related("address")
    return found.annotate(picture_withdrawn=PICTURE_WITHDRAWN, in_body_gone=in_body_withdrawn())


def _path(article: Article, at: datetime) -> str:
    """The address it would get, which stays free."""
    others = Address.objects.exclude(article=article.pk)
    return next(path for path in paths(article, at) if not others.filter(path=path).exists())


# Links for people without an account


def token(link: PreviewLink) -> str:
    """The signed number of a link, which nobody can guess."""
    return signing.Signer(salt=SALT, sep=".").sign(str(link.pk))


def address(link: PreviewLink) -> str:
    """Where the link leads, without the site's address."""
    return reverse("shared_preview", args=[token(link)])


def opened(signed: str) -> PreviewLink | None:
    """The link that was signed, if it still leads anywhere."""
    try:
        number = signing.Signer(salt=SALT, sep=".").unsign(signed)
    except signing.BadSignature:
        return None
    links = PreviewLink.objects.filter(pk=number, revoked_at=None, expires_at__gt=timezone.now())
    return links.exclude(article__state=State.SPIKED).first()


def count_visit(link: PreviewLink) -> None:
    """Somebody has opened it."""
    now = timezone.now()
    rested = Q(opened_at=None) | Q(opened_at__lt=now - A_VISIT)
    PreviewLink.objects.filter(rested, pk=link.pk).update(opened=F("opened") + 1, opened_at=now)


def published_since(link: PreviewLink) -> Edition | None:
    """What stands in public if the article was published after the link was made."""
    live = Edition.objects.live().filter(article=link.article_id).select_related("address").first()
    return live if live and live.goes_live_at >= link.made_at else None
