"""Which articles say the same in other languages; around their editions, live."""

from typing import Self

from django.db import models


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Questions to the links between translations."""

    def with_article(self, article_id: int) -> Self:
        """The rows of an article and of those it stands with; none where it stands alone."""
        own = self.model._default_manager.filter(article=article_id)
        return self.filter(original_id__in=own.values("original_id"))


class Translation(models.Model):  # noqa: DJ008 (never shown)
    """That an article is a translation of another, or is itself that other one: then `original_id` is its own number.

    The number stays what it is when the original leaves, so that its translations stay together.
    """

    article = models.OneToOneField(
        "articles.Article", models.CASCADE, primary_key=True, related_name="+", editable=False
    )
    original_id = models.BigIntegerField(db_index=True)

    objects = TranslationQuerySet.as_manager()
