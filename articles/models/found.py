"""What readers find by words: entries, and the names of authors, topics and stakeholders that entries carry."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.db import connections, models
from django.db.models.expressions import Func, RawSQL, Value

from articles.folding import Wanted
from articles.models.edition import instant
from articles.models.entry import Entry
from articles.models.words import Words, WordsQuerySet
from images.saying import looked_up

SQLITE_WORDS: Final = "{title about text}"
"""The columns that hold words; the fourth holds what a row is filed under."""
TSQUERY: Final = "to_tsquery('simple', %s)"
WEIGHTS: Final = "{0, 0.1, 0.4, 1}"
"""What is filed, a text's own words, what is said about it, its title: how much a word says there."""
NEAR: Final = 300
"""So many rows tell how common a word is."""
FAR: Final = 2_000
"""Reading the words of so many rows takes no longer than looking up a common word in the index."""
FAR_IN_ORDER: Final = 4_000
"""The same for a phrase, for which the words of the first LOOKED_AT of what the index knows are read besides."""
RARE: Final = 3
"""A word that so few of the nearest rows have may be in few rows at all."""
FEW: Final = 6_000
"""So many rows of a rare word are looked up at once."""
LONGEST: Final = timedelta(days=36_500)
LOOKED_AT: Final = 1_000
"""So many rows with all the words are looked at for a phrase, for one page."""


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


@dataclass(frozen=True, slots=True)
class _Walk:
    """What was met among the first rows: how many rows there were, when they begin, and how long a time they take."""

    fitting: list[int]
    with_words: int
    """How many have the words, in any order."""
    last: int | None
    """The last one that is looked at for a phrase, if there are so many."""
    seen: int
    begins: datetime
    lasts: timedelta


