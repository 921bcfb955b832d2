"""What lives on around a frozen text: marks at its sources, ways to the pages of sources and stakeholders.

The HTML of an edition stays as it was frozen; what is known by now is added as the page is made. An edition that is
shown beforehand, and not stored, leads where it will lead once it is live.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from django import template
from django.db.models import Exists, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.listings import has_page, has_source_page
from articles.markdown import line_text
from articles.models.edition import Edition
from articles.models.source import Source
from articles.models.stakeholder import Stakeholder
from articles.models.standing import StandingPage
from articles.payload import ReferencePayload, TablePayload
from articles.templatetags.reading import spelled_out

register = template.Library()

ITEM: Final = re.compile(r'(<li id="source-\d+">\n<p class="what">(.*?)</p>.*?)(</li>)', re.S)
PARTY: Final = re.compile(r'<th scope="row">([^<]*)</th>')
TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a stakeholder's row: its column's heading, and its items as plain words."""

    heading: str
    items: list[str]


@register.filter
def rows_of(tables: list[TablePayload], numbers: set[int]) -> list[list[Cell]]:
    """What an edition's tables say of a stakeholder, whichever of its numbers they know it by."""
    return [
        [
            Cell(heading, [line_text(item) for item in cell])
            for heading, cell in zip(table["columns"][1:], row["cells"], strict=False)
            if cell
        ]
        for table in tables
        for row in table["rows"]
        if row["stakeholder"] in numbers
    ]


@register.filter
def uses_of(references: list[ReferencePayload], source: int) -> list[ReferencePayload]:
    """An edition's references to a source."""
    return [one for one in references if one["source"] == source]


@register.filter
def iso_day(text: str) -> str:
    """A day of a payload, spelled out; what is no day stays as it is."""
    try:
        return spelled_out(date.fromisoformat(text))
    except ValueError:
        return text


@register.filter
def hostname(address: str) -> str:
    """The site that an address leads to."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


@register.simple_tag
def sources_now(edition: Edition) -> SafeString:
    """The list of sources with what is known of each by now; one query."""
    shown: defaultdict[str, set[int]] = defaultdict(set)
    archived = {}
    for reference in edition.payload["references"]:
        shown[reference["title"] or reference["address"] or reference["key"]].add(reference["source"])
        archived[reference["source"]] = bool(reference["archived"])
    policy = Exists(StandingPage.objects.filter(kind=StandingPage.Kind.UNNAMED))
    told = has_source_page() if edition.pk else Value(True)
    rows = Source.objects.filter(pk__in=archived).annotate(has_page=told, policy=policy)
    known = {row.pk: row for row in rows.only("kind", "gone_since", "archived_address")}
    unnamed = {one["source"] for one in edition.payload["references"] if one["kind"] == Source.Kind.UNNAMED}

    def item(found: re.Match[str]) -> str:
        same = shown.get(unescape(TAG.sub("", found[2])), set())
        # Two sources that readers see under one name are not told apart here.
        source = known.get(next(iter(same))) if len(same) == 1 else None
        if source and (source.pk in unnamed or source.kind == Source.Kind.UNNAMED):
            return found[1] + why_unnamed(source) + found[3]
        return found[1] + (said_now(source, archived[source.pk]) if source else "") + found[3]

    return mark_safe(ITEM.sub(item, edition.sources_html))  # noqa: S308 (frozen clean; what is added is escaped)


def why_unnamed(source: Any) -> str:
    """The way to what the paper says of unnamed sources, if it says anything; nothing else is told of one."""
    if not source.policy:
        return ""
    page, said = reverse("standing_page", args=[StandingPage.Kind.UNNAMED]), _("When we do not name a source")
    return format_html('<p class="kind now"><a href="{}">{}</a></p>\n', page, said)


def said_now(source: Any, archived: bool) -> str:
    """What is to be said of a source by now, '' for nothing; a copy that the edition names is not named twice."""
    parts = []
    if source.gone_since:
        seen = spelled_out(timezone.localdate(source.gone_since))
        parts.append(
            format_html(
                '<span class="tag">{}</span> {}',
                _("Original no longer online"),
                _("as we found on %(day)s.") % {"day": seen},
            )
        )
    if source.archived_address and not archived:
        parts.append(
            format_html('<a href="{}" rel="noopener">{}</a>', source.archived_address, _("Archived copy"))
        )
    if source.has_page:
        parts.append(
            format_html('<a href="{}">{}</a>', source.get_absolute_url(), _("Our articles that rest on this"))
        )
    said = format_html_join(" ", "{}", ((part,) for part in parts))
    return format_html('<p class="kind now">{}</p>\n', said) if parts else ""


@register.simple_tag
def text_now(edition: Edition) -> SafeString:
    """The text, in whose tables each stakeholder leads to a page of its own; one query, none without tables."""
    named = {row["name"]: row["stakeholder"] for table in edition.payload["tables"] for row in table["rows"]}
    if not named:
        return mark_safe(edition.html)  # noqa: S308 (frozen clean)
    rows = Stakeholder.objects.filter(pk__in=named.values()).select_related("merged_into")
    if edition.pk:
        rows = rows.filter(has_page())
    known = {row.pk: row.standing for row in rows}

    def heading(found: re.Match[str]) -> str:
        party = known.get(named.get(unescape(found[1]), 0))
        if not party:
            return found[0]
        return f'<th scope="row"><a href="{party.get_absolute_url()}">{found[1]}</a></th>'

    return mark_safe(PARTY.sub(heading, edition.html))  # noqa: S308 (frozen clean; addresses are made of slugs)
