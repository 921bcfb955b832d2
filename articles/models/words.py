"""The words that things are found by: folded text, with an index beside it that each database keeps by itself."""

from typing import Self

from django.db import connections, models
from django.db.models.expressions import Func, Value

from articles.folding import Wanted
from images.saying import by_index


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
        """The numbers of some of these rows, looked up in the index of words on PostgreSQL."""
        return by_index(self, most)


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
