"""The desk finds articles by everything they hold."""

from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client, TestCase

from articles import searching
from articles.models import Article, DeskWords
from articles.saving import finish
from authors.models import User
from newsroom.beat import beat
from tests.conftest import SignIn
from tests.desk import LIST
from tests.make import make_article, make_published, make_reference, make_row, make_source, make_topic
from tests.test_search import SCRIPTS

BUSY = {
    "headline": "Zürich’s ferry sinks",
    "short_headline": "Ferry gone",
    "summary": "Nobody was aboard the catamaran.",
    "body": "The harbourmaster said: **no comment** on the port-side leak.",
    "brief": "Ask the lighthouse keeper.",
}


@pytest.fixture
def busy(writer: User) -> Article:
    """An article with every part, beside one that has none of its words."""
    article = make_article(writer, authors=("Ilse Maarvik",), section="Coast", **BUSY)
    article.topics.add(make_topic("Navigation"))
    source = make_source("https://registry.example/wrecks/77", title="Wreck list", publisher="Lloyd's")
    make_reference(article, source=source, quote="lost with all cargo")
    make_row(article, "Guild of Pilots", motivations="Higher tariffs", challenges="Stormy winters")
    saved_again(article, writer)
    make_article(writer, headline="Quite another thing", authors=("Jon Tellerin",), section="Town")
    return article


def saved_again(article: Article, user: User, **fields: Any) -> None:
    """The article with these fields, as the next version."""
    article.version += 1
    Article.objects.filter(pk=article.pk).update(version=article.version, **fields)
    finish(article.pk, user)


def found(desk: Client, asked: str, **filters: str) -> list[str]:
    """The headlines that the list shows."""
    answer = desk.get(LIST, {"q": asked, **filters})
    assert answer.status_code == 200
    return [article.headline for article in answer.context["cl"].result_list]


@pytest.mark.parametrize(
    "asked",
    [
        "zurich", "ZÜRICH", "ferry gone", "catamaran", "harbourmaster", "lighthouse keeper", "ilse maarvik", "coast",
        "navigation", "guild pilots", "tariffs", "stormy winters", "wreck list", "lloyd's",
        "https://registry.example/wrecks/77", "lost with all cargo", "wanda writer catamaran", "catamaran tariffs",
    ],
)  # fmt: skip
def test_an_article_is_found_by_all_that_it_holds(asked: str, desk: Client, busy: Article) -> None:
    assert found(desk, asked) == [busy.headline]


def test_every_word_has_to_be_there(desk: Client, busy: Article) -> None:
    assert found(desk, "catamaran submarine") == []


def test_words_in_quotes_stand_beside_each_other(desk: Client, busy: Article) -> None:
    assert found(desk, '"no comment"') == [busy.headline]
    assert found(desk, '"comment no"') == []
    assert found(desk, "port-side") == [busy.headline]


def test_a_word_with_a_minus_must_not_be_there(desk: Client, busy: Article) -> None:
    assert found(desk, "wanda") == ["Quite another thing", busy.headline]
    assert found(desk, "wanda -catamaran") == ["Quite another thing"]
    assert found(desk, "-catamaran") == ["Quite another thing"]
    assert found(desk, 'wanda -"no comment"') == ["Quite another thing"]


def test_the_last_word_may_still_be_growing(desk: Client, busy: Article) -> None:
    assert found(desk, "ferry harbourm") == [busy.headline]
    assert found(desk, "harbourm ferry") == []
    assert found(desk, '"harbourm"') == []


def test_an_article_is_found_by_its_number_and_its_addresses(
    desk: Client, writer: User, publisher: User, busy: Article
) -> None:
    page = make_published(busy, writer, publisher).get_absolute_url()
    for asked in (
        f"#{busy.pk}",
        f"http://localhost/admin/articles/article/{busy.pk}/change/",
        page,
        page.rstrip("/"),
        f"https://causeway.example{page}history/1/",
        f" http://localhost:8000{page}?from=mail#comments ",
    ):
        assert found(desk, asked) == [busy.headline], asked
    assert found(desk, f"#{busy.pk + 1000}") == []
    assert found(desk, "/2026/01/01/nothing-here/") == []


def test_finding_goes_together_with_filters(desk: Client, busy: Article) -> None:
    assert found(desk, "wanda", section__id__exact=str(busy.section_id)) == [busy.headline]
    assert found(desk, "catamaran", state="published") == []


def test_what_was_changed_is_found_by_its_new_words_only(desk: Client, writer: User, busy: Article) -> None:
    saved_again(busy, writer, body="A rowing boat.")
    assert found(desk, "rowing") == [busy.headline]
    assert found(desk, "harbourmaster") == []


@pytest.mark.parametrize(("text", "asked"), SCRIPTS)
def test_other_scripts_are_found_too(text: str, asked: str, desk: Client, writer: User) -> None:
    make_article(writer, headline="Elsewhere", body=text)
    make_article(writer)
    assert found(desk, asked) == ["Elsewhere"]


