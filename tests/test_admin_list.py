"""The list of articles: what it shows, and that it asks no more for more."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Decision, Edition, Source
from authors.models import User
from tests.conftest import SignIn
from tests.desk import LIST, text_of
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_scheduled,
    make_source,
    make_update,
)


@pytest.fixture
def desk(editor: User, sign_in: SignIn) -> Client:
    """The editor's browser."""
    return sign_in(editor)


def test_the_list_shows_state_and_live_edition(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_move(article, "reopen", writer)
    page = text_of(desk.get(LIST))
    assert "state-draft" in page
    assert "live: edition 1" in page


@pytest.mark.parametrize(
    ("word", "shown"),
    [("draft", "Plain"), ("scheduled", "Soon"), ("published", "Out"), ("retracted", "Wrong")],
)
def test_the_list_is_filtered_by_the_words_people_use(
    word: str, shown: str, desk: Client, writer: User, publisher: User
) -> None:
    make_article(writer, headline="Plain")
    make_scheduled(make_article(writer, headline="Soon"), writer, publisher)
    make_published(make_article(writer, headline="Out"), writer, publisher)
    wrong = make_article(writer, headline="Wrong")
    make_published(wrong, writer, publisher)
    make_move(wrong, "retract", publisher, note="It was wrong.")
    found = desk.get(LIST, {"state": word}).context["cl"].result_list
    assert [article.headline for article in found] == [shown]


def test_the_list_is_filtered_by_language_and_label(desk: Client, writer: User) -> None:
    make_article(writer, headline="Le phare", language="fr", label="opinion")
    make_article(writer, headline="The lighthouse")
    for wanted in ({"language": "fr"}, {"label": "opinion"}):
        found = desk.get(LIST, wanted).context["cl"].result_list
        assert [article.headline for article in found] == ["Le phare"]


def test_the_list_finds_words_of_the_headline(desk: Client, writer: User) -> None:
    make_article(writer, headline="The lighthouse of Orle")
    make_article(writer)
    found = desk.get(LIST, {"q": "LIGHTHOUSE orle"}).context["cl"].result_list
    assert [article.headline for article in found] == ["The lighthouse of Orle"]


def test_the_list_asks_no_more_for_more_articles(
    desk: Client, writer: User, publisher: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        article = make_article(writer, authors=("Ilse Maarvik", "Jon Tellerin"), section=f"Section {number}")
        if number % 3 == 0:
            make_published(article, writer, publisher)
    desk.get(LIST)
    with django_assert_max_num_queries(15):
        desk.get(LIST)


def test_the_list_counts_only_some_pages_ahead(desk: Client, writer: User) -> None:
    Article.objects.bulk_create(Article(headline=f"Text {number}", owner=writer) for number in range(620))
    page = desk.get(LIST)
    assert page.context["cl"].result_count == 550
    assert "more than 550" in text_of(page)
    assert desk.get(LIST, {"p": 13}).context["cl"].result_list


# What stands around articles


def test_the_record_can_be_read_and_not_changed(
    administrator: User, writer: User, publisher: User, sign_in: SignIn
) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    make_update(article, writer, publisher)
    browser = sign_in(administrator)
    for name, model in (("edition", Edition), ("decision", Decision)):
        one = model.objects.latest("pk")
        page = f"/admin/articles/{name}/{one.pk}/"
        assert browser.get(f"/admin/articles/{name}/").status_code == 200
        assert browser.get(f"{page}change/").status_code == 200
        assert browser.post(f"{page}change/", {"note": "Changed"}).status_code == 403
        assert browser.post(f"{page}delete/", {"post": "yes"}).status_code == 403
    assert browser.get("/admin/articles/ledgerlink/").status_code == 200


def test_a_source_says_which_fields_are_never_published(writer: User, sign_in: SignIn) -> None:
    source = make_source()
    browser = sign_in(writer)
    assert "never leave the newsroom" in text_of(browser.get(f"/admin/articles/source/{source.pk}/change/"))


def test_the_same_address_twice_is_refused_as_an_error_of_its_field(writer: User, sign_in: SignIn) -> None:
    make_source("https://port.example/gate")
    data = {"kind": "web", "title": "Again", "address": "https://PORT.example/gate/"}
    answer = sign_in(writer).post("/admin/articles/source/add/", data)
    assert answer.status_code == 200
    assert Source.objects.count() == 1


def test_a_stakeholder_is_found_by_the_name_given_at_the_desk(writer: User, sign_in: SignIn) -> None:
    browser = sign_in(writer)
    names = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-name": "The Port", "names-0-id": ""}
    browser.post(
        "/admin/articles/stakeholder/add/",
        {"name": "Port of Aldery", "slug": "port", "kind": "organisation", **names},
    )
    options = browser.get("/admin/articles/article/suggest/stakeholder/?q=the port").json()["options"]
    assert [one["value"] for one in options] == ["Port of Aldery"]
    options = browser.get("/admin/articles/article/suggest/stakeholder/?q=aldery").json()["options"]
    assert [one["value"] for one in options] == ["Port of Aldery"]
