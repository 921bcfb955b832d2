"""Readers write to authors by a form: no address is shown, nothing that was written is lost, and nobody is flooded."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from authors import contacting, guarding
from authors.models import Author, Letter, User
from newsroom.beat import beat, tidy
from tests.conftest import Committed, SignIn
from tests.desk import text_of
from tests.make import make_author
from tests.test_structured import things

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("patience")]

FORM = "/authors/ilse-maarvik/contact/"
SENT = "/authors/ilse-maarvik/contact/sent/"
LETTER = {"name": "Rea Reader", "email": "rea@elsewhere.example", "text": "The gate\nis early."}


@pytest.fixture
def author(writer: User) -> Author:
    """An author whom readers can write to."""
    return make_author(user=writer)


def made(page: Any) -> str:
    """What the form says of itself."""
    found = re.search(r'name="made" value="([^"]*)"', text_of(page))
    assert found
    return found[1]


def send(client: Client, **changes: str) -> Any:
    """The form, opened and sent, with everything that a commit brings along."""
    return client.post(FORM, {**LETTER, "made": made(client.get(FORM)), **changes})


def test_a_letter_reaches_its_author_who_can_answer_it(
    client: Client, author: Author, committed: Committed
) -> None:
    with committed():
        answer = send(client)
    assert (answer.status_code, answer["Location"]) == (303, SENT)
    assert "Your letter is on its way" in text_of(client.get(SENT))
    [letter] = mail.outbox
    assert letter.to == ["wanda.writer@causeway.example"]
    assert letter.reply_to == ["rea@elsewhere.example"]
    assert letter.subject == "Letter from a reader: Rea Reader"
    assert "The gate\nis early." in letter.body
    assert not letter.cc + letter.bcc, "the sender gets no copy"


def test_no_page_shows_the_author_s_address(client: Client, author: Author) -> None:
    for page in ("/authors/ilse-maarvik/", FORM, SENT, "/api/v1/authors/"):
        assert "wanda.writer" not in text_of(client.get(page))


def test_once_it_is_sent_nothing_of_a_letter_is_kept(
    client: Client, author: Author, committed: Committed
) -> None:
    with committed():
        send(client)
    letter = Letter.objects.get()
    assert letter.sent_at
    assert (letter.name, letter.email, letter.text) == ("", "", "")


def test_the_profile_leads_to_the_form_and_search_engines_are_told(client: Client, author: Author) -> None:
    page = text_of(client.get("/authors/ilse-maarvik/"))
    assert f'<a href="{FORM}">Write to Ilse Maarvik</a>' in page
    person = things(client, "/authors/ilse-maarvik/")["ProfilePage"]["mainEntity"]
    assert person["contactPoint"]["url"] == f"http://localhost:8000{FORM}"


@pytest.mark.parametrize("why", ["no user", "switched off", "gone"])
def test_an_author_who_cannot_be_written_to_has_no_form(
    client: Client, author: Author, writer: User, why: str
) -> None:
    match why:
        case "no user":
            Author.objects.update(user=None)
        case "switched off":
            Author.objects.update(takes_letters=False)
        case "gone":
            User.objects.filter(pk=writer.pk).update(is_active=False)
    assert client.get(FORM).status_code == 404
    assert FORM not in text_of(client.get("/authors/ilse-maarvik/"))


def test_a_profile_stays_the_same_when_its_author_signs_in_but_not_when_they_leave(
    client: Client, author: Author, writer: User, sign_in: SignIn
) -> None:
    before = client.get("/authors/ilse-maarvik/")["ETag"]
    sign_in(writer)
    assert client.get("/authors/ilse-maarvik/")["ETag"] == before
    User.objects.filter(pk=writer.pk).update(is_active=False)
    assert client.get("/authors/ilse-maarvik/")["ETag"] != before


def test_a_letter_to_a_form_that_was_switched_off_meanwhile_is_given_back(
    client: Client, author: Author
) -> None:
    page = client.get(FORM)
    Author.objects.update(takes_letters=False)
    answer = client.post(FORM, {**LETTER, "made": made(page)})
    assert answer.status_code == 409
    assert "The gate\nis early." in text_of(answer)
    assert "Send letter" not in text_of(answer)
    assert not Letter.objects.exists()


def test_the_form_page_is_kept_by_nobody_and_found_by_no_search_engine(
    client: Client, author: Author
) -> None:
    page = client.get(FORM)
    assert page["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex">' in text_of(page)
    assert "csrftoken" in page.cookies
    assert "Set-Cookie" not in client.get("/about/contact/").headers, "other pages of that name stay public"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Rea\r\nBcc: all@causeway.example"),
        ("name", "Rea \u202egnp"),
        ("name", "x" * 81),
        ("email", "rea"),
        ("email", "rea@elsewhere.example\nBcc: all@causeway.example"),
        ("email", ""),
        ("text", ""),
        ("text", " \u200b\n"),
        ("text", "x" * 5_001),
        ("text", "x" * 1_000_000),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words_and_kept(
    client: Client, author: Author, field: str, typed: str
) -> None:
    answer = send(client, **{field: typed})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in text_of(answer)
    assert not Letter.objects.exists()
    other = "text" if field != "text" else "email"
    assert LETTER[other] in text_of(answer)


def test_controls_and_turned_directions_do_not_reach_the_author(
    client: Client, author: Author, committed: Committed
) -> None:
    with committed():
        send(client, text="a\x07b \u202ec\r\nd")
    assert "ab c\nd" in mail.outbox[0].body


def test_a_letter_that_is_sent_twice_arrives_once(
    client: Client, author: Author, committed: Committed
) -> None:
    form = {**LETTER, "made": made(client.get(FORM))}
    with committed():
        answers = [client.post(FORM, form) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(mail.outbox) == 1


def test_a_program_that_fills_in_everything_is_asked_once_more(client: Client, author: Author) -> None:
    answer = send(client, website="https://pills.example")
    assert answer.status_code == 400
    assert "The gate\nis early." in text_of(answer)
    assert "pills.example" not in text_of(answer)
    assert not Letter.objects.exists()


def test_a_program_that_is_too_quick_is_asked_once_more(
    client: Client, author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guarding, "QUICKEST", 2)
    answer = send(client)
    assert answer.status_code == 400
    assert "That was very quick." in text_of(answer)
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    assert client.post(FORM, {**LETTER, "made": made(answer)}).status_code == 303


@pytest.mark.parametrize("token", ["", "forged", "stale", "another author's"])
def test_a_form_that_was_not_made_here_today_is_made_anew_with_what_was_typed(
    client: Client, author: Author, editor: User, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    if token == "another author's":
        make_author("Edda Editor", user=editor)
        token = made(client.get("/authors/edda-editor/contact/"))
    elif token == "stale":
        monkeypatch.setattr(guarding, "STALE", -1)
        token = made(client.get(FORM))
    answer = client.post(FORM, {**LETTER, "made": token})
    monkeypatch.undo()
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    assert answer.status_code == 400
    assert "The gate\nis early." in text_of(answer)
    assert client.post(FORM, {**LETTER, "made": made(answer)}).status_code == 303


def test_a_letter_without_a_token_against_forgery_is_given_back(author: Author) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(FORM, {**LETTER, "made": made(strict.get(FORM)), "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "The gate\nis early." in text_of(answer)
    assert not Letter.objects.exists()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', text_of(answer))
    assert token
    again = {**LETTER, "made": made(answer), "csrfmiddlewaretoken": token[1]}
    assert strict.post(FORM, again).status_code == 303


def test_who_sends_many_letters_is_slowed_down_and_loses_none(client: Client, author: Author) -> None:
    assert [send(client).status_code for _letter in range(6)] == [303] * 5 + [429]
    refused = send(client)
    assert "The gate\nis early." in text_of(refused)
    assert Letter.objects.count() == 5


def test_an_author_is_not_flooded(client: Client, author: Author, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contacting, "DAILY", 1)
    assert send(client).status_code == 303
    answer = send(client, email="ron@elsewhere.example")
    assert answer.status_code == 429
    assert "has had very many letters today" in text_of(answer)


def test_without_a_mail_server_a_letter_waits_and_is_sent_later(
    client: Client, author: Author, committed: Committed, settings: Any
) -> None:
    there = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with committed():
        assert send(client).status_code == 303
    letter = Letter.objects.get()
    assert (letter.attempts, letter.text) == (1, LETTER["text"])
    assert letter.due_at > timezone.now()
    assert "refused" in letter.error
    settings.EMAIL_BACKEND = there
    with committed():
        beat.call()
    assert not mail.outbox, "not before its time"
    Letter.objects.update(due_at=timezone.now())
    with committed():
        beat.call()
    assert [one.to for one in mail.outbox] == [["wanda.writer@causeway.example"]]


def test_letters_are_forgotten_after_a_month(author: Author) -> None:
    for days in (29, 31):
        at = timezone.now() - timedelta(days=days)
        Letter.objects.create(author=author, key=f"{days:032}", made_at=at)
    tidy.call()
    assert [letter.key.hex for letter in Letter.objects.all()] == [f"{29:032}"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_form_is_read_and_sent_and_nothing_else(client: Client, author: Author, method: str) -> None:
    assert getattr(client, method)(FORM).status_code == 405
    assert client.post(SENT).status_code == 405


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["Écrire à Ilse Maarvik", "Votre lettre", "Envoyer la lettre"]),
        ("de", ["Ihr Brief", "Brief senden"]),
    ],
)
def test_the_form_speaks_the_paper_s_language(
    client: Client, author: Author, language: str, words: list[str]
) -> None:
    with translation.override(language):
        page = text_of(client.get(FORM))
    assert f'<html lang="{language}"' in page
    assert [word for word in words if word not in page] == []
