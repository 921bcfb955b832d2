"""A section may stand in another one, which then lists its articles too, however it came there."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles import regrouping
from articles.models import EntrySection, Section
from authors.models import User
from tests.conftest import SignIn
from tests.make import make_article, make_published, make_scheduled, make_section, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def island() -> Section:
    """Sandholm, which stands in the section Estuary."""
    return make_section("Sandholm", parent=make_section("Estuary"))


def texts(client: Client, *paths: str) -> list[str]:
    return [client.get(path).content.decode() for path in paths]


def sent(section: Section, **changes: Any) -> dict[str, Any]:
    """The section's form as its page would post it."""
    kept = {"name": section.name, "slug": section.slug, "description": "", "order": section.order}
    return {**kept, "parent": section.parent_id or "", **changes}


def move(client: Client, section: Section, into: Section | None) -> Any:
    address = reverse("admin:articles_section_change", args=[section.pk])
    return client.post(address, sent(section, parent=into.pk if into else ""))


def test_a_section_lists_its_own_articles_and_those_within_it(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    make_published(make_article(writer, headline="On the island", section="Sandholm"), writer, publisher)
    make_published(make_article(writer, headline="On the quay", section="Estuary"), writer, publisher)
    inner, outer = texts(client, "/sections/sandholm/", "/sections/estuary/")
    assert "On the island" in inner
    assert "On the quay" not in inner
    assert "On the island" in outer
    assert "On the quay" in outer


def test_feeds_the_api_and_the_sitemap_follow(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    make_published(make_article(writer, headline="On the island", section="Sandholm"), writer, publisher)
    feed, told, pages = texts(
        client, "/sections/estuary/feeds/atom.xml", "/api/v1/editions/?section=estuary", "/sitemap-lists.xml"
    )
    assert "On the island" in feed
    assert "On the island" in told
    assert "/sections/estuary/" in pages


def test_the_menu_shows_the_outer_sections_and_the_pages_lead_both_ways(
    client: Client, island: Section
) -> None:
    inner, outer = texts(client, "/sections/sandholm/", "/sections/estuary/")
    menu = re.findall(r"<nav aria-label=\"Sections\".*?</nav>", inner, re.DOTALL)[0]
    assert "Sandholm" not in menu
    assert 'aria-current="true">Estuary' in menu
    assert 'aria-label="Where this stands"' in inner
    assert '<a href="/sections/estuary/">Estuary</a>' in inner
    assert '<a href="/sections/sandholm/">Sandholm</a>' in outer


def test_the_way_to_an_article_is_visible_and_told_to_programs(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    edition = make_published(make_article(writer, section="Sandholm"), writer, publisher)
    response = client.get(edition.get_absolute_url())
    html = response.content.decode()
    graph = json.loads(re.findall(r'ld\+json">(.*?)</script>', html)[0])["@graph"]
    steps = next(thing for thing in graph if thing["@type"] == "BreadcrumbList")["itemListElement"]
    assert [step["name"] for step in steps][1:3] == ["Estuary", "Sandholm"]
    assert '<li><a href="/sections/estuary/">Estuary</a></li>' in html
    assert f"section-{island.pk} section-{island.parent_id}" in response["Cache-Tag"]


def test_a_section_page_takes_two_queries_and_as_many_to_be_made_however_many_stand_in_it(
    client: Client,
    writer: User,
    publisher: User,
    island: Section,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(3):
        make_section(f"Quay {number}", parent=make_section("Estuary"))
    make_published(make_article(writer, section="Sandholm"), writer, publisher)
    for path in ("/sections/estuary/", "/sections/sandholm/"):
        for queries in (2 + 2, 2):
            with django_assert_num_queries(queries):
                client.get(path)


def test_a_section_that_is_moved_brings_its_articles(
    client: Client,
    writer: User,
    publisher: User,
    administrator: User,
    sign_in: SignIn,
    island: Section,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(regrouping, "BATCH", 2)
    for number in range(5):
        make_published(make_article(writer, headline=f"Tale {number}", section="Sandholm"), writer, publisher)
    elsewhere = make_section("Islands")
    with django_capture_on_commit_callbacks(execute=True):
        assert move(sign_in(administrator), island, elsewhere).status_code == 302
    old, new = texts(client, "/sections/estuary/", "/sections/islands/")
    assert "Tale" not in old
    assert len(set(re.findall(r"Tale \d", new))) == 5
    island.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        move(sign_in(administrator), island, None)
    assert "Tale" not in texts(client, "/sections/islands/")[0]
    assert len(set(re.findall(r"Tale \d", texts(client, "/sections/sandholm/")[0]))) == 5


def test_moving_again_what_was_moved_doubles_nothing(writer: User, publisher: User, island: Section) -> None:
    make_published(make_article(writer, section="Sandholm"), writer, publisher)
    before = EntrySection.objects.count()
    regrouping.regroup.func(island.pk, 0)
    assert EntrySection.objects.count() == before == 2


def test_what_is_scheduled_comes_to_both_lists_when_it_goes_live(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    article = make_article(writer, headline="On the island", section="Sandholm")
    make_scheduled(article, writer, publisher)
    assert EntrySection.objects.filter(article_id=article.pk).count() == 2
    assert "On the island" not in texts(client, "/sections/estuary/")[0]


def test_an_article_that_leaves_the_section_leaves_both_lists(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    article = make_article(writer, headline="On the island", section="Sandholm")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, section=make_section("Politics"))
    assert not [
        text for text in texts(client, "/sections/sandholm/", "/sections/estuary/") if "On the island" in text
    ]
    assert "On the island" in texts(client, "/sections/politics/")[0]


def test_no_section_stands_in_itself_or_deeper_than_one_level(
    administrator: User, sign_in: SignIn, island: Section
) -> None:
    client, outer = sign_in(administrator), island.parent
    assert outer
    other = make_section("Islands")
    for section, into in ((outer, outer), (outer, island), (outer, other), (other, island)):
        answer = move(client, section, into)
        assert answer.status_code == 200, (section, into)
        assert answer.context["adminform"].form.errors["parent"]


def test_the_front_page_shows_what_is_within_a_section_in_its_rail(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    for number in range(6):
        make_published(make_article(writer, headline=f"Tale {number}", section="Sandholm"), writer, publisher)
    html = client.get("/").content.decode()
    rail = html.partition('id="rail-estuary"')[2].partition("</section>")[0]
    assert "Tale 1" in rail
    assert 'id="rail-sandholm"' not in html


def test_what_was_put_right_within_a_section_is_put_right_in_it_too(
    client: Client, writer: User, publisher: User, island: Section
) -> None:
    article = make_article(writer, headline="On the island", section="Sandholm")
    make_published(article, writer, publisher)
    fix = {"change_kind": "correction", "was_wrong": "We said two.", "is_right": "It is three."}
    make_update(article, writer, publisher, **fix)
    make_section("Town")
    inner, outer, other = texts(
        client, *(f"/sections/{one}/corrections/" for one in ("sandholm", "estuary", "town"))
    )
    assert "It is three." in inner
    assert "It is three." in outer
    assert "It is three." not in other
