"""The live edition as data, below the article's address: JSON, Markdown and, for its stakeholders, CSV."""

import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _

from articles import reading
from articles.caching import etag, unchanged
from articles.exporters import Facts, Line, as_csv, as_json, as_markdown
from articles.feeds import absolute, permanent
from articles.languages import spoken
from articles.models.edition import Edition
from articles.payload import Payload, ReferencePayload
from articles.reading import Standing
from articles.share_images import digest, path_of, stored_or_drawn, words_of
from articles.structured import picture_at, whole
from articles.views import at_address

JSON: Final = "application/json"
FOR_EVER: Final = "public, max-age=31536000, immutable"
UNNAMED: Final = "unnamed"


def facts_of(edition: Edition, editions: list[Edition], profiles: dict[int, str]) -> Facts:
    """All that an export tells of an edition, given its history and the profiles of its authors by their numbers."""
    path, withdrawn = edition.address.path, bool(getattr(edition, "picture_withdrawn", False))
    in_body = bool(getattr(edition, "in_body_gone", None))
    payload: Payload = edition.payload
    if withdrawn:
        payload = {**payload, "lead_image": None}
    references: list[ReferencePayload] = [
        {**one, "source": 0} if one["kind"] == UNNAMED else one for one in payload["references"]
    ]  # else the number would show in which other texts the same person speaks
    verbatim = not (withdrawn or in_body or edition.redacted_at) and references == payload["references"]
    payload = {**payload, "references": references}
    pictures = [image for image in [payload["lead_image"], *payload.get("images", [])] if image]
    return Facts(
        uri=permanent(edition.first_published_at, f"article/{edition.article_id}"),
        article=edition.article_id,
        site=settings.SITE_ADDRESS,
        paper=settings.PAPER_NAME,
        address=settings.SITE_ADDRESS + path,
        payload=payload,
        html=absolute(edition.html, path),
        sources_html=absolute(edition.sources_html, path),
        words=edition.words,
        number=edition.number,
        kind=edition.kind,
        note=edition.note,
        was_wrong=edition.was_wrong,
        is_right=edition.is_right,
        fingerprint=edition.fingerprint,
        first_published=edition.first_published_at,
        updated=edition.updated_at,
        live_since=edition.goes_live_at,
        retracted=edition.is_retraction,
        redacted=bool(edition.redacted_at),
        picture_withdrawn=withdrawn or in_body,
        verbatim=verbatim,
        removed=removed(edition),
        profiles=profiles,
        pictures=[(image, whole(picture_at(image))) for image in pictures],
        editions=[line_of(each) for each in editions],
    )


def removed(edition: Edition) -> str:
    """Why an edition has no text, in the language of its article; '' if it has one."""
    with translation.override(spoken(edition.payload["language"])):
        if edition.redacted_at:
            return _(
                "The text of this edition was removed for a legal reason. Its number, its times and its fingerprint "
                "stay in the record."
            )
        if edition.is_retraction:
            return _("This article is retracted: %(note)s") % {"note": edition.note}
    return ""


def line_of(edition: Edition) -> Line:
    """An edition as one line of its article's history."""
    return Line(
        number=edition.number,
        kind=edition.kind,
        at=edition.dated,
        note=edition.note,
        was_wrong=edition.was_wrong,
        is_right=edition.is_right,
        fingerprint=edition.fingerprint,
        redacted=bool(edition.redacted_at),
        changed_words=edition.changed_words,
    )


def standing(edition: Edition) -> Facts:
    """All of a live edition that an export tells; two queries."""
    signed = reading.signatures(edition)
    profiles = {
        by.author.pk: settings.SITE_ADDRESS + by.author.get_absolute_url() for by in signed if by.author
    }
    return facts_of(edition, list(reading.history(edition)), profiles)


def export(
    request: HttpRequest, found: Standing, name: str, content_type: str, write: Callable[[Facts], str]
) -> HttpResponse:
    """One form of the live edition, made only for those who do not have it yet; saved, it is called as the article."""
    tag = etag(name, found.edition.pk, *found.around)
    if response := unchanged(request, tag):
        return response
    response = HttpResponse(write(standing(found.edition)), content_type=content_type)
    slug = quote(found.edition.address.path.strip("/").rpartition("/")[2])
    show = "attachment" if name.endswith("csv") else "inline"
    response["Content-Disposition"] = f'{show}; filename="{slug}{name}"'
    response["ETag"] = tag
    response["X-Robots-Tag"] = "noindex"
    response["Link"] = f'<{settings.SITE_ADDRESS}{found.edition.address.path}>; rel="canonical"'
    return response


def written(data: Any) -> str:
    """Plain data as JSON that people can read too."""
    return json.dumps(data, ensure_ascii=False, indent=2)


@at_address
def article_json(request: HttpRequest, found: Standing) -> HttpResponse:
    """The article as JSON, by ninjs 3.1."""
    response = export(request, found, ".json", JSON, lambda facts: written(as_json(facts)))
    response["Access-Control-Allow-Origin"] = "*"
    return response


@at_address
def article_markdown(request: HttpRequest, found: Standing) -> HttpResponse:
    """The article as one Markdown document, which the importer reads back."""
    return export(request, found, ".md", "text/markdown; charset=utf-8; variant=CommonMark", as_markdown)


@at_address
def stakeholders_csv(request: HttpRequest, found: Standing) -> HttpResponse:
    """Who wants what, for spreadsheets."""
    if not found.edition.payload["tables"] and not removed(found.edition):
        raise Http404(_("This article has no table of stakeholders."))
    return export(request, found, "-stakeholders.csv", "text/csv; charset=utf-8; header=present", as_csv)


@at_address
def share_image(request: HttpRequest, found: Standing, name: str) -> HttpResponse:
    """The picture of the words that are live; a former one leads to it, so nothing else is ever made."""
    words = words_of(found.edition)
    if not words:
        raise Http404(_("This article has a photograph, or no text."))
    if name != digest(words):
        return HttpResponseRedirect(path_of(found.edition))
    response = HttpResponse(stored_or_drawn(words), content_type="image/png")
    response["Cache-Control"] = FOR_EVER
    response["ETag"] = f'"{name}"'
    return response
