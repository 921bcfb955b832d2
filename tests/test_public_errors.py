"""What readers are told when something is not there, or is broken."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import freezing
from authors.models import User
from tests.conftest import SignIn
from tests.make import make_article, make_published, make_scheduled, make_section


@pytest.mark.django_db
def test_a_page_that_is_not_there_leads_on(client: Client) -> None:
    make_section("Quays")
    response = client.get("/nothing/here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in html
    assert 'href="/sections/quays/"' in html
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.django_db
def test_an_address_with_a_mistaken_date_leads_to_the_article(
    client: Client, writer: User, publisher: User
) -> None:
    edition = make_published(make_article(writer, slug="late-gate"), writer, publisher)
    for path in ("/1998/1/2/late-gate/", "/2026/11/01/late-gate/history/", "/late-gate/", "/Late-Gate"):
        response = client.get(path, follow=True)
        assert response.status_code == 404, path
        assert f'<a href="{edition.get_absolute_url()}">' in response.content.decode(), path


@pytest.mark.django_db
def test_what_is_not_public_is_not_offered_either(client: Client, writer: User, publisher: User) -> None:
    make_scheduled(make_article(writer, headline="Tomorrow", slug="late-gate"), writer, publisher)
    make_article(writer, headline="A draft", slug="early-gate")
    html = "".join(
        client.get(f"/1998/01/02/{slug}/").content.decode() for slug in ("late-gate", "early-gate")
    )
    assert "Tomorrow" not in html
    assert "A draft" not in html


@pytest.mark.django_db
def test_a_page_that_is_not_there_offers_its_words_to_the_search_and_the_newest_articles(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_published(make_article(writer, headline="Fresh from the quay"), writer, publisher)
    with django_assert_num_queries(5):  # two of them looked for the article
        html = client.get("/2020/01/02/the-foghorn-of-aldery/").content.decode()
    assert 'value="the foghorn aldery"' in html
    assert "Fresh from the quay" in html


def test_a_database_that_is_gone_is_said_without_asking_it() -> None:
    # Without the mark django_db every query raises, as it would with the database gone.
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "Cache-Control" not in response


@pytest.mark.django_db
def test_a_live_text_removed_by_law_is_named_as_such_in_lists(
    client: Client, writer: User, publisher: User
) -> None:
    edition = make_published(make_article(writer, headline="A name"), writer, publisher)
    freezing.redact(edition, "Order 12 of the court")
    for path in ("/", "/sections/harbour/"):
        html = client.get(path).content.decode()
        assert "A name" not in html
        assert ">Removed for a legal reason</a>" in html


@pytest.mark.django_db
def test_who_opens_a_page_of_the_desk_that_is_not_theirs_is_told_so_and_led_back(
    contributor: User, sign_in: SignIn
) -> None:
    answer = sign_in(contributor).get("/admin/audit/")
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "This is not part of your role" in page
    assert 'href="/admin/"' in page
