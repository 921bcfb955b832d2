"""What is exported as Markdown and imported again is the same article."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.exporters import MARK, Facts, as_markdown
from articles.importers import ImportedDraft, parse
from articles.importers.saving import Outcome, import_ref, save_draft
from articles.models import Article, Edition, Source
from articles.payload import BylinePayload, Payload, ReferencePayload, TablePayload
from articles.snapshot import snapshot
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_published,
    make_reference,
    make_row,
    make_source,
    make_topic,
)

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)

# What the importer never keeps, whatever the document: controls, and marks that turn the order of a line round.
characters = st.characters(
    exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\ufeff\u202a\u202b\u202c\u202d\u202e"
)
traps = st.sampled_from(
    [
        "---", "...", MARK, "{stakeholders}", "{stakeholders:abroad}", "[[register]]", "[[1]](https://a.example/x)",
        "| a | b |", "|---|---|", "Home | World | Sports", "By Anna Berg", "## References", "[1] https://r.example/1",
        "    x = 1", "> quoted", "- item", "```\ncode [1]\n```", "References", "© 2026 The Post", "headline: x",
        "<b>bold</b>", "\\", "#", "”“", "حصة", "漁業", "🐟",
    ]
)  # fmt: skip
texts = st.lists(st.text(characters, max_size=30) | traps, min_size=1, max_size=4).map(" ".join)
line = texts.map(lambda text: " ".join(text.split()))
words = line.filter(bool)
bodies = st.lists(texts, min_size=1, max_size=8).flatmap(
    lambda parts: st.sampled_from(["\n", "\n\n", "\n\n\n"]).map(lambda between: between.join(parts).strip())
)
items = words.map(lambda text: text.translate(dict.fromkeys(map(ord, ";；؛"), ","))).filter(str.strip)
days = st.just("") | st.dates().map(lambda day: day.isoformat())
addresses = st.just("") | st.integers(0, 99).map(lambda number: f"https://r.example/{number}?q=a(b)")


@st.composite
def references(draw: st.DrawFn) -> ReferencePayload:
    return {
        "key": draw(st.from_regex(r"[-a-zA-Z0-9_]{1,40}", fullmatch=True)),
        "source": 0,
        "kind": draw(st.sampled_from(["web", "document", "data", "interview", "wire", "unnamed"])),
        "title": draw(line),
        "publisher": draw(line),
        "address": draw(addresses),
        "published": draw(days),
        "accessed": draw(days),
        "archived": draw(addresses),
        "quote": draw(texts).strip(),
        "note": draw(line),
        "unnamed_reason": draw(line),
    }


@st.composite
def tables(draw: st.DrawFn) -> TablePayload:
    width = draw(st.integers(1, 4))
    cells = st.lists(st.lists(items, max_size=3), min_size=width - 1, max_size=width - 1)
    rows = draw(st.lists(st.tuples(words, cells), min_size=1, max_size=4))
    return {
        "slug": draw(st.sampled_from(["", "abroad", "table-2"])),
        "caption": draw(line),
        "columns": draw(st.lists(line, min_size=width, max_size=width)),
        "rows": [{"stakeholder": 0, "name": name, "cells": found} for name, found in rows],
    }


people = st.lists(words, unique=True, max_size=3).flatmap(
    lambda names: st.tuples(
        *[st.tuples(st.just(name), st.just("") | line, st.just("") | words) for name in names]
    )
)


def signed(name: str, role: str, expertise: str) -> BylinePayload:
    """One author of a byline; a line of expertise is there only if it says something."""
    by: BylinePayload = {"author": 0, "name": name, "role": role}
    return {**by, "expertise": expertise} if expertise else by


@st.composite
def payloads(draw: st.DrawFn) -> Payload:
    section = draw(st.none() | words)
    return {
        "schema": 1,
        "headline": draw(words),
        "short_headline": draw(line),
        "label": draw(st.sampled_from(["news", "opinion"])),
        "language": draw(st.sampled_from(["en", "fr", "ar", "zh-Hans", "pt-BR", "no"])),
        "summary": draw(texts).strip(),
        "body": draw(bodies),
        "byline": [signed(*by) for by in draw(people)],
        "section": {"id": 1, "name": section, "slug": "x"} if section else None,
        "topics": [{"id": 1, "name": name, "slug": "x"} for name in draw(st.lists(words, max_size=3))],
        "lead_image": None,
        "references": draw(st.lists(references(), max_size=4, unique_by=lambda one: one["key"])),
        "tables": draw(st.lists(tables(), max_size=2, unique_by=lambda one: one["slug"])),
        "change": {"kind": "first", "note": "", "was_wrong": "", "is_right": ""},
    }


def facts(payload: Payload) -> Facts:
    return Facts(
        uri="tag:localhost,2026:article/1", article=1, site="http://localhost:8000", paper="The Causeway",
        address="http://localhost:8000/2026/11/23/gate/", payload=payload, html="", sources_html="", words=0,
        number=1, kind="first", note="", was_wrong="", is_right="", fingerprint="f" * 64, first_published=NOW,
        updated=None, live_since=NOW, retracted=False, redacted=False, picture_withdrawn=False, verbatim=True,
        removed="", profiles={}, pictures=[], editions=[],
    )  # fmt: skip


BESIDE = ("source", "document")
"""What an export tells beside the text: the file itself is not in it."""


def told(draft: ImportedDraft) -> dict[str, Any]:
    """A draft in the words of a payload."""
    return {
        "headline": draft.headline,
        "short_headline": draft.short_headline,
        "label": draft.label,
        "language": draft.language,
        "summary": draft.summary,
        "body": draft.body,
        "byline": [(name, draft.roles.get(name, ""), draft.expertise.get(name, "")) for name in draft.byline],
        "section": draft.section,
        "topics": draft.topics,
        "references": [
            {name: getattr(source, name) for name in ReferencePayload.__annotations__ if name not in BESIDE}
            for source in draft.sources
        ],
        "tables": [(table.slug, table.caption, table.columns, table.rows) for table in draft.tables],
    }


def same(payload: Payload) -> dict[str, Any]:
    """A payload as far as a draft can tell it."""
    plain = cast(dict[str, Any], payload)
    names = ("headline", "short_headline", "label", "language", "summary", "body")
    return {
        **{name: plain[name] for name in names},
        "byline": [(by["name"], by["role"], by.get("expertise", "")) for by in payload["byline"]],
        "section": payload["section"]["name"] if payload["section"] else "",
        "topics": [topic["name"] for topic in payload["topics"]],
        "references": [
            {name: value for name, value in one.items() if name != "source"} for one in payload["references"]
        ],
        "tables": [
            (
                table["slug"],
                table["caption"],
                table["columns"],
                [[row["name"], *map("; ".join, row["cells"])] for row in table["rows"]],
            )
            for table in payload["tables"]
        ],
    }


@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(payloads())
def test_the_importer_reads_an_export_word_for_word(payload: Payload) -> None:
    draft = parse(as_markdown(facts(payload)))
    assert told(draft) == same(payload)
    assert not draft.unplaced
    assert not draft.notes


def test_a_key_that_is_changed_by_hand_into_nonsense_is_made_anew() -> None:
    text = as_markdown(facts({**EMPTY, "references": [{**REFERENCE, "key": "register"}]}))
    assert [one.key for one in parse(text.replace("register", "no key!")).sources] == [""]


def test_tables_that_are_changed_below_the_text_are_not_lost() -> None:
    row = {"stakeholder": 0, "name": "Port of Aldery", "cells": [["A wide lock"]]}
    table: Any = {"slug": "", "caption": "", "columns": ["Who", "What"], "rows": [row]}
    text = as_markdown(facts({**EMPTY, "tables": [table]}))
    assert text.endswith("| Who | What |\n| --- | --- |\n| Port of Aldery | A wide lock |\n")
    draft = parse(text + "| Dockers | Wages |\n")
    assert "Dockers" in draft.unplaced[0].text
    assert "differs from the front matter" in draft.notes[0].text


def test_an_export_whose_front_matter_was_turned_into_something_else_is_read_as_any_document() -> None:
    text = as_markdown(facts({**EMPTY, "references": [REFERENCE]}))
    draft = parse(text.replace("references:", "references: none\nold:"))
    assert (draft.headline, draft.exact) == ("Gate", False)
    assert "The gate is late" in draft.body


def test_an_entry_that_we_never_wrote_is_kept_and_named() -> None:
    draft = parse(as_markdown(facts(EMPTY)).replace("headline:", "mood: blue\nheadline:"))
    assert [item.text for item in draft.unplaced] == ["mood: blue"]
    assert "mood" in draft.notes[0].text


REFERENCE: ReferencePayload = {
    "key": "register", "source": 0, "kind": "web", "title": "Register of gates", "publisher": "", "published": "",
    "address": "https://r.example/1", "accessed": "", "archived": "", "quote": "", "note": "", "unnamed_reason": "",
}  # fmt: skip
EMPTY: Payload = {
    "schema": 1, "headline": "Gate", "short_headline": "", "label": "news", "language": "en", "summary": "Late.",
    "body": "The gate is late.", "byline": [], "section": None, "topics": [], "lead_image": None, "references": [],
    "tables": [], "change": {"kind": "first", "note": "", "was_wrong": "", "is_right": ""},
}  # fmt: skip


def without_numbers(payload: Any) -> dict[str, Any]:
    """What a payload says, without what differs between two articles that say the same."""
    said = {name: value for name, value in payload.items() if name not in ("lead_image", "change")}
    said["byline"] = [{**by, "author": 0} for by in said["byline"]]
    return said


@pytest.mark.django_db
def test_an_article_that_is_imported_into_the_same_house_rests_on_the_same_sources(
    client: Client, writer: User, publisher: User
) -> None:
    edition = published(writer, publisher)
    saved = stored(client, edition, writer)
    assert saved.pk != edition.article_id
    copy = snapshot(Article.objects.whole().get(pk=saved.pk))
    asked, given = without_numbers(edition.payload), without_numbers(copy)
    people = (
        [one.pop("source") for one in given["references"]],
        [one.pop("source") for one in asked["references"]],
    )
    assert given == asked
    assert people[0][:2] == people[1][:2]
    assert people[0][2] != people[1][2], "two people of one description stay two"


@pytest.mark.django_db
def test_an_article_that_is_imported_into_another_house_brings_its_sources(
    client: Client, writer: User, publisher: User
) -> None:
    edition = published(writer, publisher)
    Source.objects.update(title="", publisher="", address="https://gone.example", normalised=None)
    saved = stored(client, edition, writer)
    copy = without_numbers(snapshot(Article.objects.whole().get(pk=saved.pk)))
    for one in [*copy["references"], *edition.payload["references"]]:
        one.pop("source")
    assert copy["references"] == edition.payload["references"]


@pytest.mark.django_db
def test_importing_an_export_again_stores_nothing(client: Client, writer: User, publisher: User) -> None:
    edition = published(writer, publisher)
    stored(client, edition, writer)
    text = client.get(f"{edition.address.path}article.md").content.decode()
    draft = parse(text)
    again = save_draft(draft, user=writer, import_ref=import_ref(draft, text))
    assert again.outcome is Outcome.UNCHANGED


def published(writer: User, publisher: User) -> Edition:
    """An edition with everything that one can have."""
    article = make_article(
        writer, body="The gate is late.[[register]] So is[[plan]] the *second*.[[aide]]\n\n{stakeholders}",
        short_headline="Gate late", label="analysis",
    )  # fmt: skip
    article.bylines.update(expertise="Has reported on the harbour for twelve years.")
    article.bylines.create(author=make_author("Per Olsen"), role="photographs", order=5)
    article.topics.add(make_topic())
    register = make_source(publisher="Harbour office", published_on="2026-03-01", accessed_on="2026-11-01")
    make_reference(
        article, source=register, quote="Not before May.", note="Page 3", wording="The register", order=1
    )
    plan = Source.objects.create(kind="document", title="The plan", publisher="Ministry")
    make_reference(article, "plan", source=plan, order=2)
    aide = Source.objects.create(
        kind="unnamed", title="A ministry official", unnamed_reason="Fears for the post."
    )
    make_reference(article, "aide", source=aide, order=3)
    article.tables.create(slug="", caption="Who waits", columns=["Who", "For **what**", "Against", "Until"])
    make_row(article, further=["May; June"])
    make_row(article, name="Dockers* of [Aldery]")
    article.tables.create(slug="abroad", caption="Abroad", columns=["Stakeholder", "Aim"])
    make_row(article, name="Norden", table="abroad", motivations="Fish | ice", challenges="")
    return make_published(article, writer, publisher)


def stored(client: Client, edition: Edition, user: User) -> Article:
    """The article that importing this edition's document makes."""
    text = client.get(f"{edition.address.path}article.md").content.decode()
    draft = parse(text)
    assert not draft.notes
    saved = save_draft(draft, user=user, import_ref=import_ref(draft, text))
    assert (saved.outcome, saved.notes) == (Outcome.STORED, [])
    return saved.article
