"""From the working copy to its payload and back."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext, override

from articles import payload as shape
from articles.addresses import normalise
from articles.markdown import called, citations, pictures_called
from articles.models import (
    Article,
    Byline,
    ChangeKind,
    Edition,
    Reference,
    Source,
    Stakeholder,
    StakeholderRow,
    StakeholderTable,
)
from articles.payload import Payload
from articles.reporting import coverage_of
from authors.models import Author
from images.models import Image

BESIDE: Final = ("slug", "was_wrong", "is_right", "embargo", "brief", "deadline", "planned_for")
"""What somebody types into the article's form that is no part of every payload."""

SEMICOLON: Final = re.compile("[;；؛]")


def items(cell: str) -> list[str]:
    """The several items of a cell, which are separated by semicolons of any script."""
    return [item for part in SEMICOLON.split(cell) if (item := part.strip())]


def day(value: date | None) -> str:
    """A date as ISO 8601, '' for none."""
    return value.isoformat() if value else ""


def snapshot(article: Article, *, kind: str | None = None) -> Payload:
    """The payload of the working copy; `kind` is that of the edition it would become, found out if not given.

    Load the article with `Article.objects.whole()`: six queries, whatever its size.
    """
    image, coverage = article.lead_image, coverage_of(article)
    first = not article.editions.filter(cancelled_at=None).exists() if kind is None else kind == "first"
    change: shape.ChangePayload = {
        "kind": str(Edition.Kind.FIRST) if first else kind or article.change_kind,
        "note": "" if first else article.change_note.strip(),
        "was_wrong": "",
        "is_right": "",
    }
    if change["kind"] == ChangeKind.CORRECTION:
        change |= {"was_wrong": article.was_wrong.strip(), "is_right": article.is_right.strip()}
    section = article.section
    return {
        "schema": shape.SCHEMA,
        "headline": article.headline.strip(),
        "short_headline": article.short_headline.strip(),
        "label": article.label,
        "language": article.language,
        "summary": article.summary.strip(),
        "body": article.body.replace("\r\n", "\n").strip(),
        "byline": [byline_payload(byline) for byline in article.bylines.all()],
        "section": {"id": section.pk, "name": section.name, "slug": section.slug} if section else None,
        "topics": [{"id": t.pk, "name": t.name, "slug": t.slug} for t in article.topics.all()],
        "lead_image": image.as_payload() if image else None,
        "images": images_of(written(article.body, coverage)),
        "coverage": coverage,
        "references": [reference_payload(reference) for reference in article.references.all()],
        "tables": table_payloads(article),
        "change": change,
    }


MOST_PICTURES: Final = 200


def written(body: str, coverage: shape.CoveragePayload | None) -> str:
    """All running text of an article, for what looks through it."""
    return "\n\n".join([body, *(entry["text"] for entry in coverage["entries"])]) if coverage else body


def images_of(body: str, known: Iterable[shape.ImagePayload] = ()) -> list[shape.ImagePayload]:
    """The pictures that a body calls, in its order: as they are known already, else from the library, if not withdrawn.

    One query, and none for a body that calls no picture.
    """
    codes = pictures_called(body)[:MOST_PICTURES]
    kept = list(known)
    new = [code for code in codes if not called(code, kept)]
    if new:
        library = Image.objects.called(new).filter(withdrawn_at=None).order_by("pk")
        kept += [image.as_payload() for image in library]
    shown = {image["name"]: image for code in codes if (image := called(code, kept))}
    return list(shown.values())


def beside(article: Article) -> dict[str, str]:
    """What is typed beside the payload, as texts; each version keeps it, and nothing publishes it."""
    values = {name: getattr(article, name) for name in BESIDE}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value or ""
        for name, value in values.items()
    }


def byline_payload(byline: Byline) -> shape.BylinePayload:
    """One author as shown."""
    told: shape.BylinePayload = {
        "author": byline.author_id,
        "name": byline.author.name,
        "role": byline.role,
    }
    if expertise := byline.expertise.strip():
        told["expertise"] = expertise
    return told


def reference_payload(reference: Reference) -> shape.ReferencePayload:
    """A reference as shown."""
    source = reference.source
    told: shape.ReferencePayload = {
        "key": reference.key,
        "source": source.pk,
        "kind": source.kind,
        "title": reference.wording or source.title,
        "publisher": source.publisher,
        "address": source.address,
        "published": day(source.published_on),
        "accessed": day(source.accessed_on),
        "archived": source.archived_address,
        "quote": reference.quote.strip(),
        "note": reference.note,
        "unnamed_reason": source.unnamed_reason if source.kind == Source.Kind.UNNAMED else "",
    }
    if source.document and source.kind != Source.Kind.UNNAMED:
        told["document"] = source.document
    return told


