"""Storing what a draft rests on: its references, and the sources that nobody here knew yet."""

from typing import Any, Final

from django.utils import timezone

from articles.addresses import normalise
from articles.models import Article, Reference, Source
from articles.saving import key_for

from .draft import ImportedDraft
from .draft import Source as ImportedSource

PEOPLE: Final = (Source.Kind.INTERVIEW, Source.Kind.UNNAMED)


def refer(article: Article, draft: ImportedDraft) -> None:
    """A reference for each source, in order."""
    taken = {found.key for found in draft.sources if found.key}
    for place, found in enumerate(draft.sources, start=1):
        source = _source(found)
        key = found.key or key_for(found.address, taken)
        taken.add(key)
        Reference.objects.create(
            article=article,
            source=source,
            key=key,
            wording=found.title[:300] if draft.exact and found.title != source.title else "",
            quote=found.quote,
            note=found.note[:300],
            order=place,
        )


def _source(found: ImportedSource) -> Source:
    """The known source of this address or, but for people, of this name; what is not known of it is filled in."""
    told: dict[str, Any] = {
        "kind": found.kind if found.kind in Source.Kind.values else Source.Kind.WEB,
        "title": found.title[:300],
        "publisher": found.publisher[:160],
        "published_on": found.published or None,
        "accessed_on": found.accessed or None,
        "archived_address": found.archived,
        "unnamed_reason": found.unnamed_reason[:300],
    }
    if found.address:
        told["accessed_on"] = told["accessed_on"] or timezone.localdate()
        made = {"address": found.address.strip(), **told}
        source, new = Source.objects.get_or_create(normalised=normalise(found.address), defaults=made)
    elif told["kind"] in PEOPLE:
        source, new = Source.objects.create(**told), True  # two people of one description stay two
    else:
        same = {name: told[name] for name in ("kind", "title", "publisher")}
        source = Source.objects.filter(address="", **same).first() or Source.objects.create(**told)
        new = False
    blank = (
        {} if new else {name: value for name, value in told.items() if value and not getattr(source, name)}
    )
    if blank:
        Source.objects.filter(pk=source.pk).update(**blank)
        source.refresh_from_db()
    return source
