"""Everybody reads how comments are moderated, in figures of each month that hold no text and no name."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.models import Edition
from authors.models import User
from comments import appealing, deciding, reporting, sanctions, transparency
from comments.models import Comment, ModerationMonth
from newsroom.beat import tidy
from tests.desk import text_of
from tests.make_comments import make_comment, make_decider, make_reader
from tests.make_reports import last_decision, make_notice_of_illegal, make_report

pytestmark = pytest.mark.django_db

SECRET = "Zanzibarquilt"


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


@pytest.fixture
def moderated(edition: Edition, moderator: User, administrator: User) -> Edition:
    """An article with all that can be counted below it."""
    shown = make_comment(edition, text=f"{SECRET} one")
    kept = make_comment(edition, make_reader(f"{SECRET} Reader"), text="Kept")
    make_comment(edition, text="Held", status="held")
    rejected = make_comment(edition, text="To be rejected", status="held")
    deciding.decide(rejected.pk, "reject", moderator, seen="held", ground="spam", reason=SECRET)
    reporting.decide(make_report(kept, text=SECRET).pk, moderator, uphold=False, answer=SECRET)
    make_report(kept)
    notice = make_notice_of_illegal(shown, name=SECRET)
    reporting.decide(notice.pk, moderator, uphold=True, ground="illegal", answer=SECRET)
    appeal = appealing.appeal(last_decision(shown, "hide"), SECRET)
    appealing.decide(appeal.pk, administrator, overturn=True, answer=SECRET)
    sanctions.warn(kept.reader_id, moderator, SECRET)
    return edition


def this_month() -> dict[str, Any]:
    """The figures of the running month, made anew."""
    transparency.keep(timezone.now())
    found: dict[str, Any] = ModerationMonth.objects.get(month=timezone.localdate().replace(day=1)).figures
    return found


def test_the_figures_are_those_of_the_rows(moderated: Edition) -> None:
    told = this_month()
    assert told["posted"] == Comment.objects.count() == 4
    assert told["held"] + told["at_once"] == 4
    assert told["held_by"]["new reader"] == told["held"]
    assert (told["rejected"], told["hidden"]) == (1, 1)
    assert told["grounds"] == {"spam": 1, "illegal": 1}
    assert told["taken_away_by_rules_alone"] == 0
    reports = {name: told["reports"][name] for name in ("received", "upheld", "dismissed", "open")}
    assert reports == {"received": 2, "upheld": 0, "dismissed": 1, "open": 1}
    assert (told["notices"]["received"], told["notices"]["upheld"]) == (1, 1)
    assert (told["appeals"]["received"], told["appeals"]["overturned"]) == (1, 1)
    assert told["sanctions"]["warn"] == 1
    assert told["open"] == 1


def test_the_page_and_the_file_hold_no_text_and_no_name(client: Client, moderated: Edition) -> None:
    this_month()
    for address in ("/moderation/", "/moderation/figures.json"):
        page = text_of(client.get(address))
        assert SECRET not in page
        assert "Mona" not in page
        assert "nan@elsewhere" not in page
    rows = json.loads(text_of(client.get("/moderation/figures.json")))["months"]
    assert rows[0]["posted"] == 4


def test_the_page_is_the_same_for_everybody(moderated: Edition, moderator: User, sign_in: Any) -> None:
    this_month()
    stranger, known = Client().get("/moderation/"), sign_in(moderator).get("/moderation/")
    assert stranger.content == known.content
    assert "s-maxage" in known["Cache-Control"]
    assert "Cookie" not in known.get("Vary", "")
    assert not stranger.cookies
    assert Client().get("/moderation/", headers={"If-None-Match": stranger["ETag"]}).status_code == 304
    assert Client().post("/moderation/").status_code == 405


def test_the_page_is_made_in_a_fixed_number_of_queries(
    client: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    this_month()
    figures = ModerationMonth.objects.get().figures
    for number in range(1, 13):
        ModerationMonth.objects.update_or_create(month=date(2025, number, 1), defaults={"figures": figures})
    with django_assert_num_queries(2):
        client.get("/moderation/")


def test_what_happened_in_another_month_counts_there(edition: Edition) -> None:
    first = timezone.localdate().replace(day=1)
    last = transparency.before(first)
    at = transparency.midnight(first) - timedelta(minutes=1)
    make_comment(edition, text="On the eve", at=at, status="held")
    transparency.keep(timezone.now())
    posted = dict(ModerationMonth.objects.values_list("month", "figures__posted"))
    assert (posted[first], posted[last]) == (0, 1)


def test_months_begin_where_the_paper_is(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert transparency.midnight(date(2026, 11, 1)) == datetime(2026, 10, 31, 15, tzinfo=UTC)


def test_a_month_is_made_anew_until_nothing_of_it_is_open(edition: Edition) -> None:
    old = transparency.before(transparency.before(timezone.localdate().replace(day=1)))
    at = transparency.midnight(old) + timedelta(days=1)
    report = make_report(make_comment(edition, at=at))
    type(report).objects.update(made_at=at)
    transparency.keep(timezone.now())
    assert ModerationMonth.objects.get(month=old).figures["reports"]["open"] == 1
    reporting.decide(report.pk, make_decider(), uphold=False)
    transparency.keep(timezone.now())
    assert ModerationMonth.objects.get(month=old).figures["reports"]["dismissed"] == 1
    ModerationMonth.objects.filter(month=old).update(figures={"settled": True, "open": 0})
    transparency.keep(timezone.now())
    assert ModerationMonth.objects.get(month=old).figures == {"settled": True, "open": 0}


def test_the_hourly_task_counts(edition: Edition) -> None:
    make_comment(edition)
    tidy.call()
    assert ModerationMonth.objects.get().figures["posted"] == 1


def test_nothing_has_been_counted_yet_and_the_page_says_so(client: Client) -> None:
    assert "Nothing has been counted yet" in text_of(client.get("/moderation/"))
    assert json.loads(text_of(client.get("/moderation/figures.json"))) == {"months": []}


def test_every_page_leads_there_and_so_does_the_sitemap(client: Client) -> None:
    assert re.search(r'href="/moderation/"', text_of(client.get("/")))
    assert "/moderation/</loc>" in text_of(client.get("/sitemap-lists.xml"))
