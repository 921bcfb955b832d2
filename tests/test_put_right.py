"""What was put right stands under the sections and authors that its article has now, and nowhere too early."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles import freezing
from articles.models import Article, Edition, PutRightBy, PutRightIn
from authors.models import User
from tests.make import make_article, make_move, make_published, make_scheduled, make_section, make_update

pytestmark = pytest.mark.django_db

RIGHT = {"change_kind": "correction", "was_wrong": "It is early.", "is_right": "It is late."}
PAGES = ("/sections/harbour/corrections/", "/authors/ilse-maarvik/corrections/")


def shown(client: Client) -> list[bool]:
    """On which of the two lists the correction stands."""
    return ["It is late." in client.get(page).content.decode() for page in PAGES]


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """A published article that nothing was wrong with yet."""
    article = make_article(writer)
    make_published(article, writer, publisher)
    return article


def test_a_correction_stands_on_both_lists_and_on_the_one_of_all(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    assert shown(client) == [False, False]
    make_update(article, writer, publisher, **RIGHT)
    assert shown(client) == [True, True]
    assert "It is late." in client.get("/corrections/").content.decode()


def test_it_goes_with_the_article_to_another_section_once_that_is_live(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_update(article, writer, publisher, **RIGHT)
    make_update(article, writer, publisher, section=make_section("Weather"))
    assert shown(client) == [False, True]
    assert "It is late." in client.get("/sections/weather/corrections/").content.decode()


def test_what_is_still_to_come_is_not_shown_and_can_be_put_off(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    make_move(article, "reopen", writer)
    Article.objects.filter(pk=article.pk).update(**RIGHT, change_note="It was a mistake.")
    at = timezone.now() + timedelta(days=1)
    make_scheduled(article, writer, publisher, at=at)
    assert shown(client) == [False, False]
    pending = Edition.objects.get(article=article, number=2)
    freezing.reschedule(pending, at + timedelta(days=1))
    for listed in (PutRightIn, PutRightBy):
        assert listed.objects.get().goes_live_at == at + timedelta(days=1)


def test_a_redacted_correction_is_on_no_list(
    client: Client, article: Article, writer: User, publisher: User
) -> None:
    freezing.redact(make_update(article, writer, publisher, **RIGHT), "By order of the court.")
    assert shown(client) == [False, False]
    assert not PutRightIn.objects.exists()


@pytest.mark.parametrize("listed", [PutRightIn, PutRightBy])
def test_what_an_older_release_has_not_entered_can_be_entered_later_and_twice(
    client: Client, article: Article, writer: User, publisher: User, listed: Any
) -> None:
    make_update(article, writer, publisher, **RIGHT)
    listed.objects.all().delete()
    for _time in range(2):
        call_command("index_articles")
    assert shown(client) == [True, True]
    assert listed.objects.count() == 1
