"""Front page, sections, topics, authors, corrections: lists that are as fast at any depth."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import paging
from articles.models import Article, Edition
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_scheduled,
    make_section,
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def publish(
    count: int, writer: User, publisher: User, *, same_moment: bool = False, **fields: Any
) -> list[Edition]:
    """So many articles on one topic, the last one the newest."""
    topic = make_topic()
    editions = []
    for number in range(count):
        at = NOON if same_moment else NOON + timedelta(minutes=number)
        article = make_article(writer, headline=f"Piece {number:03}", first_published_at=at, **fields)
        article.topics.set([topic])
        editions.append(make_published(article, writer, publisher))
    return editions


def headlines(html: str) -> list[str]:
    return re.findall(r"Piece \d{3}", html)


def link(html: str, rel: str) -> str:
    """The address that a page gives as the next one, or the one before."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', html)
    return unescape(found[1]) if found else ""


LISTS = ["/sections/harbour/", "/topics/sea-gate/", "/authors/ilse-maarvik/"]


@pytest.mark.parametrize("same_moment", [False, True])
def test_a_list_can_be_read_to_its_end_and_back(
    client: Client, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch, same_moment: bool
) -> None:
    monkeypatch.setattr(paging, "PAGE", 4)
    publish(9, writer, publisher, same_moment=same_moment)
    newest_first = [f"Piece {number:03}" for number in range(8, -1, -1)]
    for path in LISTS:
        first = client.get(path).content.decode()
        second = client.get(path + link(first, "next")).content.decode()
        third = client.get(path + link(second, "next")).content.decode()
        assert [headlines(html) for html in (first, second, third)] == [
            newest_first[:4],
            newest_first[4:8],
            newest_first[8:],
        ]
        assert not link(third, "next")
        assert headlines(client.get(path + link(third, "prev")).content.decode()) == newest_first[4:8]


def test_back_from_the_second_page_is_the_first_one_whole(
    client: Client, writer: User, publisher: User
) -> None:
    publish(21, writer, publisher)
    second = client.get(
        "/sections/harbour/" + link(client.get("/sections/harbour/").content.decode(), "next")
    )
    first = client.get("/sections/harbour/" + link(second.content.decode(), "prev")).content.decode()
    assert len(headlines(first)) == 20
    assert not link(first, "prev")


@pytest.mark.parametrize("cursor", ["x", "1", "-1-1", "1-", "9" * 40 + "-1", "1-" + "9" * 40, "%00", "١-١"])
def test_a_place_nobody_was_given_is_not_found(
    client: Client, writer: User, publisher: User, cursor: str
) -> None:
    publish(1, writer, publisher)
    for path in (*LISTS, "/corrections/"):
        for side in ("before", "after"):
            response = client.get(f"{path}?{side}={cursor}")
            assert response.status_code == 404
            assert "There is nothing at this address" in response.content.decode()


def test_a_place_at_the_end_of_time_is_only_empty(client: Client, writer: User, publisher: User) -> None:
    publish(1, writer, publisher)
    for number in ("0-0", "9" * 17 + "-" + "9" * 18):
        for side in ("before", "after"):
            assert client.get(f"/sections/harbour/?{side}={number}").status_code == 200


def test_lists_hold_what_is_live_and_nothing_else(client: Client, writer: User, publisher: User) -> None:
    publish(1, writer, publisher)
    topic = make_topic()
    for headline in ("Draft piece", "Planned piece", "False piece"):
        article = make_article(writer, headline=headline)
        article.topics.set([topic])
        if headline == "Planned piece":
            make_scheduled(article, writer, publisher)
        if headline == "False piece":
            make_published(article, writer, publisher)
            make_move(article, "retract", publisher, note="Wrong from end to end.")
    for path in ("/", *LISTS):
        html = client.get(path).content.decode().partition('id="put-right"')[0]
        assert "Piece 000" in html
        assert "Draft piece" not in html
        assert "Planned piece" not in html
        assert "False piece" not in html


