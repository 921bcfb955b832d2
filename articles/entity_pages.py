"""What stands behind articles: a source and all that rests on it, a stakeholder over all articles, corrections."""

import logging
from typing import Any, Final

from django.core.files.storage import default_storage
from django.db.models import Count, OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from articles import listings
from articles.caching import public
from articles.models.entry import Entry, EntrySource, EntryStakeholder
from articles.models.publication import Section
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from articles.pages import a_list
from articles.payload import ReferencePayload
from authors.models import Author

logger = logging.getLogger(__name__)
LATEST: Final = 100
"""Entries from which it is seen who else stands in the same stories."""
COMPANY: Final = 12
TYPES: Final = {
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
}
"""What documents are told to be, by how their names end."""


@public
def stakeholder(request: HttpRequest, slug: str) -> HttpResponse:
    """A stakeholder: what it wants and what stands in its way, over time; with whom it shares stories."""
    found = get_object_or_404(Stakeholder.objects.select_related("merged_into"), slug=slug)
    party = found.standing
    links = EntryStakeholder.objects.filter(stakeholder=party, entry__in=Entry.objects.listed())
    latest = list(links.order_by("-published_at", "-article_id").values_list("entry", flat=True)[:LATEST])
    if not latest:
        raise Http404(_("No article names this stakeholder."))
    if found != party:
        return HttpResponsePermanentRedirect(party.get_absolute_url())
    shared = EntryStakeholder.objects.filter(entry__in=latest).exclude(stakeholder=party)
    company = shared.values("stakeholder__slug", "stakeholder__name").annotate(stories=Count("pk"))
    context: dict[str, Any] = {
        "stakeholder": party,
        "aliases": [name.name for name in party.names.order_by("pk") if name.name != party.name],
        "company": company.order_by("-stories", "stakeholder__name")[:COMPANY],
        "numbers": {party.pk, *party.merged.values_list("pk", flat=True)},
    }
    response = a_list(request, "articles/stakeholder.html", listings.of_stakeholder(party), **context)
    response["Cache-Tag"] = f"stakeholder-{party.pk}"
    return response


@public
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """A source as readers were last shown it, and all that rests on it.

    An unnamed one has no page: what somebody has told for one article and for another would name them in the end.
    """
    links = EntrySource.objects.filter(source=OuterRef("pk"), entry__in=Entry.objects.listed())
    newest = links.order_by("-published_at", "-article_id").values("entry")[:1]
    named = Source.objects.exclude(kind=Source.Kind.UNNAMED).annotate(newest=Subquery(newest))
    known = named.only("gone_since", "archived_address").filter(newest__isnull=False)
    found = get_object_or_404(known, pk=pk)
    last = get_object_or_404(Entry.objects.select_related("edition"), pk=found.newest)  # type: ignore[attr-defined]
    references: list[ReferencePayload] = last.edition.payload["references"]
    shown = next((one for one in references if one["source"] == found.pk), None)
    if not shown or shown["kind"] == Source.Kind.UNNAMED:
        raise Http404(_("There is no such source."))
    response = a_list(
        request,
        "articles/source.html",
        listings.of_source(found),
        source=found,
        shown=shown,
        kind_name=Source.Kind(shown["kind"]).label,
    )
    response["Cache-Tag"] = f"source-{found.pk}"
    return response


@public
def document(request: HttpRequest, name: str) -> HttpResponse:
    """A document that live editions rest on, to be kept and not to be run; no other one is there for strangers."""
    listed = EntrySource.objects.filter(document=name, entry__in=Entry.objects.listed())
    stored = f"documents/{name[:2]}/{name}"
    if not listed.exists():
        raise Http404(_("There is no such document."))
    try:
        with default_storage.open(stored) as file:
            content = file.read()
    except FileNotFoundError:
        raise Http404(_("There is no such document.")) from None
    except OSError:
        logger.exception("Document %s cannot be read", name)
        return HttpResponse(status=503, headers={"Retry-After": "60", "Cache-Control": "no-store"})
    suffix = name.rpartition(".")[2]
    response = HttpResponse(content, content_type=TYPES[suffix])
    response["Content-Disposition"] = f'attachment; filename="document-{name[:8]}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
def section_corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """What was put right in a section."""
    found = get_object_or_404(Section, slug=slug)
    current = found.parent_id or found.pk
    return a_list(
        request, "articles/corrections.html", listings.put_right_in(found), of=found, current=current
    )


@public
def author_corrections(request: HttpRequest, slug: str) -> HttpResponse:
    """What was put right in an author's articles."""
    found = get_object_or_404(Author, slug=slug)
    return a_list(request, "articles/corrections.html", listings.put_right_by(found), of=found)
