"""Feeds carry the full text, keep their names for ever, and are the same in every format."""

import json
from datetime import timedelta
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Article, Edition
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db

FORMS = ("atom.xml", "rss.xml", "feed.json")
PLACES = ("", "sections/harbour/", "topics/sea-gate/", "authors/ilse-maarvik/")


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    article = make_article(
        writer, headline="The gate & the <tide>", body="The gate is late.[[register]]\n\nThe island waits."
    )
    article.topics.add(make_topic())
    make_reference(article)
    make_published(article, writer, publisher)
    return article


def parsed(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def read(client: Client, address: str) -> Any:
    return json.loads(client.get(address).content)


@pytest.mark.parametrize("place", PLACES)
def test_every_list_has_a_feed_in_every_format(client: Client, article: Article, place: str) -> None:
    titles = [parsed(client, f"/{place}feeds/{form}").entries[0].title for form in FORMS[:2]]
    titles.append(read(client, f"/{place}feeds/feed.json")["items"][0]["title"])
    assert [title.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") for title in titles] == [
        article.headline
    ] * 3


@pytest.mark.parametrize("form", FORMS[:2])
def test_an_item_carries_the_whole_text_and_its_sources(client: Client, article: Article, form: str) -> None:
    item = parsed(client, f"/feeds/{form}").entries[0]
    text = item.content[0].value
    assert "The island waits." in text
    assert "Register of gates" in text


def test_links_within_the_text_lead_to_the_article_from_anywhere(client: Client, article: Article) -> None:
    path = Edition.objects.get().get_absolute_url()
    text = read(client, "/feeds/feed.json")["items"][0]["content_html"]
    assert f'href="http://localhost:8000{path}#source-1"' in text
    assert 'href="#' not in text
    assert 'href="/' not in text


def test_an_item_keeps_its_name_when_headline_and_text_change(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    before = [parsed(client, f"/feeds/{form}").entries[0].id for form in FORMS[:2]]
    make_update(article, writer, publisher, headline="The gate is open", slug="open")
    after = [parsed(client, f"/feeds/{form}").entries[0].id for form in FORMS[:2]]
    assert before == after
    assert read(client, "/feeds/feed.json")["items"][0]["id"] == before[0]


def test_an_update_moves_the_second_date_and_not_the_first(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    before = parsed(client, "/feeds/atom.xml").entries[0]
    assert before.published == before.updated
    Edition.objects.filter(article=article)
    make_update(article, writer, publisher, body="Now it is open.")
    after = read(client, "/feeds/feed.json")["items"][0]
    assert after["date_modified"] >= after["date_published"]
    assert parsed(client, "/feeds/atom.xml").entries[0].published == before.published


def test_all_authors_are_named(client: Client, writer: User, publisher: User) -> None:
    make_published(make_article(writer, authors=("Ilse Maarvik", "Wick Arlen")), writer, publisher)
    names = [author["name"] for author in read(client, "/feeds/feed.json")["items"][0]["authors"]]
    assert names == ["Ilse Maarvik", "Wick Arlen"]
    assert [a.name for a in parsed(client, "/feeds/atom.xml").entries[0].authors] == names


def test_a_correction_says_what_was_wrong_and_what_is_right(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    said = {"was_wrong": "We said it was open.", "is_right": "It is closed."}
    make_update(article, writer, publisher, change_kind="correction", body="Closed.", **said)
    item = read(client, "/corrections/feeds/feed.json")["items"][0]
    assert all(words in item["content_html"] for words in said.values())
    assert "history/1..2/" in item["content_html"]
    assert parsed(client, "/corrections/feeds/atom.xml").entries[0].title.startswith("Correction")


def test_a_retracted_text_leaves_the_feed(client: Client, article: Article, publisher: User) -> None:
    make_move(article, "retract", publisher, note="It was invented.")
    assert read(client, "/feeds/feed.json")["items"] == []


def test_a_scheduled_text_is_in_no_feed(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    make_move(article, "approve", publisher)
    make_move(article, "schedule", publisher, at=timezone.now() + timedelta(hours=1))
    assert read(client, "/feeds/feed.json")["items"] == []


@pytest.mark.parametrize("form", FORMS)
def test_who_has_the_feed_already_does_not_get_it_again(
    client: Client, article: Article, form: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get(f"/feeds/{form}")
    assert first["Last-Modified"]
    with django_assert_num_queries(1):
        again = client.get(f"/feeds/{form}", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_an_empty_feed_is_whole(client: Client) -> None:
    for form in FORMS[:2]:
        assert parsed(client, f"/feeds/{form}").entries == []
    assert read(client, "/feeds/feed.json")["items"] == []


@pytest.mark.parametrize("form", FORMS[:2])
def test_characters_that_xml_cannot_hold_break_no_feed(
    client: Client, writer: User, publisher: User, form: str
) -> None:
    make_published(
        make_article(writer, headline="Gate\x0b late \ufffe", body="A\x01 text."), writer, publisher
    )
    assert parsed(client, f"/feeds/{form}").entries[0].title.startswith("Gate")


def test_a_feed_takes_two_queries_however_many_items_it_has(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        make_published(make_article(writer), writer, publisher)
    with django_assert_num_queries(2):
        client.get("/feeds/atom.xml")


def test_a_feed_in_which_nothing_changed_is_not_made_again(
    client: Client, article: Article, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = client.get("/feeds/atom.xml")
    with django_assert_num_queries(1):
        again = client.get("/feeds/atom.xml")
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert again["Last-Modified"] == first["Last-Modified"]


def test_a_feed_of_nobody_is_not_found(client: Client) -> None:
    make_author()
    for address in ("/sections/none/feeds/atom.xml", "/authors/none/feeds/rss.xml", "/feeds/other.xml"):
        assert client.get(address).status_code == 404
