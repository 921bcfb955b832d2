"""What readers find by words: entries, and the names of authors, topics and stakeholders that entries carry."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, Self

from django.db import connections, models
from django.db.models.expressions import Func, Value

from articles.folding import Wanted
from articles.models.edition import instant
from articles.models.entry import Entry
from articles.models.words import Words, WordsQuerySet

SQLITE_WORDS: Final = "{title about text}"
"""The columns that hold words; the fourth holds what a row is filed under."""


class FiledWordsQuerySet(WordsQuerySet):
    """Finding by words among what is filed under something."""

    def under(self, wanted: Wanted, *filed: Iterable[str]) -> Self:
        """The rows with these words that are filed under one of each of these groups.

        On PostgreSQL words may stand in any order, which its index knows by itself; see `exactly`.
        """
        groups = [list(group) for group in filed]
        if not (wanted.phrases or groups):
            return self.none()
        if connections[self.db].vendor == "postgresql":
            words = wanted.loose()
            asked = (
                [Func(Value(words.tsquery()), template="to_tsquery('simple', %(expressions)s)")]
                if words
                else []
            )
            asked += [
                Func(Value(" | ".join(f"'_{one}'" for one in group)), template="%(expressions)s::tsquery")
                for group in groups
            ]
            return self.filter(_where("vector @@ (%(expressions)s)", *asked))
        phrases, without = wanted.fts5()
        match = [f"{SQLITE_WORDS} : ({phrases})"] if phrases else []
        match += [f"filed : ({' OR '.join(group)})" for group in groups]
        table = self.model._meta.db_table
        found = f"{self.model._meta.pk.column} IN (SELECT rowid FROM {table}_index WHERE {table}_index MATCH %(expressions)s)"  # noqa: S608, E501
        rows = self.filter(_where(found, Value(" AND ".join(match))))
        return rows.exclude(_where(found, Value(f"{SQLITE_WORDS} : ({without})"))) if without else rows


def _where(template: str, *asked: Func | Value) -> Func:
    return Func(*asked, template=template, arg_joiner=" && ", output_field=models.BooleanField())


class FiledWords(Words):
    """Words that can be found among those filed under something: `filed` holds codes such as section3."""

    filed = models.TextField()

    objects = FiledWordsQuerySet.as_manager()

    class Meta:
        abstract = True


class EntryWordsQuerySet(FiledWordsQuerySet):
    """The words of what lists show."""

    def listed(self, at: datetime | None = None) -> Self:
        """As Entry's; a notice of retraction has no words."""
        now = instant(at)
        ends = models.Q(superseded_at=None) | models.Q(superseded_at__gt=now)
        return self.filter(ends, goes_live_at__lte=now)


class EntryWords(FiledWords):
    """The words readers find an entry by, with its times; `plain` is the text itself, from which extracts are cut."""

    entry = models.OneToOneField(
        Entry, models.CASCADE, primary_key=True, related_name="words", editable=False
    )
    article_id = models.BigIntegerField()
    published_at = models.DateTimeField()
    goes_live_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    plain = models.TextField()

    objects = EntryWordsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-article_id"], name="words_newest")]


class NameWords(FiledWords):
    """The words of a name that some entry carries; `filed` is what it is of, `number` that thing's."""

    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filed", "number"], name="words_of_a_name")]
