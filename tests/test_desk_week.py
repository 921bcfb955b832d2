"""The calendar of the start page: a week at a time, with what goes and went live, what is planned, what is due."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article
from authors.models import User
from newsroom.week import Week
from tests.desk import text_of
from tests.make import make_article, make_move, make_published, make_scheduled, make_update

DESK = "/admin/"
WEDNESDAY = datetime(2031, 5, 14, 6, 30, tzinfo=UTC)
THAT_WEEK = "2031-W20"


def week(desk: Client, name: str = THAT_WEEK, **narrow: str) -> dict[str, list[tuple[str, str]]]:
    """What stands under each day of a week: the word and the headline."""
    shown = desk.get(DESK, {"week": name, **narrow}).context["desk"]
    return {
        f"{day.date:%a}": [(item.sort, item.headline) for item in day.items]
        for day in shown["days"]
        if day.items
    }


def test_a_week_shows_what_is_scheduled_planned_and_due(desk: Client, writer: User, publisher: User) -> None:
    make_scheduled(make_article(writer, headline="Gate"), writer, publisher, WEDNESDAY)
    make_article(
        writer,
        headline="Eels",
        planned_for=WEDNESDAY + timedelta(days=2),
        deadline=WEDNESDAY - timedelta(hours=1),
    )
    assert week(desk) == {"Wed": [("deadline", "Eels"), ("scheduled", "Gate")], "Fri": [("planned", "Eels")]}


def test_what_went_live_this_week_stands_there_once_a_day(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="The gate")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher)
    make_update(article, writer, publisher, change_kind="minor")
    assert week(desk, "") == {f"{timezone.localdate():%a}": [("published", "The gate")]}


def test_a_retraction_is_called_one(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, headline="The gate")
    make_published(article, writer, publisher)
    make_move(article, "retract", publisher, note="It was invented.")
    (today,) = week(desk, "").values()
    assert today == [("published", "The gate"), ("retracted", "The gate")]


def test_an_archive_stands_on_the_days_it_came_out(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, headline="From the archive")
    Article.objects.filter(pk=article.pk).update(first_published_at=datetime(2011, 5, 11, 8, tzinfo=UTC))
    make_move(article, "submit", writer)
    make_move(article, "approve", publisher)
    make_move(article, "publish", publisher, imported=True)
    assert week(desk, "2011-W19") == {"Wed": [("published", "From the archive")]}
    assert week(desk, "") == {}


def test_what_was_cancelled_or_is_out_is_planned_no_more(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer, planned_for=WEDNESDAY, deadline=WEDNESDAY)
    make_scheduled(article, writer, publisher, WEDNESDAY + timedelta(hours=1))
    assert week(desk) == {"Wed": [("scheduled", article.headline)]}
    make_move(article, "cancel", publisher)
    assert [sort for sort, _headline in week(desk)["Wed"]] == ["planned", "deadline"]


def test_days_begin_and_end_in_the_papers_time_zone(desk: Client, writer: User, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    late = datetime(2031, 5, 14, 23, 30, tzinfo=ZoneInfo("Asia/Tokyo"))
    make_article(writer, headline="Late", planned_for=late)
    make_article(writer, headline="Early", planned_for=late + timedelta(hours=1))
    assert week(desk) == {"Wed": [("planned", "Late")], "Thu": [("planned", "Early")]}


def test_a_day_of_25_hours_holds_all_of_them(desk: Client, writer: User, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Paris"
    make_article(
        writer, headline="Last", planned_for=datetime(2031, 10, 26, 23, 45, tzinfo=ZoneInfo("Europe/Paris"))
    )
    assert week(desk, "2031-W43") == {"Sun": [("planned", "Last")]}


def test_a_full_day_shows_five_lines_and_opens_the_others(desk: Client, writer: User) -> None:
    Article.objects.bulk_create(
        Article(headline=f"Text {number}", owner=writer, planned_for=WEDNESDAY) for number in range(8)
    )
    page = desk.get(DESK, {"week": THAT_WEEK})
    day = page.context["desk"]["days"][2]
    assert (len(day.first), len(day.rest)) == (5, 3)
    assert "+3 more" in text_of(page)


def test_a_day_beyond_measure_leads_to_the_list(desk: Client, writer: User) -> None:
    Article.objects.bulk_create(
        Article(headline=f"Text {number}", owner=writer, planned_for=WEDNESDAY) for number in range(60)
    )
    page = desk.get(DESK, {"week": THAT_WEEK})
    assert len(page.context["desk"]["days"][2].items) == 25
    assert "Even more in the list" in text_of(page)


def test_an_empty_week_says_so(desk: Client) -> None:
    assert "Nothing is scheduled, planned or due in this week" in text_of(desk.get(DESK))


def test_one_goes_from_week_to_week_and_back(desk: Client) -> None:
    page = text_of(desk.get(DESK, {"week": "2026-W53"}))
    assert 'href="?week=2026-W52"' in page
    assert 'href="?week=2027-W01"' in page
    assert 'href="?"' in page
    assert "28 Dec – 3 Jan 2027" in page


@pytest.mark.parametrize(
    "name", ["2027-W53", "2026-W00", "last", "2026-W48x", "٢٠٢٦-W48", "9999-W52", "0001-W01"]
)
def test_a_week_that_is_none_is_this_week(name: str, desk: Client) -> None:
    assert desk.get(DESK, {"week": name}).context["desk"]["week"] == Week.of(timezone.localdate())


def test_every_week_has_a_name_that_leads_back_to_it() -> None:
    monday = date(2019, 12, 30)
    for number in range(700):
        one = Week(monday + timedelta(days=7 * number))
        assert Week.named(one.name) == one
