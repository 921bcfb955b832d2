"""The words that things are found by: folded text, with an index beside it that each database keeps by itself."""

from typing import Final, Self

from django.db import connections, models
from django.db.models.expressions import Func, Value

from articles.folding import Wanted

TOLD: Final = {
    "enable_seqscan": "off",
    "enable_indexscan": "off",
    "cpu_operator_cost": "0.25",  # a hundred times as much as PostgreSQL thinks, about what reading a row's words takes
    "work_mem": "'32MB'",  # or it would forget which rows of a page it has found, and read the words of all
    "max_parallel_workers_per_gather": "0",
}
BY_INDEX: Final = "; ".join(f"SET {name} = {value}" for name, value in TOLD.items())
AS_EVER: Final = "; ".join(f"RESET {name}" for name in TOLD)


class WordsQuerySet(models.QuerySet["Words"]):
    """Finding by words."""

    def matching(self, wanted: Wanted) -> Self:
        """The rows whose words are those that are wanted; use it inside `__in=…values("pk")`."""
        if not wanted:
            return self.none()
        if connections[self.db].vendor == "postgresql":
            return self.filter(_where("vector @@ to_tsquery('simple', %(expressions)s)", wanted.tsquery()))
        table = self.model._meta.db_table
        key = self.model._meta.pk.column
        found = f"{key} IN (SELECT rowid FROM {table}_index WHERE {table}_index MATCH %(expressions)s)"  # noqa: S608
        rows = self
        phrases, without = wanted.fts5()
        if phrases:
            rows = rows.filter(_where(found, phrases))
        return rows.exclude(_where(found, without)) if without else rows

    def numbers(self, most: int) -> list[int]:
        """The numbers of some of these rows, which PostgreSQL looks up in the index of words.

        It does not know what it costs to read the words of a row, and would read those of a whole table.
        """
        sql, told = self.values_list("pk")[:most].query.sql_with_params()
        with connections[self.db].cursor() as cursor:
            # In one go, so that nothing of it lasts.
            cursor.execute(f"{BY_INDEX}; {sql}; {AS_EVER}", told)
            for _setting in range(BY_INDEX.count(";") + 1):
                cursor.nextset()
            return [number for (number,) in cursor.fetchall()]


def _where(template: str, words: str) -> Func:
    return Func(Value(words), template=template, output_field=models.BooleanField())


class Words(models.Model):
    """Folded words of one thing, by how much they say: its title, what is said about it, its text."""

    title = models.TextField()
    about = models.TextField()
    text = models.TextField()

    objects = WordsQuerySet.as_manager()

    class Meta:
        abstract = True
