"""The start page narrowed to a section, an author, a language: all lists and the calendar, kept in the address."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from authors.models import Author, User
from tests.conftest import SignIn
from tests.desk import text_of
from tests.make import make_article, make_move, make_published, make_scheduled, make_section
from tests.test_desk_start import DESK, piles

SOME_DAY = datetime(2031, 5, 14, 6, 30, tzinfo=UTC)


@pytest.fixture
def two_of_each(writer: User, publisher: User) -> None:
    """In each list one text that fits and one that does not."""
    fits: dict[str, Any] = {"section": "Culture", "authors": ("Jon Tellerin",), "language": "fr"}
    other: dict[str, Any] = {"section": "Harbour", "authors": ("Ilse Maarvik",), "language": "en"}
    for headline, given in (("Fits", fits), ("Does not", other)):
        make_move(make_article(writer, headline=headline, **given), "submit", writer)
        make_scheduled(make_article(writer, headline=headline, **given), writer, publisher, SOME_DAY)
        make_published(make_article(writer, headline=headline, **given), writer, publisher)
        make_article(writer, headline=headline, planned_for=SOME_DAY, deadline=SOME_DAY, **given)


@pytest.mark.usefixtures("two_of_each")
@pytest.mark.parametrize(
    "chosen",
    [
        {"section": "culture"},
        {"author": "jon-tellerin"},
        {"language": "fr"},
        {"section": "culture", "author": "jon-tellerin", "language": "fr"},
    ],
)
def test_all_lists_and_the_calendar_are_narrowed(chosen: dict[str, str], desk: Client) -> None:
    page = desk.get(DESK, {**chosen, "week": "2031-W20"})
    shown = piles(page)
    for name in ("waiting", "scheduled", "published"):
        assert shown[name] == ["Fits"]
    days = page.context["desk"]["days"]
    assert [item.headline for day in days for item in day.items] == ["Fits"] * 3
    assert "Does not" not in text_of(page)


@pytest.mark.usefixtures("two_of_each")
def test_what_is_chosen_stays_chosen_from_week_to_week_and_week_by_week(desk: Client) -> None:
    page = text_of(desk.get(DESK, {"section": "culture", "language": "fr", "week": "2031-W20"}))
    assert '<option value="culture" selected>' in page
    assert 'href="?section=culture&amp;language=fr&amp;week=2031-W19"' in page
    assert '<input type="hidden" name="week" value="2031-W20">' in page
    assert 'href="?week=2031-W20"' in page


@pytest.mark.usefixtures("two_of_each")
def test_the_way_to_all_of_them_is_narrowed_too(desk: Client) -> None:
    page = desk.get(DESK, {"section": "culture", "author": "jon-tellerin", "language": "fr"})
    pile = next(pile for pile in page.context["desk"]["out"] if pile.name == "published")
    listed = desk.get(pile.every).context["cl"].result_list
    assert [article.headline for article in listed] == ["Fits"]


@pytest.mark.usefixtures("two_of_each")
@pytest.mark.parametrize("name", ["section", "author", "language"])
def test_what_nobody_knows_is_left_out_and_said(name: str, desk: Client) -> None:
    page = desk.get(DESK, {name: "<b>gone</b>\x00"})
    assert len(piles(page)["published"]) == 2
    assert "Nothing here goes by “&lt;b&gt;gone" in text_of(page)


@pytest.mark.usefixtures("two_of_each")
def test_an_author_without_recent_texts_can_still_be_asked_for(desk: Client, writer: User) -> None:
    Author.objects.create(name="Long Gone", slug="long-gone")
    page = desk.get(DESK, {"author": "long-gone"})
    assert piles(page)["published"] == []
    assert '<option value="long-gone" selected>Long Gone</option>' in text_of(page)


def test_where_there_is_nothing_to_choose_there_is_no_form(desk: Client, writer: User) -> None:
    make_article(writer)
    assert "narrowing" not in text_of(desk.get(DESK)).replace("desk_narrowing", "")
    make_section("Culture")
    assert 'name="section"' in text_of(desk.get(DESK))


def test_a_contributor_is_offered_nobody_elses_name(contributor: User, writer: User, sign_in: SignIn) -> None:
    make_article(writer, authors=("Ilse Maarvik",))
    make_article(writer, authors=("Jon Tellerin",))
    assert "Tellerin" not in text_of(sign_in(contributor).get(DESK))
