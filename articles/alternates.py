"""The same article in other languages, as far as it can be read now."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery

from articles.languages import own_name
from articles.models.entry import Entry
from articles.models.translation import Translation
from articles.prepared import NUMBER, Prepared

ORIGINAL: Final = Subquery(
    Translation.objects.filter(article=OuterRef("article")).values("original_id"),
    output_field=BigIntegerField(),
)
"""To annotate editions with: the article that theirs is a translation of or itself; None where none was made."""


def _listed() -> QuerySet[Entry, tuple[int, str, str]]:
    """What is listed of the articles that stand together, the oldest first."""
    together = Translation.objects.filter(original_id=NUMBER).values("article")
    listed = Entry.objects.listed().filter(article__in=together).exclude(headline="")
    return listed.order_by("published_at", "article").values_list("article_id", "language", "path")


_LISTED: Final = Prepared(Entry, _listed)


@dataclass(frozen=True, slots=True)
class Alternate:
    """One language that an article can be read in; of all of them one is the original, and one for everybody else."""

    article: int
    language: str
    path: str
    is_original: bool
    is_default: bool

    @property
    def name(self) -> str:
        return own_name(self.language)


def alternates(original: int | None) -> list[Alternate]:
    """Every language that this article can be read in, its own too; none where there is only one. One query at most."""
    found: dict[str, tuple[int, str, str]] = {}
    for article, language, path in _LISTED.ask({NUMBER: original}) if original else ():
        found.setdefault(language.casefold(), (article, language, path))
    if len(found) < 2:
        return []
    everybody = next((one for one in found.values() if one[1] == settings.LANGUAGE_CODE), None)
    default = everybody or next(iter(found.values()))
    return [
        Alternate(*one, is_original=one[0] == original, is_default=one is default) for one in found.values()
    ]
