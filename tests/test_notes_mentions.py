"""A colleague who is named in a note is told, once, if they may read the article."""

import pytest
from django.test import Client

from articles.models import Article, Mail
from articles.noting import mentioned, staff
from authors.models import MailKind, MailPreference, User
from tests.conftest import make_person
from tests.desk import text_of
from tests.make import make_article
from tests.test_notes import notes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer)


def say(desk: Client, article: Article, text: str, **said: object) -> str:
    """What the desk answers to a note with this text."""
    return text_of(desk.post(notes_of(article), {"at": "article", "text": text, **said}, follow=True))


def told() -> list[str]:
    """Who has a mail about a mention."""
    rows = Mail.objects.filter(kind=MailKind.MENTION).order_by("pk").values_list("recipient__name", flat=True)
    return list(rows)


def test_who_is_mentioned_is_told_once(desk: Client, article: Article, writer: User) -> None:
    assert "Told: Wanda Writer." in say(desk, article, "@Wanda Writer, who says so? Please, @wanda writer!")
    assert told() == ["Wanda Writer"]
    assert Mail.objects.get(kind=MailKind.MENTION).text.startswith("@Wanda Writer, who says so?")


def test_a_mention_in_an_answer_is_told_too(
    desk: Client, article: Article, writer: User, publisher: User
) -> None:
    say(desk, article, "Who says so?")
    say(desk, article, "@Pavel Publisher knows.", answers=article.notes.get().pk)
    assert told() == ["Pavel Publisher"]


def test_who_may_not_read_the_article_is_not_told_and_the_writer_of_the_note_learns_it(
    desk: Client, article: Article, contributor: User
) -> None:
    page = say(desk, article, "@Cato Contributor, look.")
    assert "Cato Contributor may not read this article and was not told." in page
    assert told() == []


def test_of_two_with_one_name_who_may_not_read_the_article_is_not_meant(
    desk: Client, article: Article
) -> None:
    make_person("writer", "Ann Lee")
    User.objects.create_user("lee@causeway.example", name="Ann Lee", is_staff=True)
    page = say(desk, article, "@Ann Lee, look.")
    assert "Told: Ann Lee." in page
    assert "may not read" not in page


def test_who_mentions_themselves_is_not_told(desk: Client, article: Article) -> None:
    assert "Told" not in say(desk, article, "@Edda Editor looks again tomorrow.")
    assert told() == []


def test_who_wants_no_mail_about_mentions_gets_none(desk: Client, article: Article, writer: User) -> None:
    MailPreference.objects.choose(writer, {MailKind.MENTION: "off"})
    say(desk, article, "@Wanda Writer, who says so?")
    assert told() == []


def test_readers_and_closed_accounts_are_nobody_to_mention(
    desk: Client, article: Article, reader: User, publisher: User
) -> None:
    User.objects.filter(pk=publisher.pk).update(is_active=False)
    page = say(desk, article, "@Rea Reader and @Pavel Publisher, look.")
    assert "may not read" not in page
    assert told() == []


def test_the_names_that_are_suggested_are_of_those_who_may_read_the_article(
    desk: Client, article: Article, writer: User, contributor: User, moderator: User, reader: User
) -> None:
    names = desk.get(f"{notes_of(article)}people/").json()["people"]
    assert names == ["Edda Editor", "Mona Moderator", "Wanda Writer"]
    article.assignments.create(writer=contributor, by=writer)
    assert "Cato Contributor" in desk.get(f"{notes_of(article)}people/").json()["people"]


def test_two_of_the_same_name_are_told_apart_by_a_number(desk: Client, article: Article) -> None:
    one = make_person("writer", "Ann Lee")
    other = make_person("editor", "Ann  Lee")
    names = desk.get(f"{notes_of(article)}people/").json()["people"]
    assert f"Ann Lee #{one.pk}" in names
    assert mentioned(f"@Ann Lee #{one.pk}, look", staff()) == [one]
    assert set(mentioned("@Ann Lee, look", staff())) == {one, other}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Ann Lee-Park, look", ["Ann Lee-Park"]),
        ("@ann lee: look", ["Ann Lee"]),
        ("(@ANN LEE)", ["Ann Lee"]),
        ("@Ann\nLee", ["Ann Lee"]),
        ("@Ann Leeward", []),
        ("me@Ann Lee", []),
        ("@", []),
        ("@Noe\u0301mie", ["Noémie"]),
        ("@Ann Lee and @Noémie", ["Ann Lee", "Noémie"]),
    ],
)
def test_the_longest_name_counts_whatever_its_capitals(db: None, text: str, who: list[str]) -> None:
    for name in ("Ann Lee", "Ann Lee-Park", "Noémie"):
        make_person("writer", name)
    assert [user.name for user in mentioned(text, staff())] == who
