"""A phrase at the desk: words side by side, with a bound where a database would read a whole archive for it."""

import pytest
from django.db import connection
from django.test import Client

from articles import searching
from authors.models import User
from tests.conftest import SignIn
from tests.desk import LIST, text_of
from tests.make import make_article


@pytest.fixture
def desk(editor: User, sign_in: SignIn) -> Client:
    """The editor's browser."""
    return sign_in(editor)


def found(desk: Client, asked: str, **filters: str) -> tuple[list[str], bool]:
    """The headlines that the list shows, and whether it says that it looked no further."""
    page = desk.get(LIST, {"q": asked, **filters})
    headlines = [article.headline for article in page.context["cl"].result_list]
    return headlines, "only the latest 3 were looked at" in text_of(page)


def test_a_phrase_of_common_words_is_looked_for_among_the_latest_articles_of_the_list(
    desk: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LOOKED_AT", 3)
    far = make_article(writer, headline="Far back", section="Coast", body="A bell and a whistle.")
    for number in range(3):
        make_article(writer, headline=f"Piece {number}", section="Town", body="A whistle and a bell.")
    make_article(writer, headline="Another thing", section="Town")
    bounded = connection.vendor == "postgresql"
    assert found(desk, '"bell and a whistle"') == ([] if bounded else ["Far back"], bounded)
    assert found(desk, '"whistle and a bell"')[0] == ["Piece 2", "Piece 1", "Piece 0"]
    assert found(desk, '"bell and a whistle"', section__id__exact=str(far.section_id)) == (
        ["Far back"],
        False,
    )
    assert found(desk, '"bell and a whistle" far') == (["Far back"], False)


@pytest.mark.parametrize("rare", [-1, 9])
def test_what_is_found_is_the_same_whatever_the_way_to_it(
    rare: int, desk: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NEAR", 2)
    monkeypatch.setattr(searching, "RARE", rare)
    make_article(writer, headline="Far back", body="A bell and a whistle.")
    for number in range(5):
        make_article(writer, headline=f"Piece {number}", section="Town", body="A drum and a fife.")
    assert found(desk, "whistle") == (["Far back"], False)
    assert found(desk, "drum -far")[0] == [f"Piece {number}" for number in (4, 3, 2, 1, 0)]
    assert found(desk, "drum -fife") == ([], False)
    assert found(desk, "-drum") == (["Far back"], False)
    assert found(desk, '"bell and a whistle"', state="draft") == (["Far back"], False)


def test_common_words_are_looked_for_among_the_latest_articles_of_the_list(
    desk: Client, writer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("NEAR", 2), ("FAR", 3), ("RARE", 1)):
        monkeypatch.setattr(searching, name, value)
    first = make_article(writer, headline="Far back", section="Coast", body="A drum.")
    for number in range(3):
        make_article(writer, headline=f"Piece {number}", section="Town", body="A drum.")
    bounded = connection.vendor == "postgresql"
    latest = ["Piece 2", "Piece 1", "Piece 0"]
    assert found(desk, "drum") == ([*latest, *["Far back"] * (not bounded)], bounded)
    assert found(desk, "drum", section__id__exact=str(first.section_id)) == (["Far back"], False)
    assert found(desk, "far drum") == (["Far back"], False)


def test_leaving_a_phrase_out_leaves_the_rest(desk: Client, writer: User) -> None:
    make_article(writer, headline="One", body="A bell and a whistle.")
    make_article(writer, headline="Other", body="A whistle and a bell.")
    assert found(desk, '-"and a whistle"')[0] == ["Other"]
    assert found(desk, 'bell -"and a whistle"')[0] == ["Other"]
    assert found(desk, '"and a" -"whistle and"')[0] == ["One"]
