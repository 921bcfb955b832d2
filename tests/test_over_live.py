"""A working copy over a live edition: what the form says, what differs, and what becomes of both."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Edition
from articles.workflow import State
from authors.models import User
from tests.conftest import SignIn
from tests.desk import move_page, opened, page_of, text_of
from tests.make import make_approved, make_article, make_move, make_published, make_scheduled

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(publisher: User, sign_in: SignIn) -> Client:
    """The publisher's browser."""
    return sign_in(publisher)


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """A published text that is open again."""
    article = make_article(writer, headline="The gate is late", body="The gaet is late.\n\nThe island waits.")
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    return Article.objects.get(pk=article.pk)


def press(browser: Client, article: Article, name: str, **asked: Any) -> Any:
    """A move made on the page that asks, on the version that is current."""
    version = Article.objects.values_list("version", flat=True).get(pk=article.pk)
    answers = {f"ask-{name}-{field}": value for field, value in asked.items()}
    return browser.post(move_page(article, name), {"version": version, **answers}, follow=True)


def test_the_bar_says_which_edition_is_live_and_that_the_next_one_is_edited(
    article: Article, desk: Client
) -> None:
    page = " ".join(text_of(desk.get(page_of(article))).split())
    assert "live: edition 1" in page
    assert "you are editing the next one" in page


def test_nothing_of_it_is_said_of_a_first_edition(writer: User, desk: Client) -> None:
    page = text_of(desk.get(page_of(make_article(writer))))
    assert "you are editing the next one" not in page
    assert "differs" not in page


def test_the_form_says_that_nothing_differs_yet(article: Article, desk: Client) -> None:
    assert "Nothing differs yet from the live edition." in text_of(desk.get(page_of(article)))


def test_the_form_shows_word_by_word_what_differs_and_in_how_many_places(
    article: Article, desk: Client
) -> None:
    Article.objects.update(headline="The gate is later", body="The gaet is late.\n\nThe island has waited.")
    page = text_of(desk.get(page_of(article)))
    assert "What differs from the live edition" in page
    assert "2 places" in page
    assert "<del>late</del>" in page
    assert "<ins>later</ins>" in page


def test_discarding_stands_beside_what_differs_for_those_who_may(
    article: Article, desk: Client, writer: User, sign_in: SignIn
) -> None:
    assert "Discard this working copy" in text_of(desk.get(page_of(article)))
    assert "Discard this working copy" not in text_of(sign_in(writer).get(page_of(article)))
    press(desk, article, "discard")
    assert Article.objects.get().state == State.RELEASED


def test_a_reopened_retracted_article_is_compared_with_the_text_that_was_retracted(
    article: Article, desk: Client, publisher: User
) -> None:
    make_move(article, "retract", publisher, note="It was invented.")
    make_move(article, "reopen", publisher)
    assert "Nothing differs yet from the text that was retracted." in text_of(desk.get(page_of(article)))
    Article.objects.update(headline="The gate is on time")
    assert "What differs from the text that was retracted" in text_of(desk.get(page_of(article)))


def test_what_differs_costs_one_query(article: Article, desk: Client, publisher: User) -> None:
    desk.get(page_of(article))
    with CaptureQueriesContext(connection) as asked:
        desk.get(page_of(article))
    texts = [query["sql"] for query in asked if '"articles_edition"."payload"' in query["sql"]]
    assert len(texts) == 1


# Publishing the next edition


def test_publishing_an_update_asks_for_its_kind_and_public_note(article: Article, desk: Client) -> None:
    asking = text_of(desk.get(move_page(article, "publish_now")))
    assert "Kind of change" in asking
    assert "Public note" in asking
    answer = press(desk, article, "publish_now", change_kind="update", change_note="")
    assert answer.status_code == 422
    assert "the public note is missing" in text_of(answer)
    press(desk, article, "publish_now", change_kind="update", change_note="Adds what the council said.")
    assert Edition.objects.live().get().note == "Adds what the council said."


def test_publishing_a_correction_asks_for_both_sides(article: Article, desk: Client) -> None:
    said = {"change_kind": "correction", "change_note": "The number of homes."}
    answer = press(desk, article, "publish_now", **said, was_wrong="14,000 homes.", is_right="")
    assert answer.status_code == 422
    assert "A correction says what was wrong and what is right." in text_of(answer)
    assert "14,000 homes." in text_of(answer)
    press(desk, article, "publish_now", **said, was_wrong="14,000 homes.", is_right="41,000 homes.")
    live = Edition.objects.live().get()
    assert (live.kind, live.was_wrong, live.is_right) == ("correction", "14,000 homes.", "41,000 homes.")


# A mistake in the live text, while the next edition is half written


def test_fixing_the_live_text_leaves_the_half_written_update_as_it_is_but_for_the_fix(
    article: Article, desk: Client
) -> None:
    desk.post(page_of(article), opened(desk, article, body="The gaet is late.\n\nThe island, half writ"))
    fix = {"headline": "The gate is late", "summary": article.summary}
    press(
        desk, article, "fix_live", **fix, body="The gate is late.\n\nThe island waits.", change_kind="minor"
    )
    assert Edition.objects.live().get().payload["body"] == "The gate is late.\n\nThe island waits."
    article.refresh_from_db()
    assert (article.state, article.body) == (State.DRAFT, "The gate is late.\n\nThe island, half writ")


