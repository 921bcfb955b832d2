"""Public pages are the same bytes for everybody, so that any cache may keep them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, TestCase
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles import caching
from articles.models import Edition, PageVersion, Section, Source
from articles.refreshing import pages_with
from authors.models import Author, User
from images.models import Image
from tests.conftest import SignIn
from tests.make import make_article, make_published, make_reference, make_section, make_topic, make_update
from tests.make_comments import make_comment, make_reader
from tests.pictures import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    article = make_article(writer)
    article.topics.set([make_topic()])
    return make_published(article, writer, publisher)


def pages(edition: Edition) -> list[str]:
    path = edition.get_absolute_url()
    lists = ["/", "/sections/harbour/", "/topics/sea-gate/", "/authors/ilse-maarvik/", "/corrections/"]
    return [*lists, path, f"{path}history/", f"{path}history/1/"]


def test_every_public_page_may_be_kept_by_every_cache(client: Client, edition: Edition) -> None:
    for page in pages(edition):
        response = client.get(page)
        assert response.status_code == 200, page
        assert "public" in response["Cache-Control"], page
        assert "s-maxage=" in response["Cache-Control"], page
        assert "stale-if-error=86400" in response["Cache-Control"], page
        assert "Cookie" not in response.get("Vary", ""), page
        assert not response.cookies, page
        assert response["ETag"], page


def test_a_person_who_is_signed_in_gets_the_same_bytes(
    client: Client, edition: Edition, administrator: User, sign_in: SignIn
) -> None:
    signed_in = sign_in(administrator)
    for page in pages(edition):
        assert signed_in.get(page).content == client.get(page).content, page


def test_who_has_a_page_already_does_not_get_it_again(client: Client, edition: Edition) -> None:
    for page in pages(edition):
        tag = client.get(page)["ETag"]
        again = client.get(page, headers={"if-none-match": f"W/{tag}"})
        assert again.status_code == 304, page
        assert again["ETag"] == tag, page
        assert "s-maxage=" in again["Cache-Control"], page
        assert not again.content, page


def test_an_unchanged_article_is_not_made_again(
    client: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = edition.get_absolute_url()
    tag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_an_article_in_which_nothing_changed_is_put_together_of_what_was_made_before(
    client: Client, edition: Edition, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = edition.get_absolute_url()
    made = client.get(path)
    with django_assert_num_queries(1):
        again = client.get(path)
    assert again.content == made.content
    assert again["Cache-Tag"] == made["Cache-Tag"]


def test_a_comment_has_only_the_thread_made_again(
    client: Client, edition: Edition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    path = edition.get_absolute_url()
    client.get(path)
    make_comment(edition, make_reader("gannet"), "A word from below.")
    PageVersion.objects.raise_threads(edition.article_id)
    with django_assert_max_num_queries(4):  # which state, the edition, its thread
        page = client.get(path)
    assert "A word from below." in page.content.decode()


def test_another_release_makes_every_page_again(client: Client, edition: Edition, settings: Any) -> None:
    path = edition.get_absolute_url()
    before = client.get(path)
    settings.PAPER_NAME = "The Other Shore"
    after = client.get(path)
    assert "The Other Shore" in after.content.decode()
    assert after["ETag"] != before["ETag"]


def test_a_page_is_made_where_nothing_can_be_kept(
    client: Client, edition: Edition, settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.KEPT_DIR = tmp_path / "a file"
    settings.KEPT_DIR.write_text("in the way")
    assert client.get(edition.get_absolute_url()).status_code == 200
    assert "Nothing can be kept in KEPT_DIR" in caplog.text


def test_whatever_changes_on_the_page_changes_its_tag(
    client: Client, edition: Edition, writer: User, publisher: User
) -> None:
    path = edition.get_absolute_url()
    tags = [client.get(path)["ETag"]]
    PageVersion.objects.raise_for(edition.article_id)
    tags.append(client.get(path)["ETag"])
    make_section("A new section")
    tags.append(client.get(path)["ETag"])
    make_update(edition.article, writer, publisher, body="New.")
    tags.append(client.get(path)["ETag"])
    assert len(set(tags)) == 4


def test_a_page_names_what_a_cache_may_be_asked_to_forget(client: Client, edition: Edition) -> None:
    payload = edition.payload
    assert client.get(edition.get_absolute_url())["Cache-Tag"].split() == [
        f"article-{edition.article_id}",
        f"section-{payload['section']['id']}",
        f"author-{payload['byline'][0]['author']}",
    ]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_sent_to_a_public_page(client: Client, edition: Edition, method: str) -> None:
    for page in pages(edition):
        response = getattr(client, method)(page)
        assert response.status_code == 405, page
        assert response["Allow"] == "GET, HEAD"
        assert b"can be read" in response.content


def test_the_head_of_a_page_says_what_its_body_would(client: Client, edition: Edition) -> None:
    path = edition.get_absolute_url()
    head = client.head(path)
    assert head["ETag"] == client.get(path)["ETag"]
    assert not head.content


def test_pages_that_were_asked_for_together_do_not_all_come_due_together(
    client: Client, edition: Edition
) -> None:
    said = {client.get(edition.get_absolute_url())["Cache-Control"] for _time in range(64)}
    assert {re.findall(r"s-maxage=(\d+)", one)[0] for one in said} == {"3", "4"}


def test_a_page_that_is_not_there_is_kept_for_a_moment_too(client: Client, db: None) -> None:
    response = client.get("/nothing/here/")
    assert response.status_code == 404
    assert "s-maxage=" in response["Cache-Control"]
    assert not response.cookies


def test_public_pages_hold_no_inline_script_or_style(client: Client, edition: Edition) -> None:
    for page in pages(edition):
        html = client.get(page).content.decode()
        assert "<style" not in html, page
        assert " style=" not in html, page
        assert " onclick=" not in html, page
        assert "<script>" not in html, page


def rename_author(edition: Edition) -> None:
    author = Author.objects.get(name="Ilse Maarvik")
    author.job_title = "Harbour master of words"
    author.save()


def rename_section(edition: Edition) -> None:
    section = Section.objects.get(slug="harbour")
    section.name = "Harbour master of words"
    section.save()


def withdraw_picture(edition: Edition) -> None:
    Image.objects.filter(name=edition.payload["lead_image"]["name"]).update(withdrawn_at=timezone.now())


def lose_source(edition: Edition) -> None:
    source = Source.objects.get(pk=edition.payload["references"][0]["source"])
    Source.objects.filter(pk=source.pk).update(gone_since=timezone.now())
    pages_with(source)


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        (rename_author, "Harbour master of words"),
        (rename_section, "Harbour master of words"),
        (withdraw_picture, "A picture stood here."),
        (lose_source, "Original no longer online"),
    ],
)
def test_an_article_that_is_kept_shows_at_once_what_changes_around_it(
    client: Client, writer: User, publisher: User, change: Callable[[Edition], None], shown: str
) -> None:
    article = make_article(writer, section="Harbour", body="Opened.[[a]]", lead_image=make_image())
    make_reference(article, "a")
    edition = make_published(article, writer, publisher)
    assert shown not in client.get(edition.get_absolute_url()).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        change(edition)
    assert shown in client.get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize("page", ["/", "/sections/harbour/", "/topics/sea-gate/", "/authors/ilse-maarvik/"])
def test_a_list_that_is_kept_shows_at_once_what_is_published(
    client: Client, edition: Edition, writer: User, publisher: User, page: str
) -> None:
    client.get(page)
    make_update(edition.article, writer, publisher, headline="The gate is shut again")
    assert "The gate is shut again" in client.get(page).content.decode()
    rename_section(edition)
    assert "Harbour master of words" in client.get(page).content.decode()


def test_what_one_machine_keeps_is_bounded(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caching, "SLOTS", 2)
    for number in range(5):
        caching.kept(f"page {number}", "a state", lambda: caching.Made(b"html"))
    assert len(list(settings.KEPT_DIR.iterdir())) <= 2
