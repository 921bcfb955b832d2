"""The public record of an article: its editions, each as it was, and what changed between two."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import freezing
from articles.models import Article, Edition
from authors.models import User
from tests.make import make_article, make_move, make_published, make_scheduled, make_update

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(writer: User, publisher: User) -> Article:
    """An article of three editions."""
    article = make_article(writer, headline="The gate is late", body="Nine years.\n\nNobody minds.")
    make_published(article, writer, publisher)
    make_update(article, writer, publisher, body="Ten years.\n\nNobody minds.")
    make_update(article, writer, publisher, body="Ten years.\n\nNobody minds.\n\nThe mayor does.")
    return article


def path_of(article: Article) -> str:
    return Edition.objects.live().get(article=article).get_absolute_url()


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_the_history_lists_every_edition_with_its_fingerprint(client: Client, article: Article) -> None:
    html = read(client, f"{path_of(article)}history/")
    for edition in Edition.objects.filter(article=article):
        assert f"Edition {edition.number}" in html
        assert " ".join(re.findall("....", edition.fingerprint)) in html


def test_an_earlier_edition_is_shown_as_it_was_and_says_so(client: Client, article: Article) -> None:
    path = path_of(article)
    response = client.get(f"{path}history/1/")
    html = response.content.decode()
    assert "<p>Nine years.</p>" in html
    assert "It is no longer the current one." in html
    assert f'href="{path}history/1..3/"' in html
    assert '<meta name="robots" content="noindex">' in html
    assert response["X-Robots-Tag"] == "noindex"
    assert f'rel="canonical" href="http://localhost:8000{path}"' in html
    assert 'id="comments"' not in html


def test_the_text_of_a_retracted_article_is_kept_with_a_warning(
    client: Client, writer: User, publisher: User, article: Article
) -> None:
    make_move(article, "retract", publisher, note="Invented.")
    html = read(client, f"{path_of(article)}history/1/")
    assert "<p>Nine years.</p>" in html
    assert "This article is retracted." in html
    assert "Invented." in html


def test_the_difference_names_words_that_came_and_went(client: Client, article: Article) -> None:
    html = read(client, f"{path_of(article)}history/1..3/")
    assert "<s>Nine</s>" in html
    assert "<u>Ten</u>" in html
    assert "<u>The mayor does.</u>" in html
    assert "1 paragraph of the text is the same in both editions." in html


def test_a_comparison_chosen_in_the_form_has_an_address_of_its_own(client: Client, article: Article) -> None:
    path = path_of(article)
    response = client.get(f"{path}history/?old=3&new=1")
    assert response.status_code == 302
    assert response["Location"] == f"{path}history/1..3/"


@pytest.mark.parametrize(
    "query", ["old=1&new=1", "old=x&new=2", "old=1", "old=-1&new=%00", "new=9999999&old=1"]
)
def test_a_comparison_that_cannot_be_shows_the_history(client: Client, article: Article, query: str) -> None:
    assert "SHA-256" in read(client, f"{path_of(article)}history/?{query}")


@pytest.mark.parametrize(
    "rest", ["history/4/", "history/0/", "history/1..9/", "history/2..2/", "history/" + "9" * 30 + "/"]
)
def test_an_edition_that_never_was_is_not_found(client: Client, article: Article, rest: str) -> None:
    assert client.get(path_of(article) + rest).status_code == 404


def test_a_pending_edition_is_in_no_history(
    client: Client, writer: User, publisher: User, article: Article
) -> None:
    make_move(article, "reopen", writer)
    fields = {"body": "Secret.", "change_kind": "update", "change_note": "Secret too."}
    Article.objects.filter(pk=article.pk).update(**fields)
    make_scheduled(article, writer, publisher)
    path = path_of(article)
    assert "Secret" not in read(client, f"{path}history/")
    assert client.get(f"{path}history/4/").status_code == 404
    assert client.get(f"{path}history/3..4/").status_code == 404


def test_a_redacted_edition_keeps_its_place_and_loses_its_text(client: Client, article: Article) -> None:
    freezing.redact(Edition.objects.get(article=article, number=2), "Order 12 of the court")
    path = path_of(article)
    for rest in ("history/", "history/2/", "history/1..2/"):
        html = read(client, path + rest)
        assert "removed for a legal reason" in html
        assert "Order 12" not in html
    assert "Ten years" not in read(client, f"{path}history/1..2/")


def test_the_history_takes_a_fixed_number_of_queries(
    client: Client,
    writer: User,
    publisher: User,
    article: Article,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    path = path_of(article)
    for number in range(3):
        make_update(article, writer, publisher, body=f"Version {number}.")
    for rest, queries in (("history/", 3), ("history/1/", 4), ("history/1..6/", 4)):
        with django_assert_num_queries(queries):
            read(client, path + rest)


def test_each_edition_says_how_many_words_changed(
    client: Client, writer: User, publisher: User, article: Article
) -> None:
    make_update(article, writer, publisher, body="Ten whole long years.\n\nNobody minds.\n\nThe mayor does.")
    counts = (
        Edition.objects.filter(article=article).order_by("number").values_list("changed_words", flat=True)
    )
    assert list(counts) == [None, 1, 3, 2]
    html = read(client, f"{path_of(article)}history/")
    assert "1 word changed" in html
    assert "3 words changed" in html


def test_minor_changes_are_folded_together_and_still_there(
    client: Client, writer: User, publisher: User, article: Article
) -> None:
    for number in range(3):
        make_update(article, writer, publisher, body=f"Version {number}.", change_kind="minor")
    html = read(client, f"{path_of(article)}history/")
    fold = re.search(r"<details>(.*?)</details>", html, re.DOTALL)
    assert fold
    assert "3 minor changes" in fold[1]
    assert re.findall(r"Read edition (\d)", fold[1]) == ["6", "5", "4"]
    assert re.findall(r"Read edition (\d)", html.replace(fold[0], "")) == ["3", "2", "1"]


def test_any_two_editions_are_chosen_on_the_history_itself(client: Client, article: Article) -> None:
    html = read(client, f"{path_of(article)}history/")
    chosen = re.findall(r'<option value="(\d)" selected>', html)
    assert chosen == ["1"]  # and of the other list the first, which is the newest
    assert html.count('<option value="3"') == 2


def test_an_only_edition_is_compared_with_nothing(client: Client, writer: User, publisher: User) -> None:
    article = make_article(writer)
    make_published(article, writer, publisher)
    assert "<select" not in read(client, f"{path_of(article)}history/")
