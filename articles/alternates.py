"""The same article in other languages, as far as it can be read now."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery

from articles.languages import own_name
from articles.models.entry import Entry
from articles.models.translation import Translation
from articles.prepared import NUMBER, Prepared


def _together(own: QuerySet[Translation]) -> QuerySet[Entry]:
    """What is listed of the articles that stand with this one, itself too."""
    rows = Translation.objects.filter(original_id__in=own.values("original_id"))
    return Entry.objects.listed().filter(article__in=rows.values("article")).exclude(headline="")


ORIGINAL: Final = Subquery(
    Translation.objects.filter(article=OuterRef("article")).values("original_id"),
    output_field=BigIntegerField(),
)
"""To annotate editions with: what an article is a translation of; its own number for an original, else None."""
_LISTED: Final = Prepared(
    Entry,
    lambda: _together(Translation.objects.filter(article=NUMBER)).order_by("edition").values_list("edition"),
)


def standing(article_id: int) -> list[int]:
    """The editions that stand with an article now, its own too; none if it never had a translation. One query."""
    return [edition for (edition,) in _LISTED.ask({NUMBER: article_id})]


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


def alternates(article_id: int) -> list[Alternate]:
    """Every language that an article can be read in, its own too; none where there is only one. One query."""
    own = Translation.objects.filter(article=article_id)
    original = Subquery(own.values("original_id"))
    listed = _together(own).annotate(original=original).order_by("published_at", "article")
    entries: dict[str, Entry] = {}
    for entry in listed.only("article", "language", "path"):
        entries.setdefault(entry.language.casefold(), entry)
    if len(entries) < 2:
        return []
    everybody = next((one for one in entries.values() if one.language == settings.LANGUAGE_CODE), None)
    default = everybody or next(iter(entries.values()))
    return [
        Alternate(
            one.article_id,
            one.language,
            one.path,
            is_original=one.article_id == one.original,  # type: ignore[attr-defined]
            is_default=one is default,
        )
        for one in entries.values()
    ]
