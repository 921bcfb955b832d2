"""Under an article stand others on its matter: those that share most with it, as they are now."""

import re
import time
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import related
from articles.models import Article, Edition
from authors.models import User
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_reference,
    make_row,
    make_scheduled,
    make_source,
    make_topic,
    make_update,
)

pytestmark = pytest.mark.django_db


def piece(writer: User, headline: str, **shares: Any) -> Article:
    """A draft with this topic, source or stakeholder, as far as they are given."""
    article = make_article(writer, headline=headline, label=shares.pop("label", "news"))
    if topic := shares.get("topic"):
        article.topics.set([make_topic(topic)])
    if source := shares.get("source"):
        make_reference(article, source=make_source(source))
    if party := shares.get("party"):
        make_row(article, party)
    return article


def more(client: Client, edition: Edition) -> list[str]:
    """The headlines under this article."""
    html = client.get(edition.get_absolute_url()).content.decode()
    part = html.partition('aria-labelledby="related"')[2].partition("</section>")[0]
    return re.findall(r"<h3><a[^>]*>(.*?)</a>", part)


SOURCE = "https://registry.example/gates"


def test_a_shared_stakeholder_weighs_more_than_a_source_and_that_more_than_a_topic(
    client: Client, writer: User, publisher: User
) -> None:
    make_published(piece(writer, "By stakeholder", party="Port of Aldery"), writer, publisher)
    make_published(piece(writer, "By source", source=SOURCE), writer, publisher)
    make_published(piece(writer, "By topic", topic="Dredging"), writer, publisher)
    make_published(piece(writer, "By nothing"), writer, publisher)
    whole = piece(writer, "The whole", topic="Dredging", source=SOURCE, party="Port of Aldery")
    edition = make_published(whole, writer, publisher)
    assert more(client, edition) == ["By stakeholder", "By source", "By topic"]


def test_at_most_four_stand_there_the_newest_first(client: Client, writer: User, publisher: User) -> None:
    editions = [
        make_published(piece(writer, f"Piece {number}", topic="Dredging"), writer, publisher)
        for number in range(7)
    ]
    assert more(client, editions[3]) == ["Piece 6", "Piece 5", "Piece 4", "Piece 2"]


@pytest.mark.parametrize("fate", ["draft", "scheduled", "retracted", "sponsored"])
def test_nothing_stands_there_that_is_not_public_or_is_paid_for(
    fate: str, client: Client, writer: User, publisher: User
) -> None:
    edition = make_published(piece(writer, "The whole", topic="Dredging"), writer, publisher)
    label = "sponsored" if fate == "sponsored" else "news"
    other = piece(writer, "Other", topic="Dredging", label=label)
    match fate:
        case "scheduled":
            make_scheduled(other, writer, publisher)
        case "retracted":
            make_published(other, writer, publisher)
            make_move(other, "retract", publisher, note="Wrong from end to end.")
        case "sponsored":
            make_published(other, writer, publisher)
    assert more(client, edition) == []


def test_they_are_shown_as_they_are_now(client: Client, writer: User, publisher: User) -> None:
    edition = make_published(piece(writer, "The whole", topic="Dredging"), writer, publisher)
    other = piece(writer, "Before", topic="Dredging")
    make_published(other, writer, publisher)
    make_update(other, writer, publisher, headline="After")
    assert more(client, edition) == ["After"]


def test_they_take_two_queries_however_much_is_shared(
    client: Client, writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(3):
        article = piece(writer, f"Piece {number}", topic="Dredging")
        for other in range(12):
            make_row(article, f"Party {other}")
        edition = make_published(article, writer, publisher)
    with django_assert_num_queries(2):
        assert len(related.related(edition)) == 2
    alone = make_published(piece(writer, "Alone"), writer, publisher)
    with django_assert_num_queries(0):
        assert related.related(alone) == []


def test_who_has_the_page_gets_it_anew_after_a_while(
    client: Client, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_published(piece(writer, "The whole", topic="Dredging"), writer, publisher)
    path, now = edition.get_absolute_url(), time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    tag = client.get(path)["ETag"]
    make_published(piece(writer, "Other", topic="Dredging"), writer, publisher)
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304
    monkeypatch.setattr(time, "time", lambda: now + related.RENEWED)
    assert "Other" in client.get(path, headers={"if-none-match": tag}).content.decode()
