"""Import: what is stored of a draft, once, and what of others' work it leaves alone."""

from datetime import date
from typing import Any
from unittest.mock import ANY

import pytest
from django.utils import timezone

from articles.importers import Bio, ImportedDraft, Source, Table, parse
from articles.importers.saving import Outcome, Saved, import_ref, save_draft
from articles.models import Article, Reference, Stakeholder, StakeholderName, StakeholderTable
from articles.models import Source as StoredSource
from articles.snapshot import snapshot
from authors.models import Author, User

from .make import make_author, make_section, make_topic

pytestmark = pytest.mark.django_db

TABLE = Table(
    "stakeholders",
    ["Actor", "Interest", "Risk"],
    [["**Skarn Museum**", "a landmark；visitors", "weight [[1]](https://a.example)"]],
    1,
)


def save(user: User, ref: str = "ref", **fields: Any) -> Saved:
    return save_draft(
        ImportedDraft(**{"headline": "Crane", "body": "Text.", **fields}), user=user, import_ref=ref
    )


def test_a_draft_becomes_a_whole_article(writer: User) -> None:
    section, topic = make_section("Harbour"), make_topic("Cranes")
    saved = save(
        writer, summary="Short.", body="Cited [[1]](https://a.example/x).\n\n{stakeholders}",
        tables=[TABLE], language="fr",
        sources=[Source("https://a.example/x", "A title"), Source("https://a.example")],
        byline=["Mara Okafor", "Tim Lund"],
        section="harbour", topics=["cranes"], label="Analysis", published="2020-05-12",
    )  # fmt: skip
    article = Article.objects.whole().get()
    payload = snapshot(article)
    assert (saved.outcome, saved.notes, article.owner) == (Outcome.STORED, [], writer)
    assert (article.section, list(article.topics.all()), article.label) == (section, [topic], "analysis")
    assert [by["name"] for by in payload["byline"]] == ["Mara Okafor", "Tim Lund"]
    assert [(ref["address"], ref["title"]) for ref in payload["references"]] == [
        ("https://a.example/x", "A title"), ("https://a.example", ""),
    ]  # fmt: skip
    assert payload["tables"] == [
        {
            "slug": "", "caption": ANY, "columns": ["Actor", "Interest", "Risk"],
            "rows": [{"stakeholder": ANY, "name": "Skarn Museum", "cells": [["a landmark", "visitors"],
            ["weight [[1]](https://a.example)"]]}],
        }
    ]  # fmt: skip
    assert article.first_published_at is not None
    assert timezone.localdate(article.first_published_at) == date(2020, 5, 12)
    assert article.versions.get().reason == "import"


def test_a_second_import_changes_nothing(writer: User) -> None:
    first = save(writer)
    Article.objects.update(body="An editor's text.")
    again = save(writer)
    assert (again.article, again.outcome) == (first.article, Outcome.UNCHANGED)
    assert Article.objects.get().body == "An editor's text."


def test_another_text_from_the_same_address_is_told_apart(writer: User) -> None:
    save(writer)
    assert save(writer, body="Another text.").outcome is Outcome.KNOWN
    assert Article.objects.get().body == "Text."


def test_a_text_is_known_by_its_address_else_by_its_words() -> None:
    stated = "---\nurl: https://Paper.example/crane/?utm_source=x\n---\nThe crane is sold.\n"
    assert import_ref(parse(stated), stated) == "https://paper.example/crane"
    text = "The crane is sold.\n"
    assert import_ref(parse(text), text) == import_ref(parse(text), "\ufeffThe crane is sold.\r\n")


def test_a_new_author_gets_biography_and_facts(writer: User) -> None:
    save(
        writer,
        byline=["Mara Okafor"],
        bios=[Bio("Mara Okafor", "Mara Okafor covers mills.", ["pt"], ["Dale"], "Faro", ["Tide"], ["mills"])],
    )
    author = Author.objects.get(name="Mara Okafor")
    assert (author.bio, author.birthplace) == ("Mara Okafor covers mills.", "Faro")
    assert (author.languages, author.education, author.former_posts, author.expertise) == (
        ["pt"],
        ["Dale"],
        ["Tide"],
        ["mills"],
    )


