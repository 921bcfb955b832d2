"""Nothing goes live before its embargo, and no embargo comes between a schedule and its time."""

import pytest
from django.test import Client

from articles.models import Article
from articles.publishing import Refused
from authors.models import User
from tests.clock import ahead, typed
from tests.conftest import SignIn
from tests.desk import LIST, move_page, page_of, text_of
from tests.make import make_article, make_move, make_scheduled


def test_nothing_is_scheduled_before_its_embargo(
    writer: User, publisher: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer, embargo=ahead(days=2))
    make_move(article, "submit", writer)
    make_move(article, "approve", editor)
    browser = sign_in(publisher)
    version = Article.objects.values_list("version", flat=True).get()
    data = {"version": version, "ask-schedule-at": typed(ahead(days=1))}
    answer = browser.post(move_page(article, "schedule"), data)
    assert "The embargo ends at" in text_of(answer)
    assert not article.editions.exists()


def test_an_embargo_after_the_scheduled_time_is_refused(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=1))
    assert f"{LIST}{article.pk}/embargo/" in text_of(desk.get(page_of(article)))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    data = {"version": page.context["version"], "embargo": typed(ahead(days=2))}
    answer = desk.post(f"{LIST}{article.pk}/embargo/", data)
    assert "Change the time or cancel the schedule first" in text_of(answer)
    assert Article.objects.get().embargo is None


def test_an_embargo_until_the_scheduled_time_is_kept_and_holds(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=2))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    data = {"version": page.context["version"], "embargo": typed(ahead(days=1))}
    desk.post(f"{LIST}{article.pk}/embargo/", data)
    assert Article.objects.get().embargo == ahead(days=1)
    with pytest.raises(Refused, match="embargo"):
        make_move(article, "reschedule", publisher, at=ahead(hours=3))


def test_of_an_embargo_and_a_new_time_at_once_one_is_told(
    desk: Client, writer: User, publisher: User
) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher, at=ahead(days=2))
    page = desk.get(f"{LIST}{article.pk}/embargo/")
    make_move(article, "reschedule", publisher, at=ahead(hours=3))
    data = {"version": page.context["version"], "embargo": typed(ahead(hours=2))}
    assert desk.post(f"{LIST}{article.pk}/embargo/", data).status_code == 409
    assert Article.objects.get().embargo is None


def test_writers_set_no_embargo_on_what_is_scheduled(writer: User, publisher: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    make_scheduled(article, writer, publisher)
    assert sign_in(writer).get(f"{LIST}{article.pk}/embargo/").status_code == 403
