"""An article's way to the public, through the one gate."""

import pytest

from articles.models import Edition, Entry
from articles.publishing import Refused
from authors.models import User
from tests.make import make_approved, make_article, make_move, make_published, make_scheduled, make_update

pytestmark = pytest.mark.django_db


def test_what_is_published_is_live_at_once(writer: User, publisher: User) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    assert list(Edition.objects.live()) == [edition]
    assert Entry.objects.listed().get().edition == edition


def test_an_update_ends_the_edition_before_it(writer: User, publisher: User) -> None:
    article = make_article(writer)
    first = make_published(article, writer, publisher)
    second = make_update(article, writer, publisher, headline="The gate is later still")
    first.refresh_from_db()
    assert first.superseded_at == second.goes_live_at
    assert second.number == 2
    assert list(Edition.objects.live()) == [second]


def test_a_changed_text_has_to_be_approved_again(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    article.refresh_from_db()
    article.headline = "Something nobody approved"
    article.save(update_fields=["headline"])
    with pytest.raises(Refused, match="changed since it was approved"):
        make_move(article, "publish", publisher)


def test_a_scheduled_text_is_not_public_before_its_time(writer: User, publisher: User) -> None:
    edition = make_scheduled(make_article(writer), writer, publisher)
    assert not Edition.objects.live().exists()
    assert list(Edition.objects.live(edition.goes_live_at)) == [edition]


def test_a_cancelled_schedule_leaves_the_text_approved(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    assert make_move(article, "cancel", publisher).article.state == "approved"
    assert not Edition.objects.pending().exists()


def test_a_retraction_leaves_a_notice_without_the_text(writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "retract", publisher, note="The figures were invented.")
    live = Edition.objects.live().get()
    assert live.is_retraction
    assert live.payload["body"] == ""
    assert not Entry.objects.listed().exists()
