"""A form that is sent after signing out, or after somebody else has signed in, loses nothing."""

import html
import logging
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from articles.models import Article, Decision, Sitting
from authors.models import User
from tests.conftest import PASSWORD, SignIn
from tests.desk import ADD, LIST, PREVIEW, filled_in, move_page, opened, page_of, text_of
from tests.make import make_article, make_move

pytestmark = pytest.mark.django_db
LOGIN = "/admin/login/"
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def article(writer: User) -> Article:
    return make_article(writer, headline="The gate is late")


@pytest.fixture
def desk(writer: User, sign_in: SignIn) -> Client:
    """The writer's browser."""
    return sign_in(writer)


def typed_in(desk: Client, address: str, **changes: Any) -> dict[str, Any]:
    """The form at this address as the browser holds it, with what was typed."""
    page = desk.get(address)
    given = {"tab": str(page.context["tab"]), "sitter": str(page.context["user"].pk)}
    return {**filled_in(page), **given, **changes}


def hidden(answer: Any) -> dict[str, str]:
    """The hidden fields of the page's last form, which is the one that goes on."""
    form = text_of(answer).rpartition("<form")[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in found}


def sign_in_there(desk: Client, asked: Any, user: User, password: str = PASSWORD) -> Any:
    """What comes after signing in on the page that asked for it."""
    data = {**hidden(asked), "username": user.email, "password": password}
    return desk.post(LOGIN, data, follow=True)


def headline(page: Any) -> Any:
    """The headline in the form on this page."""
    return page.context["adminform"].form["headline"].value()


# Signed out


def test_a_text_that_is_sent_while_signed_out_is_in_the_form_after_signing_in(
    desk: Client, article: Article, writer: User
) -> None:
    mine = typed_in(desk, page_of(article), headline="Typed in vain?")
    desk.logout()
    asked = desk.post(page_of(article), mine)
    assert asked.status_code == 401
    assert "Nothing is lost" in text_of(asked)
    page = sign_in_there(desk, asked, writer)
    assert headline(page) == "Typed in vain?"
    assert Sitting.objects.get().user == writer
    article.refresh_from_db()
    assert article.headline == "The gate is late"


def test_then_it_is_saved_by_one_press(desk: Client, article: Article, writer: User) -> None:
    mine = typed_in(desk, page_of(article), headline="Typed in vain?")
    desk.logout()
    page = sign_in_there(desk, desk.post(page_of(article), mine), writer)
    again = {**filled_in(page), "tab": str(page.context["tab"]), "taken": str(page.context["taken_tab"])}
    assert desk.post(page_of(article), again).status_code == 302
    article.refresh_from_db()
    assert article.headline == "Typed in vain?"
    assert not Sitting.objects.exists()


def test_what_somebody_saved_meanwhile_is_merged(
    desk: Client, article: Article, writer: User, editor: User, sign_in: SignIn
) -> None:
    mine = typed_in(desk, page_of(article), headline="Typed in vain?")
    desk.logout()
    other = sign_in(editor)
    other.post(page_of(article), opened(other, article, summary="Theirs."))
    page = sign_in_there(desk, desk.post(page_of(article), mine), writer)
    form = page.context["adminform"].form
    assert (form["headline"].value(), form["summary"].value()) == ("Typed in vain?", "Theirs.")


def test_a_new_article_is_not_lost_either(desk: Client, writer: User) -> None:
    mine = typed_in(desk, ADD, headline="Begun on the ferry")
    desk.logout()
    page = sign_in_there(desk, desk.post(ADD, mine), writer)
    assert headline(page) == "Begun on the ferry"
    assert not Article.objects.exists()


def test_a_wrong_password_loses_nothing(desk: Client, article: Article, writer: User) -> None:
    mine = typed_in(desk, page_of(article), headline="Typed in vain?")
    desk.logout()
    asked = desk.post(page_of(article), mine)
    again = sign_in_there(desk, asked, writer, password="wrong-one-1998")
    assert "Typed+in+vain" in text_of(again)
    assert headline(sign_in_there(desk, again, writer)) == "Typed in vain?"


def test_a_move_with_its_note_is_sent_once_more_after_signing_in(
    desk: Client, article: Article, writer: User, editor: User, sign_in: SignIn
) -> None:
    make_move(article, "submit", writer)
    browser = sign_in(editor)
    address = move_page(article, "send_back")
    mine = {**hidden(browser.get(address)), "ask-send_back-note": "Who saw it?", "version": 2}
    browser.logout()
    page = sign_in_there(browser, browser.post(address, mine), editor)
    assert "Send it now" in text_of(page)
    assert Decision.objects.count() == 1
    browser.post(address, hidden(page))
    assert Decision.objects.latest("at", "pk").note == "Who saw it?"


def test_signing_in_as_usual_goes_where_it_was_going(client: Client, writer: User, article: Article) -> None:
    page = client.get(page_of(article), follow=True)
    answer = client.post(LOGIN, {**hidden(page), "username": writer.email, "password": PASSWORD})
    assert answer["Location"] == page_of(article)


