"""Who has an article open is told before two people clash, and to nobody in the way."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Sitting
from authors.models import User
from tests.conftest import SignIn
from tests.desk import page_of, text_of
from tests.make import make_article, make_move
from tests.test_sitting import Tab

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer)


@pytest.fixture
def desk(writer: User, sign_in: SignIn) -> Client:
    """The writer's browser."""
    return sign_in(writer)


@pytest.fixture
def other(editor: User, sign_in: SignIn) -> Client:
    """The editor's browser."""
    return sign_in(editor)


def test_who_has_it_open_is_told_to_who_opens_it_next(desk: Client, other: Client, article: Article) -> None:
    Tab(desk, article)
    assert "Wanda Writer has this open since" in text_of(other.get(page_of(article)))


def test_who_has_it_open_first_hears_of_the_next(desk: Client, other: Client, article: Article) -> None:
    first = Tab(desk, article)
    assert not first.told()
    Tab(other, article)
    assert "Edda Editor has this open since" in first.told()


def test_typing_is_told_and_what_is_typed_is_not(desk: Client, other: Client, article: Article) -> None:
    first = Tab(desk, article)
    Tab(other, article).types(body="A secret thought.")
    answer = first.beat()
    assert "typing" in answer.json()["told"][0]
    assert b"secret" not in answer.content


def test_somebody_with_two_tabs_is_told_once(desk: Client, other: Client, article: Article) -> None:
    first = Tab(desk, article)
    Tab(other, article)
    Tab(other, article).types()
    assert first.told().count("Edda Editor") == 1
    assert "typing" in first.told()


def test_who_closes_the_form_is_gone_at_once(desk: Client, other: Client, article: Article) -> None:
    first, second = Tab(desk, article), Tab(other, article)
    second.send("leave")
    assert not first.told()
    assert not Sitting.objects.filter(tab=second.number).exists()


def test_who_closes_the_form_with_unsaved_text_is_gone_and_the_text_stays(
    desk: Client, other: Client, article: Article
) -> None:
    first, second = Tab(desk, article), Tab(other, article)
    second.types(body="Last words.", left="1")
    assert not first.told()
    assert "did not save it" in text_of(other.get(page_of(article)))


def test_who_gives_no_sign_for_forty_seconds_is_gone(desk: Client, other: Client, article: Article) -> None:
    first, second = Tab(desk, article), Tab(other, article)
    Sitting.objects.filter(tab=second.number).update(seen_at=timezone.now() - timedelta(seconds=39))
    assert first.told()
    Sitting.objects.filter(tab=second.number).update(seen_at=timezone.now() - timedelta(seconds=41))
    assert not first.told()


def test_a_save_of_somebody_else_is_told_before_one_s_own(
    desk: Client, other: Client, article: Article
) -> None:
    first, second = Tab(desk, article), Tab(other, article)
    second.saves(summary="Theirs.")
    assert "Edda Editor saved version 2 at" in first.told()
    assert "your text will be merged when you save" in first.told()


def test_an_own_save_in_another_tab_is_told(desk: Client, article: Article) -> None:
    first, second = Tab(desk, article), Tab(desk, article)
    second.saves(summary="My own.")
    assert "You saved version 2 elsewhere" in first.told()


def test_two_tabs_of_one_person_are_told_and_kept_apart(desk: Client, article: Article) -> None:
    first = Tab(desk, article)
    second = Tab(desk, article).types(headline="Typed in the second")
    first.types(headline="Typed in the first")
    assert "You have this open in another tab, with unsaved text of" in first.told()
    assert "You have this open in another tab" in text_of(desk.get(page_of(article)))
    kept = dict(Sitting.objects.values_list("tab", "unsaved"))
    assert {str(tab): "first" in text for tab, text in kept.items()} == {
        first.number: True,
        second.number: False,
    }


def test_somebody_who_only_reads_is_not_shown(
    desk: Client, other: Client, article: Article, writer: User
) -> None:
    make_move(article, "submit", writer)
    page: Any = desk.get(page_of(article))
    assert "data-at" not in text_of(page)
    assert not Tab(other, article).told()


def test_somebody_who_only_reads_sees_who_writes(
    desk: Client, other: Client, article: Article, writer: User
) -> None:
    make_move(article, "submit", writer)
    Tab(other, article)
    assert "Edda Editor has this open since" in text_of(desk.get(page_of(article)))


def test_the_form_asks_once_for_all_open_forms(
    desk: Client, other: Client, article: Article, django_assert_max_num_queries: Any
) -> None:
    for browser in (desk, other, desk, other):
        Tab(browser, article).types(body="Typed.")
    desk.get(page_of(article))
    with django_assert_max_num_queries(50) as asked:
        desk.get(page_of(article))
    assert sum("articles_sitting" in one["sql"] for one in asked.captured_queries) == 1
