"""Linking translations: an article stands with those that say the same in other languages, one for each."""

from django.db import transaction

from articles.models import Article, Translation
from authors.models import AuditEntry, User


def taken(article: Article, language: str, original: Article | None) -> Article | None:
    """The article that stands in this language already, where this one would be a translation of the original."""
    rows = Translation.objects.with_article(original.pk if original else article.pk or 0)
    together = {*rows.values_list("article_id", flat=True), *([original.pk] if original else [])}
    others = Article.objects.filter(pk__in=together - {article.pk})
    return next((one for one in others if one.language.casefold() == language.casefold()), None)


@transaction.atomic
def translate(article: Article, original: Article | None, by: User) -> None:
    """Have an article be a translation of another, or of none; pages follow at once, as they are made."""
    before = Translation.objects.filter(article=article).first()
    if original:
        theirs, _made = Translation.objects.get_or_create(
            article=original, defaults={"original_id": original.pk}
        )
        if before and before.original_id == theirs.original_id:
            Translation.objects.with_article(article.pk).update(original_id=original.pk)
        else:
            Translation.objects.update_or_create(
                article=article, defaults={"original_id": theirs.original_id}
            )
    elif before:
        before.delete()
    if before:
        left = Translation.objects.filter(original_id=before.original_id)
        if left.count() == 1:
            left.delete()
    AuditEntry.objects.record(by, "translate", article, of=original.pk if original else None)
