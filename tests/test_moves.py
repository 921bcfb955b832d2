"""What each move does, and when it is refused; who makes which from where is walked in test_gate."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from articles.models import Article, Decision, Edition
from articles.publishing import Asked, Refused, move, publish_now
from articles.saving import Clash
from authors.models import User
from tests.make import make_approved, make_article, make_move, make_published, make_scheduled, make_update

pytestmark = pytest.mark.django_db


def reopened(article: Article, writer: User, publisher: User) -> None:
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More is known.")


def update_scheduled(article: Article, writer: User, publisher: User) -> None:
    reopened(article, writer, publisher)
    make_scheduled(article, writer, publisher)


def test_nobody_approves_their_own_text(publisher: User) -> None:
    article = make_article(publisher)
    make_move(article, "submit", publisher)
    with pytest.raises(Refused, match="Nobody approves their own text"):
        make_move(article, "approve", publisher)


def test_nobody_approves_a_text_under_their_own_byline(writer: User, editor: User) -> None:
    article = make_article(writer)
    author = article.bylines.get().author
    author.user = editor
    author.save()
    make_move(article, "submit", writer)
    with pytest.raises(Refused, match="Nobody approves their own text"):
        make_move(article, "approve", editor)


def test_a_newsroom_of_one_approves_its_own_text(publisher: User) -> None:
    article = make_article(publisher)
    with override_settings(ONE_PERSON_NEWSROOM=True):
        make_published(article, publisher, publisher)
    assert Edition.objects.live().get().article_id == article.pk


def test_an_emergency_passes_four_eyes_and_says_why(publisher: User) -> None:
    article = make_article(publisher)
    publish_now(
        article.pk, publisher, version=1, asked=Asked(note="The dyke has broken; nobody else is awake.")
    )
    assert list(Decision.objects.order_by("pk").values_list("move", flat=True)) == [
        "submit",
        "approve_in_emergency",
        "publish",
    ]


def test_publish_now_makes_and_logs_every_move_on_the_way(writer: User, publisher: User) -> None:
    article = make_article(writer)
    publish_now(article.pk, publisher, version=1)
    assert list(Decision.objects.order_by("pk").values_list("move", flat=True)) == [
        "submit",
        "approve",
        "publish",
    ]


def test_publish_now_makes_all_its_moves_or_none(writer: User, publisher: User) -> None:
    article = make_article(writer, embargo=timezone.now() + timedelta(days=1))
    with pytest.raises(Refused, match="embargo"):
        publish_now(article.pk, publisher, version=1)
    article.refresh_from_db()
    assert article.state == "draft"
    assert not Decision.objects.exists()


def test_a_move_on_a_version_that_is_no_longer_current_changes_nothing(writer: User, editor: User) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    with pytest.raises(Clash):
        move(article.pk, "approve", editor, version=1)
    article.refresh_from_db()
    assert article.state == "in_review"


def test_a_move_whose_required_checks_fail_says_each_of_them(writer: User) -> None:
    article = make_article(writer, summary="", section=None)
    with pytest.raises(Refused) as refusal:
        make_move(article, "submit", writer)
    assert refusal.value.reasons == ["The summary is missing.", "No section is chosen."]


def test_a_dangling_citation_stops_a_submission(writer: User) -> None:
    article = make_article(writer, body="The gate is late.[[nowhere]]")
    with pytest.raises(Refused, match="nowhere"):
        make_move(article, "submit", writer)


def test_nothing_goes_live_before_its_embargo(writer: User, publisher: User) -> None:
    article = make_article(writer, embargo=timezone.now() + timedelta(hours=2))
    make_approved(article, writer, publisher)
    with pytest.raises(Refused, match="embargo"):
        make_move(article, "publish", publisher)
    with pytest.raises(Refused, match="embargo"):
        make_move(article, "schedule", publisher, at=timezone.now() + timedelta(hours=1))
    make_move(article, "schedule", publisher, at=timezone.now() + timedelta(hours=3))


def test_a_schedule_asks_for_a_time_ahead(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    with pytest.raises(Refused, match="has passed"):
        make_move(article, "schedule", publisher, at=timezone.now() - timedelta(minutes=1))


def test_a_cancelled_edition_gives_its_number_to_the_next(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    make_move(article, "cancel", publisher)
    assert make_move(article, "publish", publisher).edition.number == 1  # type: ignore[union-attr]


def test_cancelling_an_update_leaves_the_live_edition_open_ended(writer: User, publisher: User) -> None:
    article = make_article(writer)
    live = make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More is known.")
    pending = make_scheduled(article, writer, publisher)
    live.refresh_from_db()
    assert live.superseded_at == pending.goes_live_at
    make_move(article, "cancel", publisher)
    live.refresh_from_db()
    assert live.superseded_at is None


def test_rescheduling_moves_the_end_of_the_live_edition_too(writer: User, publisher: User) -> None:
    article = make_article(writer)
    live = make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(change_kind="update", change_note="More is known.")
    make_scheduled(article, writer, publisher)
    later = timezone.now() + timedelta(days=2)
    pending = make_move(article, "reschedule", publisher, at=later).edition
    live.refresh_from_db()
    assert pending
    assert pending.goes_live_at == later == live.superseded_at


def test_retracting_cancels_what_is_scheduled_and_says_so(writer: User, publisher: User) -> None:
    article = make_article(writer)
    update_scheduled(article, writer, publisher)
    done = make_move(article, "retract", publisher, note="It was invented.")
    assert any("cancelled first" in sentence for sentence in done.told)
    assert not Edition.objects.pending().exists()
    assert Edition.objects.live().get().is_retraction


def test_discarding_brings_the_live_text_back_and_keeps_the_other_as_a_version(
    writer: User, publisher: User
) -> None:
    article = make_article(writer, headline="The gate is late")
    reopened(article, writer, publisher)
    Article.objects.filter(pk=article.pk).update(headline="Half a thought")
    make_move(article, "discard", publisher)
    article.refresh_from_db()
    assert (article.headline, article.state) == ("The gate is late", "released")
    assert "Half a thought" in [version.payload["headline"] for version in article.versions.all()]


def test_fixing_the_live_text_leaves_the_working_copy_its_changes(writer: User, publisher: User) -> None:
    article = make_article(writer, body="The gaet is late.\n\nThe island waits.")
    reopened(article, writer, publisher)
    Article.objects.filter(pk=article.pk).update(body="The gaet is late.\n\nThe island has stopped waiting.")
    fix = {"body": "The gate is late.\n\nThe island waits."}
    make_move(article, "fix_live", publisher, kind="minor", note="A letter.", text=fix)
    article.refresh_from_db()
    assert Edition.objects.live().get().payload["body"] == "The gate is late.\n\nThe island waits."
    assert article.body == "The gate is late.\n\nThe island has stopped waiting."
    assert article.state == "draft"


def test_a_redaction_takes_two_publishers(writer: User, publisher: User, administrator: User) -> None:
    article = make_article(writer, headline="A name the court forbids")
    edition = make_published(article, writer, publisher)
    make_move(article, "redact", publisher, edition=1, note="Order of the court of Aldery.")
    edition.refresh_from_db()
    assert edition.payload["headline"] == "A name the court forbids"
    make_move(article, "redact", administrator, edition=1, note="Order of the court of Aldery.")
    edition.refresh_from_db()
    assert edition.payload["headline"] == ""
    assert edition.html == ""


def test_a_second_correction_keeps_the_first_in_its_record(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    wrong = {"change_kind": "correction", "was_wrong": "14,000 homes.", "is_right": "41,000 homes."}
    make_update(article, writer, publisher, **wrong, change_note="Homes.")
    third = make_update(article, writer, publisher, headline="The gate is later")
    assert [line["kind"] for line in third.record] == ["first", "correction"]
    assert third.record[1]["was_wrong"] == "14,000 homes."


def test_minor_changes_stay_out_of_the_record_of_later_editions(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, headline="The gate is latter", change_kind="minor")
    third = make_update(article, writer, publisher, headline="The gate is later")
    assert [line["number"] for line in third.record] == [1]
