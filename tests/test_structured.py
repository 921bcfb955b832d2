"""What pages say of themselves to search engines is what they say to readers."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Edition
from authors.models import User
from tests.make import (
    make_article,
    make_author,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_source,
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db

SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(client: Client, address: str) -> dict[str, Any]:
    """What a page says of itself, by type."""
    found = SCRIPT.findall(client.get(address).content.decode())
    return {one["@type"]: one for text in found for one in json.loads(text)["@graph"]}


@pytest.fixture
def article(writer: User) -> Article:
    article = make_article(writer, body="The gate is late.[[register]]")
    article.topics.add(make_topic())
    make_reference(article, source=make_source("https://gates.example/", publisher="Gate Office"))
    make_row(article)
    return article


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("news", "ReportageNewsArticle"),
        ("analysis", "AnalysisNewsArticle"),
        ("opinion", "OpinionNewsArticle"),
        ("background", "BackgroundNewsArticle"),
        ("review", "ReviewNewsArticle"),
        ("sponsored", "AdvertiserContentArticle"),
    ],
)
def test_an_article_says_what_kind_it_is(
    client: Client, writer: User, publisher: User, label: str, kind: str
) -> None:
    edition = make_published(make_article(writer, label=label), writer, publisher)
    assert kind in things(client, edition.get_absolute_url())


def test_an_article_names_authors_sources_and_dates_as_the_page_does(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    page = client.get(edition.get_absolute_url()).content.decode()
    told = things(client, edition.get_absolute_url())["ReportageNewsArticle"]
    assert told["headline"] == article.headline
    assert told["author"] == [
        {"@type": "Person", "name": "Ilse Maarvik", "url": "http://localhost:8000/authors/ilse-maarvik/"}
    ]
    assert told["datePublished"] == told["dateModified"]
    assert f'datetime="{told["datePublished"]}"' in page
    assert told["citation"][0]["url"] == "https://gates.example/"
    assert told["citation"][0]["publisher"]["name"] == "Gate Office"
    assert told["keywords"] == ["Sea gate"]
    assert told["mentions"] == [{"@type": "Thing", "name": "Port of Aldery"}]


def test_a_correction_is_marked_up_with_both_sides(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    said = {"was_wrong": "We said it was open.", "is_right": "It is closed."}
    edition = make_update(article, writer, publisher, change_kind="correction", body="Closed.", **said)
    told = things(client, edition.get_absolute_url())["ReportageNewsArticle"]
    assert told["correction"][0]["@type"] == "CorrectionComment"
    assert told["correction"][0]["text"] == "We said it was open. It is closed."
    assert told["dateModified"] >= told["datePublished"]


def test_a_minor_change_moves_no_date(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    first = make_published(article, writer, publisher)
    make_update(article, writer, publisher, change_kind="minor", change_note="", body="The gate is  late.")
    told = things(client, first.get_absolute_url())["ReportageNewsArticle"]
    assert told["datePublished"] == told["dateModified"]
    assert told["version"] == 2


def test_a_retraction_says_so(client: Client, article: Article, writer: User, publisher: User) -> None:
    edition = make_published(article, writer, publisher)
    make_move(article, "retract", publisher, note="Invented.")
    told = things(client, edition.get_absolute_url())["ReportageNewsArticle"]
    assert told["creativeWorkStatus"] == "Retracted"
    assert "citation" not in told


def test_no_text_can_end_the_element_it_stands_in(client: Client, writer: User, publisher: User) -> None:
    headline = "</script><script>alert(1)</script>"
    edition = make_published(make_article(writer, headline=headline, slug="x"), writer, publisher)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert things(client, edition.get_absolute_url())["ReportageNewsArticle"]["headline"] == headline


def test_the_way_to_an_article_leads_through_its_section(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    edition = make_published(article, writer, publisher)
    steps = things(client, edition.get_absolute_url())["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["The Causeway", "Harbour", article.headline]
    assert [step["position"] for step in steps] == [1, 2, 3]


@pytest.mark.parametrize("page", ["/", "/sections/harbour/", "/topics/sea-gate/"])
def test_a_list_names_its_articles_in_their_order(
    client: Client, article: Article, writer: User, publisher: User, page: str
) -> None:
    edition = make_published(article, writer, publisher)
    told = things(client, page)["CollectionPage"]["mainEntity"]["itemListElement"]
    assert [one["url"] for one in told] == [f"http://localhost:8000{edition.get_absolute_url()}"]


def test_an_author_s_page_is_a_profile(client: Client) -> None:
    make_author(
        job_title="Reporter", languages=["fr", "en"], expertise=["Water"], education=["Aldery School"]
    )
    told = things(client, "/authors/ilse-maarvik/")["ProfilePage"]["mainEntity"]
    assert told["@type"] == "Person"
    assert told["jobTitle"] == "Reporter"
    assert told["knowsLanguage"] == ["fr", "en"]
    assert told["alumniOf"][0]["name"] == "Aldery School"


def test_an_edition_of_the_past_says_nothing_to_search_engines(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, body="Closed.")
    path = Edition.objects.filter(article=article)[0].get_absolute_url()
    assert things(client, f"{path}history/1/") == {}