def test_a_biography_that_an_editor_wrote_is_never_overwritten(writer: User) -> None:
    make_author("Mara Okafor", bio="By an editor.")
    save(writer, byline=["mara okafor"], bios=[Bio("Mara Okafor", "By a machine.", ["pt"])])
    author = Author.objects.get()
    assert (author.bio, author.languages) == ("By an editor.", [])


def test_authors_whose_names_leave_no_slug_are_kept_apart(writer: User) -> None:
    save(writer, byline=["佐藤花子", "ليلى حداد"])
    assert [author.slug for author in Author.objects.order_by("pk")] == ["author", "author-2"]


def test_stakeholders_are_found_whatever_their_capitals_and_by_alias(writer: User) -> None:
    known = Stakeholder.objects.get_or_make("Skarn Museum")
    StakeholderName.objects.create(stakeholder=known, name="The Museum", folded="the museum")
    rows = [["SKARN museum", "a", "b"], ["the Museum", "c", "d"]]
    save(writer, tables=[Table("stakeholders", ["Stakeholder", "Aim", "Fear"], rows, 1)])
    assert [row.stakeholder for row in Article.objects.get().stakeholder_rows.all()] == [known, known]


def test_two_tables_keep_their_names_and_further_columns(writer: User) -> None:
    wide = Table("stakeholders", ["Stakeholder", "Aim", "Fear", "Power"], [["Museum", "a", "b", "c"]], 1)
    narrow = Table("stakeholders", ["Actor", "Aim"], [["Drivers", "d"]], 5, slug="table-2")
    save(writer, tables=[wide, narrow], body="{stakeholders}\n\n{stakeholders:table-2}")
    tables = snapshot(Article.objects.whole().get())["tables"]
    assert [(table["slug"], table["rows"][0]["cells"]) for table in tables] == [
        ("", [["a"], ["b"], ["c"]]), ("table-2", [["d"]]),
    ]  # fmt: skip
    assert StakeholderTable.objects.count() == 2


def test_a_source_that_is_known_is_used_again(writer: User) -> None:
    known = StoredSource.objects.get_or_make("https://a.example/x", "Known")
    save(writer, sources=[Source("https://A.example/x/", "Another title")])
    assert (Reference.objects.get().source, StoredSource.objects.get().title) == (known, "Known")


def test_what_the_paper_does_not_have_is_a_note(writer: User) -> None:
    saved = save(writer, section="Astrology", topics=["rail"], label="rant", published="2999-01-01")
    assert (saved.article.section, saved.article.label, saved.article.first_published_at) == (
        None,
        "news",
        None,
    )
    assert len(saved.notes) == 4


def test_what_is_too_long_for_its_field_is_kept_in_the_body(writer: User) -> None:
    headline, summary = "Crane " * 80, "Sold " * 600
    article = save(writer, headline=headline, summary=summary).article
    assert len(article.headline) <= 300
    assert headline.strip() in article.body
    assert summary.strip() in article.body
    assert save(writer, headline=headline, summary=summary).outcome is Outcome.UNCHANGED


def test_a_row_without_a_name_belongs_to_the_one_above(writer: User) -> None:
    rows = [["Museum", "a", "b"], ["", "c", "d"]]
    saved = save(writer, tables=[Table("stakeholders", ["Stakeholder", "Aim", "Fear"], rows, 1)])
    assert [str(row) for row in saved.article.stakeholder_rows.all()] == ["Museum", "Museum"]
    assert len(saved.notes) == 1


def test_the_longest_names_fit_the_database(writer: User) -> None:
    save(
        writer,
        byline=["X" * 500],
        tables=[Table("stakeholders", ["Stakeholder", "Aim"], [["Y" * 500, "a"]], 1)],
    )
    assert Article.objects.count() == 1
