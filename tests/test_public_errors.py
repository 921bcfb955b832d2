"""What readers are told when something is not there, or is broken."""

import pytest
from django.test import Client

from articles import freezing
from authors.models import User
from tests.make import make_article, make_published, make_section


@pytest.mark.django_db
def test_a_page_that_is_not_there_leads_on(client: Client) -> None:
    make_section("Quays")
    response = client.get("/nothing/here/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing at this address" in html
    assert 'href="/sections/quays/"' in html
    assert '<meta name="robots" content="noindex">' in html


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
