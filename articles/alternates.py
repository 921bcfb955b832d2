"""The same article in other languages, as far as it can be read now."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce

from articles.languages import own_name
from articles.models.entry import Entry
from articles.models.translation import Translation


def _together(own: QuerySet[Translation]) -> QuerySet[Entry]:
    """What is listed of the articles that stand with this one, itself too."""
    rows = Translation.objects.filter(original_id__in=own.values("original_id"))
    return Entry.objects.listed().filter(article__in=rows.values("article")).exclude(headline="")


def standing() -> Coalesce:
    """To annotate editions with: changes when a translation comes, changes or goes; 0 where there is none."""
    listed = _together(Translation.objects.filter(article=OuterRef(OuterRef(OuterRef("article"))))).order_by()
    total = listed.annotate(total=Func(F("edition"), function="SUM")).values("total")
    return Coalesce(Subquery(total), 0)


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
