"""An article stands with its translations: editors link them, readers are led from one language to the other."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Edition
from articles.translating import translate
from authors.models import AuditEntry, User
from tests.conftest import SignIn
from tests.desk import opened, page_of, text_of
from tests.make import make_article, make_move, make_published, make_scheduled

SITE = "http://localhost:8000"


@pytest.fixture
def english(writer: User, publisher: User) -> Edition:
    return make_published(make_article(writer, headline="Nine gates"), writer, publisher)


@pytest.fixture
def french(english: Edition, writer: User, publisher: User) -> Edition:
    article = make_article(writer, headline="Neuf portes", language="fr")
    translate(article, english.article, writer)
    return make_published(article, writer, publisher)


def alternates(page: str) -> dict[str, str]:
    """The languages that a page names for search engines, with their addresses."""
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', page))


def said(page: str) -> dict[str, Any]:
    """What the article's page says of the article to programs."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)
    assert found
    first: dict[str, Any] = json.loads(found[1])["@graph"][0]
    return first


def test_each_page_names_all_languages_itself_too(client: Client, english: Edition, french: Edition) -> None:
    pages = [text_of(client.get(one.get_absolute_url())) for one in (english, french)]
    addresses = {"en": SITE + english.get_absolute_url(), "fr": SITE + french.get_absolute_url()}
    for page in pages:
        assert alternates(page) == {**addresses, "x-default": addresses["en"]}


def test_a_language_is_called_what_it_calls_itself(client: Client, english: Edition, french: Edition) -> None:
    page = text_of(client.get(english.get_absolute_url()))
    link = f'<a href="{french.get_absolute_url()}" rel="alternate" hreflang="fr" lang="fr">Français</a>'
    assert link in page
    assert ">English</a>" in text_of(client.get(french.get_absolute_url()))


def test_programs_are_told_which_is_the_translation(
    client: Client, english: Edition, french: Edition
) -> None:
    original, translation = (said(text_of(client.get(one.get_absolute_url()))) for one in (english, french))
    assert translation["translationOfWork"]["@id"] == original["@id"]
    assert [one["@id"] for one in original["workTranslation"]] == [translation["@id"]]


def test_an_article_that_stands_alone_says_nothing_of_languages(client: Client, english: Edition) -> None:
    page = text_of(client.get(english.get_absolute_url()))
    assert not alternates(page)
    assert "Also in" not in page


def test_a_page_that_somebody_has_is_made_anew_when_a_translation_comes_and_goes(
    client: Client, english: Edition, writer: User, publisher: User
) -> None:
    def tag() -> str:
        return client.get(english.get_absolute_url())["ETag"]

    alone = tag()
    article = make_article(writer, headline="Neuf portes", language="fr")
    translate(article, english.article, writer)
    french = make_published(article, writer, publisher)
    with_it = tag()
    make_move(french.article, "retract", publisher, note="It was invented.")
    assert with_it not in (alone, tag())
    assert not alternates(text_of(client.get(english.get_absolute_url())))


