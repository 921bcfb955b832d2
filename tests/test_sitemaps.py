"""Crawlers learn of every page that is public, of nothing else, and what they may not fetch."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import sitemaps
from articles.models import Article, Edition, Entry, StandingPage
from authors.models import User
from tests.make import make_article, make_move, make_published, make_row, make_scheduled, make_update

pytestmark = pytest.mark.django_db

SITE = "http://localhost:8000"
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


def found(client: Client, address: str, what: str = "s:url/s:loc") -> list[str]:
    response = client.get(address.removeprefix(SITE))
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/xml")
    tree = ElementTree.fromstring(response.content)
    return [one.text or "" for one in tree.findall(what, NAMES)]


def all_pages(client: Client) -> list[str]:
    files = found(client, "/sitemap.xml", "s:sitemap/s:loc")
    return [page for file in files for page in found(client, file)]


def test_every_article_is_in_the_file_of_its_month(client: Client, writer: User, publisher: User) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    assert SITE + edition.get_absolute_url() in all_pages(client)


def test_a_month_with_an_article_from_the_archive_has_a_file_of_its_own(
    client: Client, writer: User, publisher: User
) -> None:
    make_published(make_article(writer), writer, publisher)
    old = make_article(writer, first_published_at=datetime(2019, 2, 28, 22, tzinfo=UTC))
    make_move(old, "submit", writer)
    make_move(old, "approve", publisher)
    make_move(old, "publish", publisher, imported=True)
    path = Edition.objects.get(article=old).get_absolute_url()
    assert found(client, "/sitemap-2019-02.xml") == [SITE + path]


def test_every_page_of_the_sitemap_is_there(client: Client, writer: User, publisher: User) -> None:
    make_published(make_article(writer), writer, publisher)
    for page in all_pages(client):
        assert client.get(page.removeprefix(SITE)).status_code == 200, page


@pytest.mark.parametrize("state", ["draft", "scheduled", "retracted"])
def test_what_is_not_to_be_found_is_in_no_sitemap(
    client: Client, writer: User, publisher: User, state: str
) -> None:
    article = make_article(writer)
    if state == "scheduled":
        make_scheduled(article, writer, publisher)
    if state == "retracted":
        make_published(article, writer, publisher)
        make_move(article, "retract", publisher, note="Invented.")
    addresses = [*all_pages(client), *found(client, "/news-sitemap.xml")]
    assert not [page for page in addresses if re.search(r"/\d{4}/\d\d/\d\d/", page)]


def test_news_is_what_was_published_in_the_last_two_days(
    client: Client, writer: User, publisher: User
) -> None:
    fresh = make_published(make_article(writer, headline="Fresh & new"), writer, publisher)
    old = make_article(writer, first_published_at=timezone.now() - timedelta(days=3))
    make_move(old, "submit", writer)
    make_move(old, "approve", publisher)
    make_move(old, "publish", publisher, imported=True)
    assert found(client, "/news-sitemap.xml") == [SITE + fresh.get_absolute_url()]
    assert found(client, "/news-sitemap.xml", "s:url/n:news/n:title") == ["Fresh & new"]
    assert found(client, "/news-sitemap.xml", "s:url/n:news/n:publication/n:name") == ["The Causeway"]
    assert found(client, "/news-sitemap.xml", "s:url/n:news/n:publication/n:language") == ["en"]


def test_paid_content_is_no_news(client: Client, writer: User, publisher: User) -> None:
    make_published(make_article(writer, label="sponsored"), writer, publisher)
    assert found(client, "/news-sitemap.xml") == []


def test_a_month_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-2026-13.xml").status_code == 404


def test_crawlers_are_told_where_the_sitemaps_are(client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {SITE}/sitemap.xml" in robots
    assert "Disallow: /admin/" in robots
    assert "GPTBot" not in robots


def test_a_paper_can_refuse_the_crawlers_of_language_models(client: Client, settings: Any) -> None:
    settings.REFUSE_AI_CRAWLERS = True
    first = client.get("/robots.txt").content.decode().split("\n\n")[0].splitlines()
    assert "User-agent: GPTBot" in first
    assert first[-1] == "Disallow: /"


def test_the_archive_leads_to_every_month_and_day(client: Client, writer: User, publisher: User) -> None:
    article: Article = make_article(writer, headline="The oldest gate")
    edition = make_published(article, writer, publisher)
    local = timezone.localtime(edition.first_published_at)
    month = f"/archive/{local:%Y/%m}/"
    assert month in client.get("/archive/").content.decode()
    assert f"{month}{local:%d}/" in client.get(month).content.decode()
    assert "The oldest gate" in client.get(f"{month}{local:%d}/").content.decode()


def test_a_day_without_articles_says_so(client: Client) -> None:
    page = client.get("/archive/2019/02/28/")
    assert page.status_code == 200
    assert "Nothing was published then." in page.content.decode()


@pytest.mark.parametrize("day", ["/archive/2026/13/", "/archive/2026/02/30/", "/archive/2026/00/"])
def test_a_day_that_is_none_is_not_found(client: Client, day: str) -> None:
    assert client.get(day).status_code == 404


@pytest.mark.parametrize(
    ("language", "told"), [("pt-BR", "pt"), ("gsw", "gsw"), ("zh-Hant", "zh-tw"), ("zh", "zh-cn")]
)
def test_news_names_languages_as_search_engines_know_them(
    client: Client, writer: User, publisher: User, language: str, told: str
) -> None:
    make_published(make_article(writer, language=language), writer, publisher)
    assert found(client, "/news-sitemap.xml", "s:url/n:news/n:publication/n:language") == [told]


def test_what_the_paper_says_of_itself_can_be_found(client: Client) -> None:
    StandingPage.objects.create(kind="ethics", title="Our ethics", body="We listen.")
    assert f"{SITE}/about/ethics/" in all_pages(client)


def test_a_month_in_which_nothing_changed_is_not_listed_again(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    month = f"/sitemap-{edition.goes_live_at:%Y-%m}.xml"
    first = client.get(month).content
    with django_assert_num_queries(1):
        assert client.get(month).content == first
    make_update(edition.article, writer, publisher)
    changed = Entry.objects.get(edition__number=2).updated_at
    assert changed
    assert f"{changed:%Y-%m-%dT%H:%M:%S}" in client.get(month).content.decode()


def test_stakeholders_stand_in_files_of_their_own(
    client: Client, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemaps, "AT_A_TIME", 2)
    article = make_article(writer)
    named = [make_row(article, name).stakeholder for name in ("Port", "Council", "Crew & mates")]
    make_published(article, writer, publisher)
    files = [file for file in found(client, "/sitemap.xml", "s:sitemap/s:loc") if "stakeholders" in file]
    last = -(-named[-1].pk // 2)
    assert files == [f"{SITE}/sitemap-stakeholders-{number}.xml" for number in range(1, last + 1)]
    assert [page for file in files[-2:] for page in found(client, file)] == [
        SITE + one.get_absolute_url() for one in named
    ]
    assert client.get(f"/sitemap-stakeholders-{last + 1}.xml").status_code == 404
