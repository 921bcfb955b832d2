"""What readers find by words: entries, and the names of authors, topics and stakeholders that entries carry."""

import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple, Self

from django.db import connections, models
from django.db.models.expressions import Func, RawSQL, Value

from articles.folding import Wanted
from articles.models.edition import instant
from articles.models.entry import Entry
from articles.models.words import Words, WordsQuerySet

SQLITE_WORDS: Final = "{title about text}"
"""The columns that hold words; the fourth holds what a row is filed under."""
TSQUERY: Final = "to_tsquery('simple', %s)"
RANK: Final = {
    "postgresql": f"ts_rank('{{0, 0.1, 0.4, 1}}', vector, {TSQUERY}, 1) DESC",
    "sqlite": "bm25({index}, 10, 4, 1, 0)",
}
"""How well a row answers: the title says most, what is said about a text more than its own words."""


def filed_under(kind: str, which: object = "") -> str:
    """The code by which rows are filed under something, which no word that anybody types can be."""
    return "_" + kind + re.sub(r"[^a-z0-9]", "", str(which).lower())


class FiledWordsQuerySet(WordsQuerySet):
    """Finding by words among what is filed under something."""

    @property
    def _is_postgresql(self) -> bool:
        return connections[self.db].vendor == "postgresql"

    def under(self, wanted: Wanted, *filed: Iterable[str]) -> Self:
        """The rows with these words that are filed under one of each of these groups.

        On PostgreSQL the words may stand in any order, which its index knows by itself; see `exactly`.
        """
        groups = [list(group) for group in filed]
        if not (wanted.phrases or groups):
            return self.none()
        if self._is_postgresql:
            asked = [Func(Value(_either(group)), template="%(expressions)s::tsquery") for group in groups]
            if words := wanted.loose():
                asked.append(Func(Value(words.tsquery()), template="to_tsquery('simple', %(expressions)s)"))
            return self.filter(_where("vector @@ (%(expressions)s)", *asked))
        phrases, without = wanted.fts5()
        match = [f"{SQLITE_WORDS} : ({phrases})"] if phrases else []
        match += [f"filed : ({' OR '.join(one.strip('_') for one in group)})" for group in groups]
        index = f"{self.model._meta.db_table}_index"
        matching = f"SELECT rowid FROM {index} WHERE {index} MATCH %(expressions)s"  # noqa: S608 (our own names)
        found = f"{self.model._meta.pk.column} IN ({matching})"
        rows = self.filter(_where(found, Value(" AND ".join(match))))
        return rows.exclude(_where(found, Value(f"{SQLITE_WORDS} : ({without})"))) if without else rows

    def exactly(self, wanted: Wanted) -> Self:
        """Those whose words also stand beside each other where they should; for few rows, as it reads all words."""
        if self._is_postgresql and wanted.in_order:
            asked = Func(Value(wanted.tsquery()), template="to_tsquery('simple', %(expressions)s)")
            return self.filter(_where("vector @@ %(expressions)s", asked))
        return self


def _either(codes: Iterable[str]) -> str:
    return " | ".join(f"'{code}'" for code in codes)


def _where(template: str, *asked: Func | Value) -> Func:
    return Func(*asked, template=template, arg_joiner=" && ", output_field=models.BooleanField())


class FiledWords(Words):
    """Words that are found among those filed under something: `filed` holds the codes, see `filed_under`."""

    filed = models.TextField()

    objects = FiledWordsQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


class Chosen(NamedTuple):
    """Numbers of some rows, and among how many they were chosen."""

    numbers: list[int]
    among: int


class EntryWordsQuerySet(FiledWordsQuerySet):
    """The words of what lists show."""

    def listed(self, at: datetime | None = None) -> Self:
        """As Entry's; a notice of retraction has no words."""
        now = instant(at)
        ends = models.Q(superseded_at=None) | models.Q(superseded_at__gt=now)
        return self.filter(ends, goes_live_at__lte=now)

    def in_order(self, wanted: Wanted, among: int, most: int) -> Chosen:
        """Of the first so many rows those whose words stand as they should.

        To see that, PostgreSQL reads all words of a row: of a whole archive it would take minutes.
        """
        return self._chosen(f"vector @@ {TSQUERY}" if self._is_postgresql else "", "", wanted, among, most)

    def best(self, wanted: Wanted, among: int, most: int) -> Chosen:
        """Of the first so many rows those that answer best, the best one first."""
        where = f"vector @@ {TSQUERY}" if self._is_postgresql and wanted.in_order else ""
        return self._chosen(where, RANK[connections[self.db].vendor], wanted, among, most)

    def _chosen(self, where: str, rank: str, wanted: Wanted, among: int, most: int) -> Chosen:
        """The first rows are found by themselves before anything that takes long is asked of them."""
        index = f"{self.model._meta.db_table}_index"
        rows = self.values("entry_id", "published_at", "article_id")
        tables, asked = "first", wanted.tsquery()
        if self._is_postgresql:
            rows = rows.annotate(vector=RawSQL("vector", ()))
        elif rank:
            tables, asked = (
                f"{index} JOIN first ON rowid = entry_id",
                f"{SQLITE_WORDS} : ({wanted.fts5()[0]})",
            )
            where, rank = f"{index} MATCH %s", rank.format(index=index)
        first, told = rows[:among].query.sql_with_params()
        listed = "array_agg(entry_id)" if self._is_postgresql else "json_group_array(entry_id)"
        order = f"ORDER BY {rank}, published_at DESC, article_id DESC" if rank else ""
        sql = (
            f"WITH first AS MATERIALIZED ({first}), chosen AS MATERIALIZED "  # noqa: S608 (our own names)
            f"(SELECT entry_id FROM {tables} {f'WHERE {where}' if where else ''} {order} LIMIT {most}) "
            f"SELECT (SELECT {listed} FROM chosen), (SELECT count(*) FROM first)"
        )
        words = [asked] * (where.count("%s") + rank.count("%s"))
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, [*told, *words])
            numbers, counted = cursor.fetchone()
        return Chosen(json.loads(numbers) if isinstance(numbers, str) else numbers or [], counted)


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

    objects = EntryWordsQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        indexes = [models.Index(fields=["-published_at", "-article_id"], name="words_newest")]


class NameWords(FiledWords):
    """The words of a name that some entry carries; `filed` is what it is of, `number` that thing's."""

    number = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["filed", "number"], name="words_of_a_name")]
