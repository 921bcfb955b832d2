"""The payload of a form as it was posted: nothing of it is stored, and mistakes in it do not hinder."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db.models import Model, QuerySet

from articles.addresses import normalise
from articles.forms.article import CHANGE, LANGUAGE, ArticleForm
from articles.markdown import citations
from articles.models import Article, Reference, Source, Topic
from articles.payload import Payload
from articles.saving import key_for
from articles.snapshot import snapshot

CITED: Final = re.compile(r"\]\]\(\s*([^\s)]*)")
TEXTS: Final = ("headline", "short_headline", "label", "language", "summary", "body", *CHANGE)


def unsaved_payload(form: ArticleForm, formsets: Iterable[Any], *, kind: str | None = None) -> Payload:
    """What would be published of the article if the form were saved; form and rows are bound to what was posted."""
    form.is_valid()
    article = form.instance
    for name in TEXTS:
        if (posted := form.data.get(form.add_prefix(name))) is not None:
            setattr(article, name, posted)
    if not LANGUAGE.fullmatch(article.language):
        article.language = "en"
    parts: dict[str, QuerySet[Any]] = {
        "topics": _as_loaded(getattr(form, "cleaned_data", {}).get("topics", ()), Topic)
    }
    for formset in formsets:
        name = formset.fk.remote_field.get_accessor_name()
        parts[name] = _as_loaded(_rows(formset), formset.model)
    references = parts.get("references")
    if references is not None:
        _add_cited(article, references, parts)
    return _taken_of(article, parts, kind)


def _taken_of(article: Article, parts: dict[str, QuerySet[Any]], kind: str | None) -> Payload:
    """The snapshot of an article with these parts in the place of its stored ones; the article stays as it is."""
    stored, pk = getattr(article, "_prefetched_objects_cache", {}), article.pk
    try:
        article._prefetched_objects_cache = parts  # type: ignore[attr-defined]
        article.pk = pk or 0  # one that is not stored yet has rows all the same
        return snapshot(article, kind=kind)
    finally:
        article._prefetched_objects_cache = stored  # type: ignore[attr-defined]
        article.pk = pk


def _as_loaded(things: Iterable[Model], model: type[Model]) -> QuerySet[Any]:
    """A queryset that holds these and asks nobody, in the place of one that was prefetched."""
    loaded: QuerySet[Any] = model._default_manager.none()
    loaded._result_cache = list(things)
    return loaded


def _rows(formset: Any) -> Iterator[Model]:
    """The rows that stand, in their posted order; those without author, source or name do not stand yet."""
    formset.is_valid()
    standing = []
    for place, form in enumerate(formset.forms if formset.is_bound else ()):
        if form in formset.deleted_forms or not (form.instance.pk or form.has_changed()):
            continue
        if _stands(form.instance):
            order = form.cleaned_data.get("order") if hasattr(form, "cleaned_data") else None
            standing.append((30_000 if order is None else order, place, form.instance))
    for _order, _place, row in sorted(standing, key=lambda one: one[:2]):
        yield row


def _stands(row: Model) -> bool:
    wanted = {"Byline": "author", "Reference": "source", "StakeholderRow": "stakeholder"}.get(
        type(row).__name__
    )
    return wanted is None or getattr(row, wanted, None) is not None


def _cites_new(text: str, known: set[str | None]) -> bool:
    """Whether a text may cite an address that is not known: a glance, which spares reading the Markdown once more."""
    for address in CITED.findall(text):
        try:
            if normalise(address) not in known:
                return True
        except ValueError:
            return True
    return False


def _add_cited(article: Article, references: QuerySet[Any], parts: dict[str, QuerySet[Any]]) -> None:
    """Sources that saving would make for web addresses in the text."""
    rows: list[Reference] = references._result_cache  # type: ignore[assignment]
    taken = {row.key for row in rows}
    known = {row.source.normalised for row in rows}
    table_rows = parts.get("stakeholder_rows", ())
    texts = [article.body, *(f"{row.motivations}\n{row.challenges}" for row in table_rows)]
    missing: dict[str, str] = {}
    for mark in (
        mark for text in texts if _cites_new(text, known) for mark in citations(text) if mark.address
    ):
        address = normalise(mark.address)
        if address not in known:
            missing.setdefault(address, mark.address)
    stored = {source.normalised: source for source in Source.objects.filter(normalised__in=missing)}
    for normalised, address in missing.items():
        key = key_for(address, taken)
        taken.add(key)
        source = stored.get(normalised) or Source(address=address, normalised=normalised)
        rows.append(Reference(source=source, key=key))
