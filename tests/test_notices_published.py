"""A suggestion is published with the edition that brings it, and its sender is told once, with the difference."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Edition
from authors.models import User
from comments import accepting
from comments.accepting import Change
from comments.models import Notice, ReaderMail
from comments.telling import tell_what_is_out
from newsroom.beat import beat
from tests.desk import text_of
from tests.make import make_article, make_move, make_published, make_scheduled
from tests.make_notices import make_notice

pytestmark = pytest.mark.django_db

BODY = "The gate on the Orle was promised for the spring of 1978.\n\nNobody on the island is surprised."
TOLD = {
    "change_kind": "correction",
    "change_note": "Corrects a mistake that a reader pointed out.",
    "was_wrong": "An earlier edition said 1978.",
    "is_right": "It is 1987. We thank Rea Reader for pointing this out.",
}
PUT_RIGHT = "The gate on the Orle was promised for the spring of 1987."


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A published article."""
    return make_published(make_article(writer, body=BODY), writer, publisher)


@pytest.fixture
def accepted(edition: Edition, editor: User) -> Notice:
    """A correction that an editor has accepted."""
    notice = make_notice(edition, at="1978", name="Rea Reader", email="rea@elsewhere.example", credit=True)
    version = Article.objects.get(pk=edition.article_id).version
    accepting.accept(notice.pk, editor, Change(PUT_RIGHT, told=TOLD), version=version)
    return notice


def status(notice: Notice) -> tuple[str, int | None]:
    """How it stands, and in which edition it was published."""
    notice.refresh_from_db()
    return notice.status, notice.published_in


def news() -> list[str]:
    """What was told about publications."""
    return list(ReaderMail.objects.filter(key__endswith="-published").values_list("path", flat=True))


def test_the_edition_that_brings_it_says_so_and_thanks(
    client: Client, accepted: Notice, edition: Edition, writer: User, publisher: User
) -> None:
    tell_what_is_out(timezone.now())
    assert status(accepted) == ("accepted", None)
    second = make_published(edition.article, writer, publisher)
    assert second.payload["change"]["is_right"] == TOLD["is_right"], "frozen with the payload"
    tell_what_is_out(timezone.now())
    assert status(accepted) == ("published", 2)
    assert news() == [f"{edition.address.path}history/1..2/"]
    page = text_of(client.get(edition.address.path))
    assert "We thank Rea Reader for pointing this out." in page
    assert PUT_RIGHT in page
    assert "1987" in text_of(client.get(news()[0]))


def test_the_beat_tells_it_once(accepted: Notice, edition: Edition, writer: User, publisher: User) -> None:
    make_published(edition.article, writer, publisher)
    for _time in range(3):
        beat.func()
    assert len(news()) == 1
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(change_kind="minor", summary="New.")
    make_published(edition.article, writer, publisher)
    beat.func()
    assert status(accepted) == ("published", 2)
    assert len(news()) == 1


def test_what_is_scheduled_is_told_when_its_time_has_come(
    accepted: Notice, edition: Edition, writer: User, publisher: User
) -> None:
    scheduled = make_scheduled(edition.article, writer, publisher)
    tell_what_is_out(timezone.now())
    assert status(accepted) == ("accepted", None)
    tell_what_is_out(scheduled.goes_live_at + timedelta(seconds=1))
    assert status(accepted) == ("published", 2)


def test_a_cancelled_edition_has_brought_nothing(
    accepted: Notice, edition: Edition, writer: User, publisher: User
) -> None:
    scheduled = make_scheduled(edition.article, writer, publisher)
    make_move(edition.article, "cancel", publisher)
    tell_what_is_out(scheduled.goes_live_at + timedelta(seconds=1))
    assert status(accepted) == ("accepted", None)


def test_a_fix_of_the_live_text_goes_past_it(accepted: Notice, edition: Edition, publisher: User) -> None:
    text = {"headline": edition.payload["headline"], "summary": "The gate is late.", "body": BODY}
    fixed = make_move(edition.article, "fix_live", publisher, text=text, kind="minor").edition
    assert fixed
    assert fixed.number == 2
    tell_what_is_out(timezone.now())
    assert status(accepted) == ("accepted", None)


def test_what_was_frozen_before_the_acceptance_does_not_bring_it(
    edition: Edition, editor: User, writer: User, publisher: User
) -> None:
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(change_kind="minor", summary="Later.")
    make_published(edition.article, writer, publisher)
    notice = make_notice(edition, at="1978")
    version = Article.objects.get(pk=edition.article_id).version
    accepting.accept(notice.pk, editor, Change(PUT_RIGHT, told=TOLD), version=version)
    tell_what_is_out(timezone.now())
    assert status(notice) == ("accepted", None)


def test_what_was_thrown_away_with_the_working_copy_was_not_published(
    accepted: Notice, edition: Edition, editor: User, writer: User, publisher: User
) -> None:
    make_move(edition.article, "discard", editor)
    make_move(edition.article, "reopen", writer)
    Article.objects.filter(pk=edition.article_id).update(change_kind="minor", summary="Something else.")
    make_published(edition.article, writer, publisher)
    tell_what_is_out(timezone.now())
    assert status(accepted) == ("accepted", None)
    assert news() == []


def test_a_note_that_was_left_for_the_editor_is_resolved_with_the_edition(
    edition: Edition, editor: User, writer: User, publisher: User
) -> None:
    notice = make_notice(edition, "The year is wrong.", at="1978")
    version = Article.objects.get(pk=edition.article_id).version
    accepting.accept(notice.pk, editor, Change(told=TOLD), version=version)
    assert notice.note
    assert notice.note.resolved_at is None
    make_published(edition.article, writer, publisher)
    tell_what_is_out(timezone.now())
    notice.note.refresh_from_db()
    assert notice.note.resolved_by == editor


def test_a_notice_without_an_address_is_published_without_a_mail(
    client: Client, edition: Edition, editor: User, writer: User, publisher: User
) -> None:
    notice = make_notice(edition, at="1978")
    version = Article.objects.get(pk=edition.article_id).version
    accepting.accept(notice.pk, editor, Change(PUT_RIGHT, told=TOLD), version=version)
    make_published(edition.article, writer, publisher)
    tell_what_is_out(timezone.now())
    assert status(notice) == ("published", 2)
    assert not ReaderMail.objects.exists()


def test_many_that_wait_for_their_editions_cost_one_query(
    accepted: Notice, edition: Edition, writer: User, publisher: User, django_assert_max_num_queries: Any
) -> None:
    rows = [
        Notice(article_id=edition.article_id, edition=1, kind="correction", text="x", status="accepted",
               decided_at=timezone.now(), key=f"00000000-0000-0000-0000-{number:012}")
        for number in range(50)
    ]  # fmt: skip
    Notice.objects.bulk_create(rows)
    with django_assert_max_num_queries(1):
        tell_what_is_out(timezone.now())
