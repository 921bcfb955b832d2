"""Signing up: a name that nobody mistakes, an address that is confirmed, and nothing told about others."""

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import Edition
from authors.models import User
from comments.models import Reader
from comments.names import clean_name, fault_in, folded
from tests.conftest import PASSWORD
from tests.make import make_author
from tests.make_comments import make_live, make_reader, opened

pytestmark = pytest.mark.django_db


def sign_up(
    client: Client, email: str = "new@causeway.example", name: str = "Wick Arlen", **fields: Any
) -> Any:
    given = {"email": email, "display_name": name, "password1": PASSWORD, **fields}
    return client.post(reverse("account_signup"), given)


def code() -> str:
    """The code in the last mail."""
    found = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_a_reader_signs_up_confirms_by_code_and_is_back_where_they_were(
    client: Client, writer: User, publisher: User
) -> None:
    edition: Edition = make_live(writer, publisher)
    form = edition.get_absolute_url() + "comment/"
    client.post(form, opened(edition, text="Written before I had an account"))
    answer = sign_up(client, next=form)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert "new@causeway.example" in page.text
    confirmed = client.post(answer["Location"], {"code": code(), "next": form})
    assert confirmed["Location"] == form
    assert client.get("/me").json()["name"] == "Wick Arlen"
    assert "Written before I had an account</textarea>" in client.get(form).text


def test_nobody_is_signed_in_before_the_address_is_confirmed(client: Client) -> None:
    sign_up(client)
    assert client.get("/me").json() == {"signed_in": False}


def test_guessing_codes_ends_after_a_few(client: Client) -> None:
    address = sign_up(client)["Location"]
    answers = [client.post(address, {"code": f"AAAA{number}"}) for number in range(6)]
    assert answers[-1].status_code == 302
    right = client.post(address, {"code": code()})
    assert client.get("/me").json() == {"signed_in": False}
    assert right.status_code in (302, 404)


def test_a_known_and_an_unknown_address_get_the_same_answer(client: Client) -> None:
    known = make_reader()
    other = Client()
    first, second = (
        sign_up(client, "unknown@causeway.example", "One name"),
        sign_up(other, known.email, "Other name"),
    )
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    pages = [
        re.sub(r'value="\w{64}"', "", each.get(first["Location"]).text).replace(address, "")
        for each, address in ((client, "unknown@causeway.example"), (other, known.email))
    ]
    assert pages[0] == pages[1]
    assert User.objects.filter(email=known.email).count() == 1


@pytest.mark.parametrize("page", ["account_reset_password", "account_request_login_code"])
def test_asking_for_a_link_or_code_tells_nothing_about_others(page: str) -> None:
    known = make_reader()
    answers = [
        Client().post(reverse(page), {"email": email}) for email in (known.email, "unknown@causeway.example")
    ]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]


@pytest.mark.parametrize(
    "name",
    [
        "Wanda Writer", "WANDA  writer", "Wаnda Writer", "Ilse Maarvik", "llse Maarvik", "I1se-Maarvik", "Gannet",
        "gаnnet", "gannet.", "Moderator", "The Causeway", "s t a f f",
    ],
)  # fmt: skip
def test_a_name_that_looks_like_somebody_elses_is_refused(client: Client, writer: User, name: str) -> None:
    make_author("Ilse Maarvik")
    make_reader("gannet")
    answer = sign_up(client, name=name)
    assert answer.status_code == 200
    assert "looks very much like it" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert not User.objects.filter(email="new@causeway.example").exists()


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "a", "x" * 41, "=cmd|' /C calc'!A0", "a@b.example"]
)
def test_a_name_that_is_none_is_refused_in_words(client: Client, name: str) -> None:
    answer = sign_up(client, name=name)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert not Reader.objects.exists()


@pytest.mark.parametrize(
    "name", ["Zoë", "O'Brien", "Ann-Sofie v. Dahl", "محمد علي", "山田太郎", "नमस्ते", "Wick2"]
)
def test_names_of_the_world_are_welcome(name: str) -> None:
    assert fault_in(clean_name(name)) == ""


def test_names_are_stored_without_what_cannot_be_seen(client: Client) -> None:
    assert clean_name("Wick\u202e  Arlen\u0000") == "Wick Arlen"
    assert folded("Wick\u200bArlen") == folded("WICK ARLEN")


def test_mail_says_who_it_is_from_and_is_one_line_each_header(client: Client) -> None:
    sign_up(client)
    message = mail.outbox[-1]
    assert message.subject.startswith("The Causeway: ")
    assert "testserver" not in str(message.body)