def test_where_the_update_has_changed_the_same_place_it_keeps_its_own_wording_and_says_so(
    article: Article, desk: Client
) -> None:
    Article.objects.update(body="The gaet will never come.\n\nThe island waits.")
    fix = {"headline": "The gate is late", "summary": article.summary}
    answer = press(
        desk, article, "fix_live", **fix, body="The gate is late.\n\nThe island waits.", change_kind="minor"
    )
    assert "The working copy had changed the same place" in text_of(answer)
    article.refresh_from_db()
    assert article.body == "The gaet will never come.\n\nThe island waits."


def on_the_first(article: Article) -> dict[str, Any]:
    """What is sent beside the body by who has opened the first edition, and changes nothing else."""
    return {
        "headline": article.headline,
        "summary": article.summary,
        "change_kind": "minor",
        "begun_from": 1,
    }


def test_two_who_fix_the_live_text_at_once_lose_neither_fix(
    article: Article, desk: Client, administrator: User, sign_in: SignIn
) -> None:
    press(desk, article, "fix_live", **on_the_first(article), body="The gate is late.\n\nThe island waits.")
    press(
        sign_in(administrator),
        article,
        "fix_live",
        **on_the_first(article),
        body="The gaet is late.\n\nThe islands wait.",
    )
    assert Edition.objects.live().get().payload["body"] == "The gate is late.\n\nThe islands wait."
    article.refresh_from_db()
    assert article.body == "The gate is late.\n\nThe islands wait."


def test_two_who_fix_the_same_place_of_the_live_text_are_told(
    article: Article, desk: Client, administrator: User, sign_in: SignIn
) -> None:
    press(desk, article, "fix_live", **on_the_first(article), body="The gate is late.\n\nThe island waits.")
    answer = press(
        sign_in(administrator),
        article,
        "fix_live",
        **on_the_first(article),
        body="The gates are late.\n\nThe island waits.",
    )
    assert answer.status_code == 422
    assert "Edition 2 went live while you were writing" in text_of(answer)
    assert "The gates are late." in text_of(answer)
    assert Edition.objects.live().get().number == 2


def test_a_fix_begun_from_an_edition_that_never_was_is_refused(article: Article, desk: Client) -> None:
    fix = {"headline": "Hm", "summary": article.summary, "body": article.body, "change_kind": "minor"}
    assert press(desk, article, "fix_live", **fix, begun_from=7).status_code == 422


def test_a_fix_that_changes_nothing_is_refused_with_what_was_typed(article: Article, desk: Client) -> None:
    same = {"headline": article.headline, "summary": article.summary, "body": article.body}
    answer = press(desk, article, "fix_live", **same, change_kind="minor")
    assert answer.status_code == 422
    assert "Nothing of the live text was changed." in text_of(answer)


# Scheduling


def test_scheduling_names_the_moment_its_time_zone_and_how_long_it_is_until_then(
    writer: User, editor: User, desk: Client, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    article = make_article(writer)
    make_approved(article, writer, editor)
    day = timezone.localdate() + timedelta(days=3)
    page = text_of(press(desk, article, "schedule", at=f"{day}T06:00"))
    assert "Scheduled for" in page
    assert re.search(r"06:00 \(Europe/Oslo\), in [23]\xa0days", page)  # 3 once it is tomorrow in Oslo
    page = text_of(press(desk, article, "reschedule", at=f"{day}T07:00"))
    assert "Rescheduled for" in page
    assert re.search(r"07:00 \(Europe/Oslo\), in [23]\xa0days", page)


def test_the_bar_shows_when_in_which_zone_and_how_long_until_then(
    writer: User, publisher: User, desk: Client, settings: Any
) -> None:
    settings.TIME_ZONE = "Europe/Oslo"
    article = make_article(writer)
    make_scheduled(article, writer, publisher, timezone.now() + timedelta(hours=3, minutes=1))
    page = text_of(desk.get(page_of(article)))
    assert "in the paper’s time zone, Europe/Oslo" in page
    assert "</time> Europe/Oslo ·" in page
    assert "in 3\xa0hours" in page


def test_a_schedule_that_somebody_else_has_changed_is_a_clash(
    writer: User, publisher: User, desk: Client
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    version = Article.objects.get().version
    make_move(article, "cancel", publisher)
    answer = desk.post(
        move_page(article, "reschedule"), {"version": version, "ask-reschedule-at": "2040-01-01T06:00"}
    )
    assert answer.status_code == 409


# Redacting


def test_the_second_publisher_is_told_which_edition_the_first_named_and_why(
    writer: User, publisher: User, administrator: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "redact", publisher, edition=1, note="Order of the court of Aldery.")
    page = text_of(sign_in(administrator).get(move_page(article, "redact")))
    assert "Pavel Publisher has asked for edition 1: “Order of the court of Aldery.”" in page
