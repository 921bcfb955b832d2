"""Sources and stakeholders have pages of their own, made of what live editions say and of nothing else."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import paging
from articles.models import Article, EntrySource, Source, Stakeholder, StandingPage
from authors.models import User
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
    make_source,
    make_update,
)

pytestmark = pytest.mark.django_db

QUOTE = "The gate opens in spring."


@pytest.fixture
def register() -> Source:
    return make_source("https://registry.example/gates", title="Register of gates", contact="0800 secret")


@pytest.fixture
def article(writer: User, publisher: User, register: Source) -> Article:
    article = make_article(writer, headline="The gate is late", body="Late.[[register]]\n\n{stakeholders}")
    make_reference(article, source=register, quote=QUOTE)
    make_row(article)
    make_row(article, "Parish of Sandholm", motivations="A dry cellar")
    make_published(article, writer, publisher)
    return article


def read(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def test_a_source_tells_what_rests_on_it_and_what_was_quoted(
    client: Client, article: Article, register: Source, writer: User, publisher: User
) -> None:
    other = make_article(writer, headline="The key is lost")
    make_reference(other, source=register, quote="There is one key.")
    make_published(other, writer, publisher)
    html = read(client, f"/sources/{register.pk}/")
    assert html.index("The key is lost") < html.index("The gate is late")
    for words in ("Register of gates", QUOTE, "There is one key.", "https://registry.example/gates"):
        assert words in html


def test_a_source_never_tells_what_is_only_for_the_desk(
    client: Client, article: Article, register: Source
) -> None:
    Source.objects.filter(pk=register.pk).update(identity="Hidden name", internal_note="Met at the quay")
    html = read(client, f"/sources/{register.pk}/")
    assert not [secret for secret in ("0800", "Hidden name", "Met at the quay") if secret in html]


def test_a_source_is_told_as_it_was_frozen(client: Client, article: Article, register: Source) -> None:
    Source.objects.filter(pk=register.pk).update(title="Not yet approved", publisher="Nobody")
    html = read(client, f"/sources/{register.pk}/")
    assert "Register of gates" in html
    assert "Not yet approved" not in html
    assert "Nobody" not in html


@pytest.mark.parametrize("state", ["draft", "scheduled", "retracted"])
def test_what_no_live_edition_names_has_no_page(
    client: Client, writer: User, publisher: User, state: str
) -> None:
    article = make_article(writer)
    source = make_reference(article).source
    make_row(article, "Secret Society")
    if state == "scheduled":
        make_scheduled(article, writer, publisher)
    elif state == "retracted":
        make_published(article, writer, publisher)
        make_move(article, "retract", publisher, note="Not so.")
    read(client, f"/sources/{source.pk}/", 404)
    read(client, f"/sources/{source.pk}/?before=9999999999999999-1", 404)
    read(client, "/stakeholders/secret-society/", 404)


def test_who_is_not_named_has_no_page_that_would_join_what_they_told(
    client: Client, writer: User, publisher: User
) -> None:
    official = Source.objects.create(
        kind="unnamed", title="An official", unnamed_reason="Fears for the post."
    )
    for _ in range(2):
        article = make_article(writer)
        make_reference(article, source=official)
        edition = make_published(article, writer, publisher)
    read(client, f"/sources/{official.pk}/", 404)
    assert not EntrySource.objects.exists()
    html = read(client, edition.address.path)
    assert "An official" in html
    assert f"/sources/{official.pk}/" not in html


def test_who_is_not_named_comes_with_the_papers_policy_and_nothing_else(
    client: Client, writer: User, publisher: User
) -> None:
    official = Source.objects.create(kind="unnamed", title="An official", unnamed_reason="Fears.")
    StandingPage.objects.create(kind="unnamed-sources", title="Unnamed sources", body="Rarely.")
    article = make_article(writer)
    make_reference(article, source=Source.objects.get(pk=official.pk))
    edition = make_published(article, writer, publisher)
    Source.objects.update(archived_address="https://hidden.example/")
    html = read(client, edition.address.path)
    assert '<a href="/about/unnamed-sources/">When we do not name a source</a>' in html
    assert "hidden.example" not in html


def test_the_article_leads_to_its_sources_and_stakeholders(
    client: Client, article: Article, register: Source
) -> None:
    html = read(client, article.editions.get().address.path)
    assert f'<a href="/sources/{register.pk}/">' in html
    assert '<th scope="row"><a href="/stakeholders/port-of-aldery/">Port of Aldery</a></th>' in html


@pytest.mark.parametrize("name", ['Müller & "Söhne" <GmbH>', "Port of Aldery's crew", "هيئة الميناء"])
def test_names_with_any_signs_lead_to_their_pages(
    client: Client, writer: User, publisher: User, name: str
) -> None:
    article = make_article(writer)
    make_row(article, name)
    source = Source.objects.create(kind="data", title=name)
    make_reference(article, source=source)
    html = read(client, make_published(article, writer, publisher).address.path)
    slug = Stakeholder.objects.get().slug
    assert f'<th scope="row"><a href="/stakeholders/{slug}/">' in html
    assert f'<a href="/sources/{source.pk}/">' in html


def test_two_sources_of_one_name_are_not_confused(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    for number in range(2):
        source = Source.objects.create(kind="interview", title="A neighbour")
        make_reference(article, f"key-{number}", source=source)
    html = read(client, make_published(article, writer, publisher).address.path)
    assert "/sources/" not in html


def test_a_stakeholder_tells_what_it_wants_over_time(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    later = make_article(writer, headline="The port waits", body="Waits.[[register]]")
    make_reference(later)
    make_row(later, motivations="Fewer closures[[register]]", challenges="")
    make_published(later, writer, publisher)
    Stakeholder.objects.filter(slug="port-of-aldery").update(
        description="Runs the quays.", same_as="https://www.port.example/\nhttps://www.wikidata.org/wiki/Q1"
    )
    html = read(client, "/stakeholders/port-of-aldery/")
    assert html.index("Fewer closures<") < html.index("A wide lock") < html.index("Known hours")
    for words in ("Runs the quays.", "Every closure costs", '"sameAs":["https://www.port.example/"'):
        assert words in html
    assert "A dry cellar" not in html


def test_a_stakeholder_tells_who_else_stands_in_its_stories(client: Client, article: Article) -> None:
    assert '<a href="/stakeholders/parish-of-sandholm/">' in read(client, "/stakeholders/port-of-aldery/")


def test_crawlers_are_told_of_stakeholders_that_live_editions_name(
    client: Client, article: Article, writer: User
) -> None:
    make_row(make_article(writer), "Secret Society")
    text = read(client, "/sitemap-stakeholders-1.xml")
    assert "/stakeholders/port-of-aldery/" in text
    assert "secret-society" not in text


def test_long_lists_are_read_in_pages(
    client: Client, writer: User, publisher: User, register: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 2)
    for number in range(3):
        article = make_article(writer, headline=f"Story {number}")
        make_reference(article, source=register)
        make_row(article)
        make_published(article, writer, publisher)
    for path in (f"/sources/{register.pk}/", "/stakeholders/port-of-aldery/"):
        html = read(client, path)
        assert "Story 2" in html
        assert "Story 0" not in html
        older = html.split('rel="next" href="')[1].split('"')[0]
        assert "Story 0" in read(client, path + older)


@pytest.mark.parametrize(("path", "queries"), [("/sources/{}/", 4), ("/stakeholders/port-of-aldery/", 7)])
def test_they_take_a_fixed_number_of_queries(
    client: Client,
    article: Article,
    register: Source,
    writer: User,
    publisher: User,
    path: str,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(4):
        with django_assert_num_queries(queries):
            read(client, path.format(register.pk))
        other = make_article(writer)
        make_reference(other, source=register)
        make_row(other)
        make_row(other, f"Party {number}")
        make_published(other, writer, publisher)


Corrected = Callable[[str, str, str], str]


@pytest.fixture
def corrected(writer: User, publisher: User) -> Corrected:
    def make(author: str, section: str, right: str) -> str:
        article = make_article(writer, authors=(author,), section=section)
        make_published(article, writer, publisher)
        edition = make_update(
            article, writer, publisher, change_kind="correction", was_wrong="It was not.", is_right=right
        )
        return edition.address.path

    return make


def test_corrections_are_listed_by_author_and_by_section(client: Client, corrected: Corrected) -> None:
    corrected("Ilse Maarvik", "Harbour", "It is late.")
    corrected("Tove Alder", "Water", "It is wet.")
    html = read(client, "/authors/ilse-maarvik/corrections/")
    assert "It is late." in html
    assert "It is wet." not in html
    html = read(client, "/sections/water/corrections/")
    assert "It is wet." in html
    assert "It is late." not in html
    assert 'href="/sections/water/corrections/"' in read(client, "/sections/water/")
    assert 'href="/authors/tove-alder/corrections/"' in read(client, "/authors/tove-alder/")


def test_a_correction_in_another_language_is_told_in_that_one(
    client: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="البوابة متأخرة", language="ar")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, change_kind="correction", was_wrong="اثنان.", is_right="ثلاثة.")
    html = read(client, "/corrections/")
    assert html.count('lang="ar" dir="rtl"') == 2