def test_an_article_is_listed_once_with_what_stands_now(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="Piece 001")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, headline="Piece 002")
    html = client.get("/sections/harbour/").content.decode()
    assert headlines(html) == ["Piece 002"]
    assert "Updated" in html


def test_a_sponsored_text_is_marked_and_never_leads(client: Client, writer: User, publisher: User) -> None:
    make_published(make_article(writer, headline="Piece 001"), writer, publisher)
    make_published(make_article(writer, headline="Piece 002", label="sponsored"), writer, publisher)
    html = client.get("/").content.decode()
    assert headlines(html)[0] == "Piece 001"
    assert '<span class="tag paid">Sponsored</span>' in html


def test_the_short_headline_stands_in_lists(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, headline="Something long", short_headline="Short")
    make_published(article, writer, publisher)
    html = client.get("/").content.decode()
    assert "Something long" not in html
    assert ">Short</a>" in html


def test_an_empty_section_says_so_and_leads_on(client: Client, db: None) -> None:
    make_section("Quiet")
    html = client.get("/sections/quiet/").content.decode()
    assert "Nothing has been published in this section yet." in html
    assert 'href="/"' in html


def test_the_front_page_of_a_new_paper_is_not_broken(client: Client, db: None) -> None:
    assert "Nothing has been published yet." in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["/sections/none/", "/topics/none/", "/authors/none/"])
def test_what_does_not_exist_is_not_found(client: Client, path: str, db: None) -> None:
    assert client.get(path).status_code == 404


def test_an_author_is_shown_with_life_and_languages(client: Client, db: None) -> None:
    make_author(
        "Sophie Laurent",
        bio="Born by the sea.",
        languages=["fr", "de"],
        expertise=["Energy"],
        education=["Lyon"],
        former_posts=["Correspondent in Riga"],
        birthplace="Brest",
    )
    html = client.get("/authors/sophie-laurent/").content.decode()
    for words in ("Born by the sea.", "French, German", "Energy", "Lyon", "Correspondent in Riga", "Brest"):
        assert words in html


def test_corrections_and_retractions_are_listed_with_what_is_right(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="Piece 001")
    make_published(article, writer, publisher)
    fields = {
        "change_kind": "correction",
        "was_wrong": "We said nine.",
        "is_right": "It is ten.",
        "body": "10",
    }
    edition = make_update(article, writer, publisher, **fields)
    false = make_article(writer, headline="Piece 002")
    make_published(false, writer, publisher)
    make_move(false, "retract", publisher, note="Forged.")
    for path in ("/corrections/", "/"):
        html = client.get(path).content.decode()
        assert "We said nine." in html
        assert "It is ten." in html
        assert "Forged." in html
        assert f'href="{edition.get_absolute_url()}history/1..2/"' in html


def test_a_headline_in_another_language_says_which(client: Client, writer: User, publisher: User) -> None:
    make_published(make_article(writer, language="ar", slug="gate"), writer, publisher)
    assert 'lang="ar" dir="rtl"' in client.get("/sections/harbour/").content.decode()


def test_an_article_is_listed_under_a_section_by_what_was_frozen(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="Piece 001")
    make_published(article, writer, publisher)
    Article.objects.filter(pk=article.pk).update(section=make_section("Elsewhere"))
    assert headlines(client.get("/sections/harbour/").content.decode()) == ["Piece 001"]


def test_lists_take_a_fixed_number_of_queries(
    client: Client,
    writer: User,
    publisher: User,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    monkeypatch.setattr(paging, "PAGE", 9)
    publish(1, writer, publisher)
    taken = {
        "/": 4,
        "/corrections/": 2,
        "/sections/harbour/": 2,
        "/topics/sea-gate/": 3,
        "/authors/ilse-maarvik/": 3,
    }

    def read(path: str, queries: int) -> str:
        client.get(path)
        with django_assert_num_queries(queries):
            return client.get(path).content.decode()

    for path, queries in taken.items():
        read(path, queries)
    publish(11, writer, publisher)
    for path, queries in taken.items():
        html = read(path, queries)
        if following := link(html, "next"):
            html = read(path + following, queries)
            read(path + link(html, "prev"), queries + 1)