class EntryWordsQuerySet(FiledWordsQuerySet):
    """The words of what lists show."""

    def listed(self, at: datetime | None = None) -> Self:
        """As Entry's; a notice of retraction has no words."""
        now = instant(at)
        ends = models.Q(superseded_at=None) | models.Q(superseded_at__gt=now)
        return self.filter(ends, goes_live_at__lte=now)

    def first_with(
        self, wanted: Wanted, filed: Sequence[Iterable[str]], most: int
    ) -> tuple[list[int], int | None]:
        """The numbers of the first of these rows, in the order of their times, with these words that are filed so.

        For a phrase the first `LOOKED_AT` rows with its words are read, as all of an archive would take minutes: if
        it might stand in later ones too, the number of the last row that was read comes along.
        """
        if not (wanted.phrases or filed):
            return list(self.values_list("pk", flat=True)[:most]), None
        if not self._is_postgresql:
            return list(self.under(wanted, *filed).values_list("pk", flat=True)[:most]), None
        read = LOOKED_AT + 1 if wanted.in_order else most
        near = self._walk(NEAR, wanted, filed, most, read)
        if len(near.fitting) == most or near.seen < NEAR:
            return near.fitting, None
        among = FAR_IN_ORDER if wanted.in_order else FAR
        if near.with_words * among >= read * NEAR:
            far = self._walk(among, wanted, filed, most, read)
            if far.with_words == read or far.seen < among:
                beyond = far.with_words > LOOKED_AT and len(far.fitting) < most
                return far.fitting, far.last if beyond else None
        with_words = self.under(wanted, *filed)._looked_up(near, read)
        if not wanted.in_order:
            return with_words, None
        looked_at = self.filter(_where("entry_id = ANY(%(expressions)s)", Value(with_words[:LOOKED_AT])))
        numbers = list(looked_at.exactly(wanted).values_list("pk", flat=True)[:most])
        beyond = len(numbers) < most and len(with_words) > LOOKED_AT
        return numbers, with_words[LOOKED_AT - 1] if beyond else None

    def _looked_up(self, near: _Walk, most: int) -> list[int]:
        """The numbers of the first of these rows, which PostgreSQL looks up in the index of words.

        PostgreSQL knows neither what it costs to read the words of a row nor how a word's rows lie in time, so it is
        told what to do. A common word is met among the first rows, before this. Of a rare one all rows are looked up.
        For what lies between, the index is asked within a time that is as long as the first rows make likely.
        """
        met = near.with_words
        if met and len(found := self._within(near, 2, most)) == most:
            return found
        if met <= RARE and (few := self._if_few(most)) is not None:
            return few
        for share in (16,) if met else (2, 16):
            found = self._within(near, share, most)
            if len(found) == most:
                return found
        return self.numbers(most)

    def _within(self, near: _Walk, share: int, most: int) -> list[int]:
        """As many as lie within so many times the time in which they are likely to."""
        time, sign = ("gte", -1) if self._newest_first else ("lte", 1)
        lasts = min(near.lasts * share * most / max(1, near.with_words), LONGEST)
        return self.filter(**{f"published_at__{time}": near.begins + sign * lasts}).numbers(most)

    def _if_few(self, most: int) -> list[int] | None:
        """The first of these rows, if they are no more than few; None if they are."""
        rows = self.order_by().values("entry_id", "published_at", "article_id")
        few, told = rows[: FEW + 1].query.sql_with_params()
        way = "DESC" if self._newest_first else "ASC"
        sql = (
            f"SELECT entry_id, count(*) OVER () FROM ({few}) AS few "  # noqa: S608 (our own names)
            f"ORDER BY published_at {way}, article_id {way} LIMIT {most}"
        )
        found = looked_up(self.db, sql, told)
        return None if found and found[0][1] > FEW else [number for number, _all in found]

    @property
    def _newest_first(self) -> bool:
        return str(self.query.order_by[0]).startswith("-")

    def _walk(
        self, among: int, wanted: Wanted, filed: Sequence[Iterable[str]], most: int, read: int
    ) -> _Walk:
        """What fits among the first so many rows, and how many have the words; no more is read than is needed."""
        rows = self.values("entry_id", "published_at").annotate(vector=RawSQL("vector", ()))
        first, told = rows[:among].query.sql_with_params()
        groups, words = [_either(group) for group in filed], wanted.loose()
        parts = ["%s::tsquery"] * len(groups) + [TSQUERY] * bool(words)
        in_order = f"WHERE vector @@ {TSQUERY}" if wanted.in_order else ""
        sql = (
            f"WITH first AS MATERIALIZED ({first}), chosen AS MATERIALIZED "  # noqa: S608 (our own names)
            f"(SELECT entry_id, vector FROM first WHERE vector @@ ({' && '.join(parts)}) LIMIT {read}), "
            f"fitting AS (SELECT entry_id FROM (SELECT * FROM chosen LIMIT {max(LOOKED_AT, most)}) AS looked_at "
            f"{in_order} LIMIT {most}) "
            "SELECT (SELECT array_agg(entry_id) FROM fitting), (SELECT count(*) FROM chosen), "
            f"(SELECT entry_id FROM chosen OFFSET {LOOKED_AT - 1} LIMIT 1), "
            "count(*), min(published_at), max(published_at) FROM first"
        )
        asked = [*told, *groups, *([words.tsquery()] if words else [])]
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, [*asked, *([wanted.tsquery()] if wanted.in_order else [])])
            numbers, with_words, last, seen, *times = cursor.fetchone()
        begins, ends = reversed(times) if self._newest_first else times
        return _Walk(
            numbers or [], with_words, last, seen, begins, abs(ends - begins) if seen else timedelta()
        )

    def best(self, wanted: Wanted, numbers: list[int], most: int) -> list[int]:
        """Of the rows with these numbers those that answer best, the best one first."""
        table = self.model._meta.db_table
        newest = "published_at DESC, article_id DESC"
        if self._is_postgresql:
            sql = (
                f"SELECT entry_id FROM {table} WHERE entry_id = ANY(%s) "  # noqa: S608 (our own names)
                f"ORDER BY ts_rank('{WEIGHTS}', vector, {TSQUERY}, 1) DESC, {newest} LIMIT {most}"
            )
            told: list[Any] = [numbers, wanted.tsquery()]
        else:
            sql = (
                f"SELECT entry_id FROM {table}_index JOIN {table} ON {table}_index.rowid = entry_id "  # noqa: S608
                f"WHERE {table}_index MATCH %s AND entry_id IN (SELECT value FROM json_each(%s)) "
                f"ORDER BY bm25({table}_index, 10, 4, 1, 0), {newest} LIMIT {most}"
            )
            told = [f"{SQLITE_WORDS} : ({wanted.fts5()[0]})", json.dumps(numbers)]
        with connections[self.db].cursor() as cursor:
            cursor.execute(sql, told)
            return [number for (number,) in cursor.fetchall()]


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