def test_a_scheduled_translation_is_named_from_its_moment_on(
    client: Client, english: Edition, writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make_article(writer, headline="Neuf portes", language="fr")
    translate(article, english.article, writer)
    scheduled = make_scheduled(article, writer, publisher)
    before = client.get(english.get_absolute_url())
    assert "Neuf" not in text_of(before)
    assert not alternates(text_of(before))
    past = timezone.now() - timedelta(minutes=1)
    Edition.objects.filter(pk=scheduled.pk).update(goes_live_at=past)
    type(scheduled.entry).objects.filter(edition=scheduled).update(goes_live_at=past)
    after = client.get(english.get_absolute_url(), headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "fr" in alternates(text_of(after))


def test_a_page_with_translations_costs_one_query_more(
    client: Client,
    english: Edition,
    writer: User,
    publisher: User,
    django_assert_num_queries: Any,
    settings: Any,
) -> None:
    with CaptureQueriesContext(connection) as alone:
        client.get(english.get_absolute_url())
    settings.KEPT_DIR /= "another machine"
    for language in ("fr", "de", "ar"):
        article = make_article(writer, language=language)
        translate(article, english.article, writer)
        make_published(article, writer, publisher)
    with django_assert_num_queries(len(alone) + 1):
        client.get(english.get_absolute_url())


# At the desk


def test_a_translation_is_linked_in_the_form_and_on_record(
    english: Edition, writer: User, sign_in: SignIn
) -> None:
    article = make_article(writer, headline="Neuf portes", language="fr")
    browser = sign_in(writer)
    number = f"Nine gates #{english.article_id}"
    browser.post(page_of(article), opened(browser, article, translation_of=number))
    assert opened(browser, article)["translation_of"] == number
    line = AuditEntry.objects.get(kind="translate")
    assert (line.who, line.detail) == (writer, {"of": english.article_id})
    make_move(english.article, "reopen", writer)
    assert f"Français #{article.pk}" in text_of(browser.get(page_of(english.article)))


def test_an_emptied_field_unlinks(french: Edition, english: Edition, writer: User, sign_in: SignIn) -> None:
    make_move(french.article, "reopen", writer)
    browser = sign_in(writer)
    article = Article.objects.get(pk=french.article_id)
    browser.post(page_of(article), opened(browser, article, translation_of=""))
    assert opened(browser, article)["translation_of"] == ""
    assert not Article.objects.translations_of(english.article)


def test_a_save_of_something_else_keeps_the_link(french: Edition, writer: User, sign_in: SignIn) -> None:
    make_move(french.article, "reopen", writer)
    browser = sign_in(writer)
    article = Article.objects.get(pk=french.article_id)
    browser.post(page_of(article), opened(browser, article, headline="Neuf grandes portes"))
    assert Article.objects.translations_of(article).exists()
    assert Article.objects.get(pk=article.pk).headline == "Neuf grandes portes"


def test_there_is_one_article_of_a_language(
    french: Edition, english: Edition, writer: User, sign_in: SignIn
) -> None:
    second = make_article(writer, headline="Les neuf portes", language="fr")
    browser = sign_in(writer)
    answer = browser.post(
        page_of(second), opened(browser, second, translation_of=f"Nine gates #{english.article_id}")
    )
    assert f"Neuf portes #{french.article_id}” is the translation in this language already" in text_of(answer)
    assert not Article.objects.translations_of(second)


def test_no_article_is_a_translation_of_itself(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    browser = sign_in(writer)
    answer = browser.post(page_of(article), opened(browser, article, translation_of=f"#{article.pk}"))
    assert "An article is no translation of itself." in text_of(answer)


def test_a_contributor_is_offered_and_can_link_only_what_they_may_read(
    english: Edition, contributor: User, sign_in: SignIn
) -> None:
    own = make_article(contributor, headline="Nine gates in my words", language="fr")
    browser = sign_in(contributor)
    options = browser.get("/admin/articles/article/suggest/translation/?q=nine").json()["options"]
    assert [one["value"] for one in options] == [f"Nine gates in my words #{own.pk}"]
    answer = browser.post(page_of(own), opened(browser, own, translation_of=f"#{english.article_id}"))
    assert "No article says" in text_of(answer)


def test_who_may_not_read_the_original_keeps_the_link(
    english: Edition, writer: User, contributor: User, sign_in: SignIn
) -> None:
    own = make_article(contributor, headline="In my words", language="fr")
    translate(own, english.article, writer)
    browser = sign_in(contributor)
    browser.post(page_of(own), opened(browser, own, headline="In other words"))
    assert Article.objects.get(pk=own.pk).headline == "In other words"
    assert Article.objects.translations_of(own).exists()


def test_the_translations_stay_together_when_the_original_is_another(
    french: Edition, english: Edition, writer: User, publisher: User
) -> None:
    german = make_article(writer, language="de")
    translate(german, french.article, writer)
    assert {one.pk for one in Article.objects.translations_of(german)} == {
        english.article_id,
        french.article_id,
    }
    translate(english.article, french.article, writer)
    together: list[Any] = list(Article.objects.translations_of(german))
    assert {one.original for one in together} == {french.article_id}
