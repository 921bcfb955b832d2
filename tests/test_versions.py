"""Every save is a version of the whole document: compared word by word, brought back whole or in part."""

import pytest
from django.test import Client

from articles.models import Article
from authors.models import User
from tests.conftest import SignIn
from tests.desk import opened, page_of, text_of
from tests.make import make_article, make_move, make_row

pytestmark = pytest.mark.django_db


def versions_of(article: Article) -> str:
    """Where the article's versions are listed."""
    return page_of(article).replace("change/", "versions/")


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer, headline="The gate is late", summary="The island waits.")


@pytest.fixture
def desk(sign_in: SignIn, writer: User) -> Client:
    """The writer's browser."""
    return sign_in(writer)


def save(desk: Client, article: Article, **changes: str) -> None:
    """A save of the article's form with these changes."""
    assert desk.post(page_of(article), opened(desk, article, _continue="1", **changes)).status_code == 302


def bring_back(desk: Client, article: Article, number: int, **posted: object) -> str:
    """What the desk says to bringing this version back."""
    article.refresh_from_db()
    given = {"version": article.version, **posted}
    return text_of(desk.post(f"{versions_of(article)}{number}/bring-back/", given, follow=True))


def test_every_save_is_listed_with_who_and_why(desk: Client, article: Article, writer: User) -> None:
    save(desk, article, headline="The gate is later")
    page = text_of(desk.get(versions_of(article)))
    assert page.count(writer.name) >= 2
    assert f"{versions_of(article)}1..2/" in page


def test_two_versions_stand_side_by_side_word_by_word(desk: Client, article: Article) -> None:
    save(desk, article, headline="The gate is early")
    page = text_of(desk.get(f"{versions_of(article)}1..2/"))
    assert "Removed: </span>late</del>" in page
    assert "Inserted: </span>early</ins>" in page


def test_cells_of_a_table_are_compared_one_by_one(desk: Client, article: Article) -> None:
    row = make_row(article, motivations="A wide lock")
    save(desk, article, headline="The gate is early")
    row.refresh_from_db()
    save(desk, article, **{"stakeholder_rows-0-motivations": "A narrow lock"})
    page = text_of(desk.get(f"{versions_of(article)}2..3/"))
    assert "row “Port of Aldery”" in page
    assert "narrow</ins>" in page


def test_one_part_is_brought_back_and_the_others_stay(desk: Client, article: Article) -> None:
    save(desk, article, headline="The gate is early", summary="The island cheers.")
    assert "brought back from version 1" in bring_back(desk, article, 1, part="headline")
    article.refresh_from_db()
    assert (article.headline, article.summary) == ("The gate is late", "The island cheers.")


def test_a_whole_version_is_brought_back_with_its_rows(desk: Client, article: Article) -> None:
    make_row(article)
    save(desk, article, headline="The gate is early")
    save(desk, article, **{"headline": "Something else", "stakeholder_rows-0-DELETE": "on"})
    bring_back(desk, article, 2)
    article.refresh_from_db()
    assert article.headline == "The gate is early"
    assert [row.stakeholder.name for row in article.stakeholder_rows.all()] == ["Port of Aldery"]


def test_what_was_replaced_stays_a_version(desk: Client, article: Article) -> None:
    save(desk, article, headline="The gate is early")
    bring_back(desk, article, 1)
    assert [version.payload["headline"] for version in article.versions.all()] == [
        "The gate is late", "The gate is early", "The gate is late",
    ]  # fmt: skip


def test_nothing_is_brought_back_over_a_text_that_moved_on(desk: Client, article: Article) -> None:
    save(desk, article, headline="The gate is early")
    assert "Nothing was changed" in bring_back(desk, article, 1, version=1)
    article.refresh_from_db()
    assert article.headline == "The gate is early"


def test_nothing_is_brought_back_where_the_text_may_not_be_edited(
    desk: Client, article: Article, writer: User
) -> None:
    save(desk, article, headline="The gate is early")
    make_move(article, "submit", writer)
    assert "may not change this text" in bring_back(desk, article, 1)


def test_bringing_back_takes_a_post(desk: Client, article: Article) -> None:
    assert desk.get(f"{versions_of(article)}1/bring-back/").status_code == 405


def test_a_stranger_to_the_text_sees_none_of_its_versions(
    sign_in: SignIn, contributor: User, article: Article
) -> None:
    assert sign_in(contributor).get(versions_of(article)).status_code == 404


@pytest.mark.parametrize("pair", ["1..99", "0..1"])
def test_a_version_that_never_was_is_not_found(desk: Client, article: Article, pair: str) -> None:
    assert desk.get(f"{versions_of(article)}{pair}/").status_code == 404


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1"])
def test_a_strange_place_in_the_list_shows_its_beginning(desk: Client, article: Article, number: str) -> None:
    assert desk.get(versions_of(article), {"before": number}).status_code == 200