@pytest.mark.parametrize(
    "asked",
    ['"', "'", '"""', "-", "--", '-"', "*", "a* OR b", "a & | ! b", "((", ":*", "\\", "'; DROP TABLE x; --", "title:x",
     "NEAR(a b)", "%", "_", "x" * 10_000, "word " * 2_000, '"a ' * 3_000, "😀", "\u202e\u0301", "#", "#" + "9" * 40,
     "a\x00b", "\ud800"],
)  # fmt: skip
def test_any_input_is_safe(asked: str, desk: Client, busy: Article) -> None:
    assert desk.get(LIST, {"q": asked.encode("utf-8", "replace")}).status_code == 200


def test_a_contributor_finds_only_what_they_may_read(
    contributor: User, busy: Article, sign_in: SignIn, publisher: User, writer: User
) -> None:
    browser = sign_in(contributor)
    page = make_published(busy, writer, publisher).get_absolute_url()
    for asked in ("catamaran", f"#{busy.pk}", page, "-nothing"):
        assert found(browser, asked) == []
    mine = make_article(contributor, headline="My own catamaran")
    assert found(browser, "catamaran") == [mine.headline]


def test_what_is_never_published_of_a_source_is_not_searched(
    desk: Client, busy: Article, writer: User
) -> None:
    source = make_source("https://leak.example/", identity="Deep Gullet", contact="555-1234")
    make_reference(busy, "leak", source=source)
    saved_again(busy, writer)
    assert found(desk, "leak.example") == [busy.headline]
    assert found(desk, "gullet") == []


def test_a_search_costs_no_more_than_the_list(
    desk: Client, busy: Article, django_assert_max_num_queries: Any
) -> None:
    desk.get(LIST)
    with django_assert_max_num_queries(15):
        assert found(desk, "wanda -nothing")


def test_articles_that_came_in_another_way_are_indexed_by_a_command(
    desk: Client, writer: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(searching, "BATCH", 2)
    Article.objects.bulk_create(Article(headline=f"Brought in {n}", owner=writer) for n in range(5))
    assert found(desk, "brought") == []
    call_command("index_articles")
    assert "5 articles indexed" in capsys.readouterr().out
    assert len(found(desk, "brought")) == 5
    Article.objects.filter(headline="Brought in 3").update(headline="Renewed", version=2)
    call_command("index_articles")
    assert "1 article indexed" in capsys.readouterr().out
    assert found(desk, "renewed") == ["Renewed"]
    call_command("index_articles", all=True)
    assert "5 articles indexed" in capsys.readouterr().out


def test_what_is_renamed_is_found_by_its_new_name(
    busy: Article, administrator: User, sign_in: SignIn
) -> None:
    browser = sign_in(administrator)
    author = busy.bylines.get().author
    source = busy.references.get().source
    pages = {
        f"/admin/authors/author/{author.pk}/change/": {"name": "Ilse Newname", "slug": author.slug},
        f"/admin/articles/source/{source.pk}/change/": {
            "kind": "web", "title": "Drowned ships", "address": source.address
        },
        f"/admin/articles/section/{busy.section_id}/change/": {"name": "Shoreline", "slug": "coast", "order": 0},
    }  # fmt: skip
    for page, data in pages.items():
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert browser.post(page, data).status_code == 302, page
    for asked in ("newname", "drowned ships", "shoreline"):
        assert found(browser, asked) == [busy.headline]


def test_the_longest_text_can_be_saved_and_found(desk: Client, writer: User) -> None:
    body = " ".join(f"{number:x}é" for number in range(250_000))
    article = make_article(writer, headline="Endless", body=body)
    assert found(desk, "endless 1fé") == [article.headline]


def test_what_was_saved_is_found_before_the_beat_sorts_it_in_and_after_it(desk: Client, writer: User) -> None:
    fresh = make_article(writer, headline="Fresh from the press")
    assert found(desk, "fresh press") == [fresh.headline]
    beat.call()
    assert found(desk, "fresh press") == [fresh.headline]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('articles_deskwords_index')")
            assert cursor.fetchone() == (0,)  # pages of what waited


def test_the_index_is_kept_after_a_migration_has_rebuilt_the_table(desk: Client, writer: User) -> None:
    lost = ("insert", "update", "delete") if connection.vendor == "sqlite" else ()  # PostgreSQL loses nothing
    with connection.cursor() as cursor:
        for act in lost:
            cursor.execute(f"DROP TRIGGER articles_deskwords_index_{act}")
    searching.install()
    make_article(writer, headline="After the rebuilding")
    assert found(desk, "rebuilding") == ["After the rebuilding"]
    DeskWords.objects.all().delete()
    assert found(desk, "rebuilding") == []
