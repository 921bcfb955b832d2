"""The list of articles: what it shows, and that it asks no more for more."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article, Decision, Edition, Source, Stakeholder
from authors.models import User
from tests.conftest import SignIn
from tests.desk import LIST, text_of
from tests.make import (
    make_approved,
    make_article,
    make_move,
    make_published,
    make_scheduled,
    make_source,
    make_update,
)


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


def test_nothing_beyond_the_page_can_be_chosen(desk: Client, writer: User) -> None:
    Article.objects.bulk_create(Article(headline=f"Text {number}", owner=writer) for number in range(60))
    page = text_of(desk.get(LIST))
    assert "0 of 50 selected" in page
    assert 'class="question' not in page
    desk.post(LIST, {"action": "spike", "select_across": 1, "_selected_action": [], "note": "All of them."})
    assert not Article.objects.exclude(state="draft").exists()


def test_moving_several_twice_moves_them_once(desk: Client, writer: User) -> None:
    article = make_article(writer)
    make_move(article, "submit", writer)
    article.refresh_from_db()
    chosen = {"action": "approve", "_selected_action": [article.pk], f"seen-{article.pk}": article.version}
    assert [item.done for item in desk.post(LIST, chosen).context["report"]] == [True]
    assert [item.done for item in desk.post(LIST, chosen).context["report"]] == [False]
    assert Decision.objects.filter(article=article, move="approve").count() == 1


def test_what_left_the_list_meanwhile_is_reported_too(desk: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_approved(article, writer, publisher)
    article.refresh_from_db()
    chosen = {"action": "approve", "_selected_action": [article.pk], f"seen-{article.pk}": article.version}
    report = desk.post(f"{LIST}?state=in_review", chosen).context["report"]
    assert [(item.article.pk, item.done) for item in report] == [(article.pk, False)]


def test_what_somebody_may_not_read_cannot_be_moved(contributor: User, writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    answer = sign_in(contributor).post(LIST, {"action": "submit", "_selected_action": [article.pk]})
    assert article.headline not in text_of(answer)
    assert Article.objects.get(pk=article.pk).state == "draft"


@pytest.mark.parametrize("number", ["x", "-1", "9" * 30, ""])
def test_a_choice_that_is_no_number_is_refused(number: str, desk: Client, writer: User) -> None:
    make_article(writer)
    assert desk.post(LIST, {"action": "submit", "_selected_action": [number]}).status_code == 400


@pytest.mark.parametrize(
    ("address", "asked", "shown"),
    [
        ("/admin/articles/source/", "regist gates", ["Register of gates"]),
        ("/admin/articles/source/", "https://registry.example/77", ["Register of gates"]),
        ("/admin/articles/source/", "nowhere", []),
        ("/admin/articles/stakeholder/", "port ald", ["Port of Aldery"]),
    ],
)
def test_sources_and_stakeholders_are_found_by_beginnings_of_words(
    address: str, asked: str, shown: list[str], writer: User, sign_in: SignIn
) -> None:
    make_source("https://registry.example/77")
    make_source("https://other.example/", title="Elsewhere")
    Stakeholder.objects.get_or_make("Port of Aldery")
    Stakeholder.objects.get_or_make("Islanders")
    found = sign_in(writer).get(address, {"q": asked}).context["cl"].result_list
    assert [str(one) for one in found] == shown


@pytest.mark.parametrize("asked", ['"', "'", "a & | ! b", "x" * 5000, "%", "_", ":*", "word " * 500])
@pytest.mark.parametrize("kind", ["source", "stakeholder"])
def test_any_input_is_safe_in_lists_and_suggestions(
    kind: str, asked: str, writer: User, sign_in: SignIn
) -> None:
    browser = sign_in(writer)
    assert browser.get(f"/admin/articles/{kind}/", {"q": asked}).status_code == 200
    assert browser.get(f"/admin/articles/article/suggest/{kind}/", {"q": asked}).status_code == 200


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
