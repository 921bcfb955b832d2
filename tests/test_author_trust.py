"""What readers are told of authors: on their page, with a story, as data; and why somebody writes about this."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.differences import difference
from articles.freezing import redact
from articles.models import Article, Edition, Version
from articles.payload import SCHEMA, canonical, fingerprint
from articles.restoring import bring_back
from authors.models import AuditEntry, How, Letter, MailKind, User
from newsroom.alarms import alarms
from tests.conftest import SignIn
from tests.desk import filled_in, opened, page_of, text_of
from tests.make import make_article, make_author, make_move, make_published, make_update
from tests.test_structured import things

pytestmark = pytest.mark.django_db

WHY = "Ilse Maarvik has reported on the harbour for twelve years and lives in Aldery."
TRUST: dict[str, Any] = {
    "beats": ["Harbour", "River board"],
    "honours": ["Pilot’s Lamp, 2024"],
    "interests": "Holds no shares.\nHer brother is a pilot.",
    "elsewhere": ["https://www.waders.example/ilse"],
}


def explain(article: Article, why: str = WHY) -> Article:
    """The article, whose first author says why they write about this."""
    article.bylines.filter(order=0).update(expertise=why)
    return article


def published(writer: User, publisher: User) -> Edition:
    """A live edition with a line of expertise."""
    return make_published(explain(make_article(writer)), writer, publisher)


# The profile


def test_a_profile_tells_beats_honours_interests_and_where_else_somebody_writes(client: Client) -> None:
    make_author(**TRUST)
    page = text_of(client.get("/authors/ilse-maarvik/"))
    for words in (
        "Harbour, River board",
        "Pilot’s Lamp, 2024",
        "Holds no shares.<br>Her brother is a pilot.",
    ):
        assert words in page
    assert '<a href="https://www.waders.example/ilse" rel="me noopener">waders.example</a>' in page


def test_a_profile_leads_to_corrections_and_feed(client: Client) -> None:
    make_author()
    page = text_of(client.get("/authors/ilse-maarvik/"))
    assert 'href="/authors/ilse-maarvik/corrections/"' in page
    assert 'href="/authors/ilse-maarvik/feeds/atom.xml"' in page


def test_search_engines_are_told_in_the_words_of_the_vocabulary(client: Client) -> None:
    make_author(**TRUST, expertise=["Water", "Harbour"], languages=["fr", "pt-BR"])
    person = things(client, "/authors/ilse-maarvik/")["ProfilePage"]["mainEntity"]
    assert person["knowsAbout"] == ["Harbour", "River board", "Water"]
    assert person["knowsLanguage"] == ["fr", "pt-BR"]
    assert person["award"] == ["Pilot’s Lamp, 2024"]
    assert person["sameAs"] == ["https://www.waders.example/ilse"]
    assert person["worksFor"] == {"@id": "http://localhost:8000/#organisation"}
    assert "contactPoint" not in person, "nobody stands behind this author"


def test_the_api_tells_the_same_and_takes_as_many_queries_for_many(
    client: Client,
    writer: User,
    contributor: User,
    publisher: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_author(**TRUST, user=writer)
    make_author("Per Olsen", user=contributor)
    make_published(make_article(writer, authors=("Ilse Maarvik", "Per Olsen")), writer, publisher)
    with django_assert_num_queries(1):
        told = client.get("/api/v1/authors/").json()["items"]
    assert {name: told[0][name] for name in TRUST} == TRUST
    assert told[0]["contact"] == "http://localhost:8000/authors/ilse-maarvik/contact/"


def test_the_profile_takes_the_same_queries_with_a_form_for_letters(
    client: Client, writer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_author(**TRUST, user=writer)
    with django_assert_num_queries(3):
        client.get("/authors/ilse-maarvik/")


# At the desk


AUTHORS = "/admin/authors/author/"


def typed_already(page: Any) -> dict[str, Any]:
    """What the form of a profile holds."""
    return {bound.html_name: bound.value() or "" for bound in page.context["adminform"].form}


def test_a_profile_is_edited_at_the_desk_one_item_a_line(editor: User, sign_in: SignIn) -> None:
    author = make_author()
    desk = sign_in(editor)
    page = f"{AUTHORS}{author.pk}/change/"
    typed = {"beats": "Harbour\n\nSandholm ", "honours": "Lamp", "interests": "None.", "takes_letters": "on"}
    answer = desk.post(page, {**typed_already(desk.get(page)), **typed})
    assert answer.status_code == 302
    author.refresh_from_db()
    assert (author.beats, author.honours, author.interests) == (["Harbour", "Sandholm"], ["Lamp"], "None.")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("languages", "en\nFrench", "“French” is no language tag"),
        ("elsewhere", "javascript:alert(1)", "is no web address"),
        ("elsewhere", "waders", "is no web address"),
    ],
)
def test_what_programs_would_not_understand_is_refused(
    editor: User, sign_in: SignIn, field: str, typed: str, words: str
) -> None:
    author = make_author()
    desk = sign_in(editor)
    page = f"{AUTHORS}{author.pk}/change/"
    answer = desk.post(page, {**typed_already(desk.get(page)), field: typed})
    assert answer.status_code == 200
    assert words in text_of(answer)


def test_authors_choose_themselves_whether_readers_write_to_them(
    writer: User, sign_in: SignIn, client: Client
) -> None:
    make_author(user=writer)
    desk = sign_in(writer)
    assert "A reader writes to me" in text_of(desk.get("/admin/mail/"))
    kinds = dict.fromkeys(MailKind.values, How.AT_ONCE)
    assert desk.post("/admin/mail/", {**kinds, "letters": "False"}).status_code == 302
    assert client.get("/authors/ilse-maarvik/contact/").status_code == 404
    assert AuditEntry.objects.filter(kind="change", model="authors.author", who=writer).count() == 1
    desk.post("/admin/mail/", {**kinds, "letters": "True"})
    assert client.get("/authors/ilse-maarvik/contact/").status_code == 200


def test_who_is_no_author_is_not_asked_about_letters(editor: User, sign_in: SignIn) -> None:
    assert "A reader writes to me" not in text_of(sign_in(editor).get("/admin/mail/"))


def test_the_desk_is_told_of_letters_that_cannot_be_sent(administrator: User, writer: User) -> None:
    now = timezone.now()
    given = {"author": make_author(user=writer), "key": "1" * 32, "text": "The gate."}
    Letter.objects.create(**given, error="Refused: nobody there")
    assert not [alarm for alarm in alarms(administrator, now) if "Letters" in alarm.text]
    Letter.objects.update(made_at=now - timedelta(hours=2))
    [alarm] = [alarm for alarm in alarms(administrator, now) if "Letters" in alarm.text]
    assert "Ilse Maarvik: Refused: nobody there" in alarm.meaning
    assert "gate" not in alarm.meaning, "what readers write is for the author"


# Why they write about this


def test_why_somebody_writes_about_this_stands_with_their_biography(
    client: Client, writer: User, publisher: User
) -> None:
    make_author(bio="Knows rivers.")
    page = text_of(client.get(published(writer, publisher).get_absolute_url()))
    about = page[page.index('id="author"') :]
    assert about.index(WHY) < about.index("Knows rivers.")


def test_it_stands_there_without_a_biography_too(client: Client, writer: User, publisher: User) -> None:
    assert WHY in text_of(client.get(published(writer, publisher).get_absolute_url()))


def test_it_is_frozen_and_changes_with_the_next_edition_only(
    client: Client, writer: User, publisher: User
) -> None:
    edition = published(writer, publisher)
    article = Article.objects.get(pk=edition.article_id)
    path = edition.get_absolute_url()
    explain(article, "Has moved away.")
    assert WHY in text_of(client.get(path))
    assert "Has moved away." not in text_of(client.get(path))
    make_update(article, writer, publisher)
    assert "Has moved away." in text_of(client.get(path))
    changed = text_of(client.get(f"{path}history/1..2/"))
    assert "Byline, why Ilse Maarvik writes about this" in changed


def test_it_is_in_every_form_of_the_article_as_data(client: Client, writer: User, publisher: User) -> None:
    path = published(writer, publisher).get_absolute_url()
    told = json.loads(text_of(client.get(f"{path}article.json")))
    assert told["newsroom"]["payload"]["byline"][0]["expertise"] == WHY
    assert f"expertise: {WHY}" in text_of(client.get(f"{path}article.md"))
    assert things(client, path)["ReportageNewsArticle"]["author"][0]["description"] == WHY
    listed = client.get("/api/v1/editions/").json()["items"][0]
    assert listed["newsroom"]["payload"]["byline"][0]["expertise"] == WHY


def test_it_is_typed_with_the_byline_and_can_be_brought_back(writer: User, sign_in: SignIn) -> None:
    article = make_article(writer)
    desk = sign_in(writer)
    desk.post(page_of(article), opened(desk, article, bylines__0__expertise=WHY))
    assert article.bylines.get().expertise == WHY
    desk.post(page_of(article), opened(desk, article, bylines__0__expertise=""))
    assert article.bylines.get().expertise == ""
    article.refresh_from_db()
    with_it = Version.objects.filter(article=article, payload__byline__0__expertise=WHY).get()
    bring_back(article.pk, with_it.number, writer, version=article.version, part="byline")
    assert article.bylines.get().expertise == WHY


def test_two_who_change_different_lines_of_a_byline_lose_nothing(
    writer: User, editor: User, sign_in: SignIn
) -> None:
    article = make_article(writer, authors=("Ilse Maarvik", "Per Olsen"))
    one, other = sign_in(writer), sign_in(editor)
    mine = opened(one, article, bylines__0__expertise=WHY)
    theirs = opened(other, article, bylines__1__expertise="Lives there.")
    other.post(page_of(article), theirs)
    answer = one.post(page_of(article), mine)
    if answer.status_code == 200:
        one.post(page_of(article), filled_in(answer))
    assert [by.expertise for by in article.bylines.order_by("order")] == [WHY, "Lives there."]


def test_markup_in_it_stays_text(client: Client, writer: User, publisher: User) -> None:
    article = explain(make_article(writer), "<script>alert(1)</script>")
    page = text_of(client.get(make_published(article, writer, publisher).get_absolute_url()))
    assert "<script>alert" not in page


def test_a_text_removed_for_a_legal_reason_takes_it_along(
    client: Client, writer: User, publisher: User
) -> None:
    edition = published(writer, publisher)
    redact(edition, "Court order 7")
    path = edition.get_absolute_url()
    for page in (path, f"{path}article.json", f"{path}article.md", f"{path}history/1/"):
        assert WHY not in text_of(client.get(page))


def test_editions_of_before_keep_their_fingerprint_and_show_no_change(
    client: Client, writer: User, publisher: User
) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    assert "expertise" not in canonical(edition.payload)
    old: Any = {**edition.payload, "schema": SCHEMA - 1}
    assert fingerprint(old) != edition.fingerprint
    assert not difference(old, edition.payload).changes
    assert edition.payload["schema"] == SCHEMA == 3
    make_move(Article.objects.get(pk=edition.article_id), "reopen", writer)
    assert client.get(edition.get_absolute_url()).status_code == 200