def table_payloads(article: Article) -> list[shape.TablePayload]:
    """The stakeholder tables as shown; one without caption and headings of its own has the usual ones."""
    with override(article.language):
        usual = [gettext("Stakeholder"), gettext("Primary motivation"), gettext("Challenges")]
        caption = gettext("Who wants what")
    dressed = {table.slug: table for table in article.tables.all()}
    tables: dict[str, shape.TablePayload] = {}
    for row in article.stakeholder_rows.all():
        dress = dressed.get(row.table)
        table = tables.setdefault(
            row.table,
            {
                "slug": row.table,
                "caption": (dress.caption if dress else "") or caption,
                "columns": list(dress.columns if dress else []) or usual,
                "rows": [],
            },
        )
        cells = [items(row.motivations), items(row.challenges), *(items(cell) for cell in row.further)]
        width = len(table["columns"]) - 1
        table["rows"].append(
            {
                "stakeholder": row.stakeholder_id,
                "name": row.stakeholder.name,
                "cells": (cells + [[]] * width)[:width],
            }
        )
    return list(tables.values())


def restore(article: Article, payload: Payload) -> None:
    """Make the working copy what the payload says; saves the article's parts, and the article's own fields."""
    for name in ("headline", "short_headline", "label", "language", "summary", "body"):
        setattr(article, name, payload[name])
    section, image = payload["section"], payload["lead_image"]
    article.section_id = section["id"] if section else None
    article.lead_image = Image.objects.filter(pk=image["image"]).first() if image else None
    change = payload["change"]
    first = change["kind"] == Edition.Kind.FIRST
    article.change_kind = "" if first or change["kind"] == Edition.Kind.RETRACTION else change["kind"]
    article.change_note, article.was_wrong, article.is_right = (
        change["note"],
        change["was_wrong"],
        change["is_right"],
    )
    article.save()
    article.topics.set([topic["id"] for topic in payload["topics"]])
    article.bylines.all().delete()
    known = Author.objects.in_bulk([by["author"] for by in payload["byline"]])
    Byline.objects.bulk_create(
        Byline(
            article=article,
            author=known[by["author"]],
            role=by["role"],
            expertise=by.get("expertise", ""),
            order=place,
        )
        for place, by in enumerate(payload["byline"])
        if by["author"] in known
    )
    article.references.all().delete()
    sources = Source.objects.in_bulk([ref["source"] for ref in payload["references"]])
    Reference.objects.bulk_create(
        Reference(
            article=article,
            source=sources[ref["source"]],
            key=ref["key"],
            wording="" if ref["title"] == sources[ref["source"]].title else ref["title"],
            quote=ref["quote"],
            note=ref["note"],
            order=place,
        )
        for place, ref in enumerate(payload["references"])
        if ref["source"] in sources
    )
    restore_tables(article, payload["tables"])


def restore_tables(article: Article, tables: list[shape.TablePayload]) -> None:
    """Make the article's stakeholder rows what the payload says."""
    article.tables.all().delete()
    article.stakeholder_rows.all().delete()
    named = [row["stakeholder"] for table in tables for row in table["rows"]]
    known = {
        one.pk: one.standing for one in Stakeholder.objects.filter(pk__in=named).select_related("merged_into")
    }
    rows: list[StakeholderRow] = []
    for table in tables:
        StakeholderTable.objects.create(
            article=article, slug=table["slug"], caption=table["caption"], columns=table["columns"]
        )
        for row in table["rows"]:
            cells = ["; ".join(cell) for cell in row["cells"]] + ["", ""]
            stakeholder = known.get(row["stakeholder"]) or Stakeholder.objects.get_or_make(row["name"])
            rows.append(
                StakeholderRow(
                    article=article,
                    table=table["slug"],
                    stakeholder=stakeholder,
                    motivations=cells[0],
                    challenges=cells[1],
                    further=cells[2:-2],
                    order=len(rows),
                )
            )
    StakeholderRow.objects.bulk_create(rows)


def missing_citations(article: Article) -> list[tuple[str, str]]:
    """The web addresses cited in the text that no reference answers yet, as (label, address), each once."""
    texts = [
        article.body,
        *(f"{row.motivations}\n{row.challenges}" for row in article.stakeholder_rows.all()),
    ]
    known = {ref.source.normalised for ref in article.references.select_related("source")}
    missing: dict[str, tuple[str, str]] = {}
    for mark in (mark for text in texts for mark in citations(text)):
        if not mark.address:
            continue
        try:
            normalised = normalise(mark.address)
        except ValueError:
            continue  # the check for dangling citations names it
        if normalised not in known:
            missing.setdefault(normalised, (mark.label, mark.address))
    return list(missing.values())
