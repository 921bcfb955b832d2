"""Saving a working copy: claim its version, make missing sources, keep a version of the whole document."""

import re
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from articles.models import Article, Reference, Source, Version
from articles.noting import keep_places
from articles.searching import keep_words
from articles.snapshot import beside, missing_citations, snapshot
from authors.models import User


class Clash(Exception):
    """Somebody has saved the article since it was opened; nothing was changed."""


def claim(article: Article) -> None:
    """Take the version that was opened, or raise Clash; the article's own number follows."""
    if not Article.objects.claim(article.pk, article.version):
        raise Clash(article.pk)
    article.version += 1


def key_for(address: str, taken: set[str]) -> str:
    """A key for a web source that is still free: its host's name, with a number from the second on."""
    host = re.sub(r"^www\.", "", urlsplit(address).hostname or "")
    base = slugify(host.rsplit(".", 1)[0].replace(".", "-"))[:32] or "source"
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def link_sources(article: Article) -> None:
    """Make the references, and the sources they need, for web addresses that the text cites."""
    references = list(article.references.all())
    taken = {reference.key for reference in references}
    last = max((reference.order for reference in references), default=0)
    for _label, address in missing_citations(article):
        key = key_for(address, taken)
        taken.add(key)
        last += 1
        source = Source.objects.get_or_make(address)
        if not source.accessed_on:
            Source.objects.filter(pk=source.pk, accessed_on=None).update(accessed_on=timezone.localdate())
        Reference.objects.create(article=article, source=source, key=key, order=last)


@transaction.atomic
def finish(article_id: int, user: User, reason: str = "") -> Article:
    """After a save of any part: make missing sources, keep the whole as a version, and its words for search."""
    link_sources(Article.objects.get(pk=article_id))
    article = Article.objects.whole().select_related("owner").get(pk=article_id)
    payload = snapshot(article)
    keep_places(article, payload)
    article.body_pictures.set([image["image"] for image in payload["images"]])
    Version.objects.create(
        article=article,
        number=article.version,
        payload=payload,
        beside=beside(article),
        saved_by=user,
        reason=reason,
    )
    keep_words(article)
    return article