def test_what_was_typed_is_in_no_log(
    desk: Client, article: Article, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mine = typed_in(desk, page_of(article), body="A name to protect.")
    desk.logout()
    desk.post(page_of(article), mine)
    assert "protect" not in caplog.text


def test_a_text_above_the_limit_is_said_to_be_so_before_anything_is_lost(
    desk: Client, article: Article
) -> None:
    mine = typed_in(desk, page_of(article), body="x" * 1_100_000)
    desk.logout()
    answer = text_of(desk.post(page_of(article), mine))
    assert "too long to be carried" in answer
    assert len(answer) < 100_000


def test_nobody_who_is_not_signed_in_stores_anything(client: Client, article: Article, writer: User) -> None:
    client.post(page_of(article), {"headline": "From outside", "sitter": writer.pk, "tab": uuid4()})
    client.post(LOGIN, {"carried": "headline=From+outside", "next": ADD, "username": "x", "password": "y"})
    assert not Sitting.objects.exists()


@pytest.mark.parametrize(
    ("carried", "to"),
    [
        ("headline=x", "https://evil.example/"),
        ("headline=x", "//evil.example/admin/"),
        ("headline=x", "/"),
        ("headline=x", "/admin/nowhere/"),
        ("headline=x", "/admin/articles/article/999999999/change/"),
        ("", ADD),
        ("=&=&;%00", ADD),
        ("x" * 1_200_000, ADD),
    ],
)
def test_what_no_page_of_ours_carries_is_no_server_error(
    carried: str, to: str, client: Client, writer: User
) -> None:
    data = {"carried": carried, "next": to, "username": writer.email, "password": PASSWORD}
    answer = client.post(LOGIN, data)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith("//")


# Somebody else is signed in


def test_somebody_else_who_is_signed_in_neither_saves_nor_gets_the_text(
    desk: Client, article: Article, editor: User, writer: User
) -> None:
    mine = typed_in(desk, page_of(article), headline="The writer's words")
    desk.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    asked = desk.post(page_of(article), mine)
    assert asked.status_code == 409
    assert "opened by somebody else than Edda Editor" in text_of(asked)
    assert "opened by somebody else" in text_of(sign_in_there(desk, asked, editor))
    assert not Sitting.objects.exists()
    article.refresh_from_db()
    assert article.version == 1
    assert headline(sign_in_there(desk, asked, writer)) == "The writer's words"


def test_a_move_is_not_made_in_the_name_of_somebody_else(
    desk: Client, article: Article, editor: User
) -> None:
    mine = hidden(desk.get(move_page(article, "submit")))
    desk.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert desk.post(move_page(article, "submit"), mine).status_code == 409
    assert not Decision.objects.exists()


# What the script hears


def test_the_script_hears_that_nobody_is_signed_in(client: Client, article: Article) -> None:
    for address in (f"{LIST}sittings/{uuid4()}/keep/", f"{LIST}sittings/{uuid4()}/beat/", PREVIEW):
        answer = client.post(address, {"article": article.pk, "body": "x"}, headers=SCRIPT)
        assert (answer.status_code, answer.json()["phase"]) == (401, "sign-in")
    assert client.get(f"{LIST}sittings/", headers=SCRIPT).status_code == 401


def test_the_script_hears_that_somebody_else_is_signed_in(
    desk: Client, article: Article, editor: User
) -> None:
    mine = typed_in(desk, page_of(article), headline="The writer's words")
    desk.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    answer = desk.post(f"{LIST}sittings/{mine['tab']}/keep/", mine, headers=SCRIPT)
    assert answer.status_code == 409
    assert not Sitting.objects.exists()


def test_after_a_new_sign_in_the_script_gets_a_token_that_holds(writer: User, article: Article) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    given = {"article": article.pk, "version": 1, "csrfmiddlewaretoken": "a" * 64}
    address = f"{LIST}sittings/{uuid4()}/beat/"
    stale = browser.post(address, given, headers=SCRIPT)
    assert (stale.status_code, stale.json()["phase"]) == (403, "token")
    fresh = browser.get(f"{LIST}sittings/", headers=SCRIPT).json()
    assert fresh["sitter"] == str(writer.pk)
    again = browser.post(address, {**given, "csrfmiddlewaretoken": fresh["token"]}, headers=SCRIPT)
    assert again.status_code == 200


# A token of an earlier sign-in


@pytest.fixture
def strict(writer: User) -> Client:
    """The writer's browser, in which they have signed in anew since they opened their pages."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer, backend="django.contrib.auth.backends.ModelBackend")
    browser.get(LIST)
    return browser


def test_a_form_with_an_old_token_is_sent_again_by_one_press(strict: Client, article: Article) -> None:
    mine = typed_in(strict, page_of(article), headline="Typed before", csrfmiddlewaretoken="a" * 64)
    answer = strict.post(page_of(article), mine)
    assert answer.status_code == 403
    assert "Send it now" in text_of(answer)
    article.refresh_from_db()
    assert article.version == 1
    assert strict.post(page_of(article), hidden(answer)).status_code == 302
    article.refresh_from_db()
    assert article.headline == "Typed before"


def test_a_form_from_another_site_is_not_given_back(strict: Client, article: Article) -> None:
    forged = {"headline": "Forged", "version": 1, "csrfmiddlewaretoken": "a" * 64}
    answer = strict.post(page_of(article), forged, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "Forged" not in text_of(answer)


def test_an_old_token_on_the_sign_in_page_loses_nothing(article: Article, writer: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    data = {"carried": "headline=Carried", "next": page_of(article), "username": "x", "password": "secret-y"}
    answer = browser.post(LOGIN, data)
    assert answer.status_code == 401
    assert hidden(answer)["carried"] == "headline=Carried"
    assert "secret-y" not in text_of(answer)


def test_a_password_is_never_given_back(strict: Client) -> None:
    data = {"old_password": "secret-one", "new_password1": "secret-two", "new_password2": "secret-two"}
    assert "secret" not in text_of(strict.post("/admin/password_change/", data))
    assert "secret" not in text_of(Client().post("/admin/password_change/", data, follow=True))
