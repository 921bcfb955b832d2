"""Bringing an earlier version back, whole or one part of it, as one more version: nothing is ever taken back."""

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Version
from articles.payload import Payload
from articles.saving import Clash, claim, finish
from articles.snapshot import restore, snapshot
from authors.models import User

PARTS: Final[dict[str, Any]] = {
    "headline": gettext_lazy("Headline"),
    "short_headline": gettext_lazy("Headline in lists"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Body"),
    "label": gettext_lazy("Label"),
    "language": gettext_lazy("Language"),
    "byline": gettext_lazy("Byline"),
    "section": gettext_lazy("Section"),
    "topics": gettext_lazy("Topics"),
    "lead_image": gettext_lazy("Picture"),
    "references": gettext_lazy("References"),
    "tables": gettext_lazy("Stakeholder tables"),
}
"""The parts of a document that can be brought back one by one; what a change is said to be stays as it is."""


def differing_parts(old: Payload, new: Payload) -> list[str]:
    """The parts in which two versions differ."""
    return [name for name in PARTS if old[name] != new[name]]  # type: ignore[literal-required]


@transaction.atomic
def bring_back(article_id: int, number: int, user: User, *, version: int, part: str = "") -> Article:
    """Make the working copy, or one part of it, what version `number` was; raises Clash, PermissionError, KeyError.

    The text that is replaced stays a version, so this can be undone in the same way.
    """
    article: Article = Article.objects.select_for_update(of=("self",)).whole().get(pk=article_id)
    if not article.may_be_edited_by(user):
        raise PermissionError(_("You may not change this text where it stands now."))
    if article.version != version:
        raise Clash(article_id)
    earlier: Payload = Version.objects.get(article=article, number=number).payload
    now = snapshot(article)
    names = [part] if part else PARTS
    payload: Any = {**now, **{name: earlier[name] for name in names}}  # type: ignore[literal-required]
    claim(article)
    restore(article, payload)
    return finish(article_id, user, reason=_("version %(number)s") % {"number": number})
