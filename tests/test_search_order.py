"""What is found stands in an order, the best or the newest first, and can be read to its end, however much it is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import paging, search
from articles.folding import parse
from articles.models import EntryWords
from articles.models import found as found_words
from authors.models import User
from tests.make import make_article, make_published
from tests.test_public_lists import link, publish
from tests.test_search import SEARCH, found, page

pytestmark = pytest.mark.django_db


OLD = datetime(2020, 1, 1, tzinfo=UTC)


def test_what_says_it_in_its_headline_comes_first(writer: User, publisher: User) -> None:
    for headline, summary, body in (
        ("Lantern dims", "Short.", "Nothing else."),
        ("Second", "The lantern.", "Nothing else."),
        ("Third", "Short.", "One lantern. " + "Nothing else at all. " * 20),
        ("Fourth", "Short.", "No light."),
    ):
        make_published(make_article(writer, headline=headline, summary=summary, body=body), writer, publisher)
    assert found("lantern") == ["Lantern dims", "Second", "Third"]
    assert found("lantern", order="newest") == ["Third", "Second", "Lantern dims"]


@pytest.mark.parametrize("asked", ["piece", '"the gate on"', ""])
def test_the_newest_can_be_read_to_the_end_and_back(
    asked: str, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 3)
    monkeypatch.setattr(search, "PAGE", 3)
    publish(8, writer, publisher)
    fields = {"order": "newest", "section": "harbour"}
    first = page(asked, **fields)
    pages = [first]
    while following := link(pages[-1], "next"):
        pages.append(Client().get(SEARCH + following).content.decode())
    assert [re.findall(r"Piece</mark> \d+|Piece \d+", html) for html in pages] == [
        [f"Piece{'</mark>' if asked == 'piece' else ''} {number:03}" for number in numbers]
        for numbers in ((7, 6, 5), (4, 3, 2), (1, 0))
    ]
    back = Client().get(SEARCH + link(pages[2], "prev")).content.decode()
    assert re.findall(r"\d{3}</a></h3>", back) == re.findall(r"\d{3}</a></h3>", pages[1])


def test_the_best_are_a_hundred_and_told_so(
    writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "PAGE", 2)
    monkeypatch.setattr(search, "BEST", 4)
    monkeypatch.setattr(search, "RANKED", 5)
    monkeypatch.setattr(found_words, "NEAR", 1)
    publish(6, writer, publisher)
    html = page("piece")
    assert "More than 4 articles" in html
    assert "the newest 5 that could fit" in html
    second = Client().get(SEARCH + link(html, "next")).content.decode()
    assert len(re.findall(r"<h3>", second)) == 2
    assert not link(second, "next")
    assert found("piece 003") == ["Piece 003"]
    assert "1 article</h2>" in page("piece 003")


def test_the_newest_are_found_whatever_the_way_to_them(
    writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(9):
        said = "bell" if number in (0, 1, 5) else "whistle" if number % 2 else "bell and whistle"
        at = OLD + timedelta(days=number)
        make_published(make_article(writer, body=f"A {said}.", first_published_at=at), writer, publisher)
    newest = EntryWords.objects.listed().order_by("-published_at", "-article_id")
    oldest = EntryWords.objects.listed().order_by("published_at", "article_id")
    ways = [
        (near, far, rare, few) for near in (1, 3) for far in (2, 9) for rare in (-1, 9) for few in (1, 99)
    ]
    for way in ways:
        for name, value in zip(("NEAR", "FAR", "RARE", "FEW"), way, strict=True):
            monkeypatch.setattr(found_words, name, value)
        for asked in ("bell ", "whistle ", "bell whistle ", "bell -whistle", "whist", "nothing "):
            wanted = parse(asked)
            for rows in (newest, oldest):
                fitting = [one.pk for one in rows if one in rows.under(wanted)]
                for most in (1, 2, 4, 20):
                    assert rows.first_with(wanted, (), most) == (fitting[:most], None), (way, asked, most)


@pytest.mark.parametrize("far", [0, 4, 99])
def test_a_phrase_is_looked_for_step_by_step(
    far: int, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "LOOKED_AT", 3)
    monkeypatch.setattr(found_words, "LOOKED_AT", 3)
    monkeypatch.setattr(found_words, "NEAR", 2)
    monkeypatch.setattr(found_words, "FAR_IN_ORDER", far)
    monkeypatch.setattr(search, "PAGE", 1)
    monkeypatch.setattr(paging, "PAGE", 1)
    make_published(
        make_article(writer, headline="Found", body="A bell and a whistle.", first_published_at=OLD),
        writer,
        publisher,
    )  # fmt: skip
    publish(5, writer, publisher, body="A whistle and a bell.")
    html, steps = page('"bell and a whistle"', order="newest"), 0
    while "Found" not in html:
        html, steps = Client().get(SEARCH + link(html, "next")).content.decode(), steps + 1
        assert steps < 4
    assert not link(html, "next")


@pytest.mark.parametrize("fields", [{}, {"order": "newest"}, {"section": "harbour", "language": "en"}])
def test_a_search_costs_the_same_however_much_is_found(
    fields: dict[str, str], writer: User, publisher: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    for count in (1, 3):
        publish(count, writer, publisher)
        with django_assert_num_queries(7):
            client.get(SEARCH, {"q": "orle", **fields})
    with django_assert_num_queries(2):
        client.get(SEARCH)
