"""Private pages: never stored, never framed, and what is personal comes from /me alone."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles.models import Edition
from authors.models import User
from newsroom.middleware import MARK
from tests.conftest import PASSWORD, SignIn
from tests.make_comments import make_comment, make_reader, opened

pytestmark = pytest.mark.django_db
NEW = "ebb-and-flow-1998"


def sign_in_by_form(client: Client, user: User, **fields: Any) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD, **fields})


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_request_login_code", "me"]
)
def test_a_private_page_is_never_stored_and_never_framed(client: Client, name: str) -> None:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_the_form_page_is_never_stored_either(client: Client, edition: Edition) -> None:
    assert client.get(f"{edition.get_absolute_url()}comment/")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "name",
    [
        "account_login", "account_signup", "account_logout", "account_reset_password", "account_change_password",
        "account_email", "account_request_login_code", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn",
        "mfa_add_webauthn", "usersessions_list", "account_reauthenticate", "account_reset_password_done",
    ],
)  # fmt: skip
def test_no_account_page_has_inline_style_or_script(client: Client, gannet: User, name: str) -> None:
    if name not in ("account_login", "account_signup", "account_request_login_code"):
        sign_in_by_form(client, gannet)
    answer = client.get(reverse(name), follow=True)
    assert answer.status_code == 200
    page = answer.text
    assert 'class="mast' in page, "It does not stand in the paper's frame."
    assert " style=" not in page
    assert "<style" not in page
    assert "data:image" not in page
    assert not [
        tag
        for tag in page.split("<script")[1:]
        if "src=" not in tag[:200] and "application/json" not in tag[:200]
    ]


def test_me_tells_nobody_nothing(client: Client) -> None:
    answer = client.get("/me")
    assert answer.json() == {"signed_in": False}
    assert not answer.cookies


def test_me_tells_a_reader_their_name_and_a_token(gannet: User, sign_in: SignIn) -> None:
    told = sign_in(gannet).get("/me").json()
    assert (told["signed_in"], told["name"]) == (True, "gannet")
    assert len(told["token"]) == 64
    assert gannet.email not in str(told)


def test_the_token_of_me_lets_a_script_post_and_a_stolen_one_does_not(edition: Edition, gannet: User) -> None:
    client, thief = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for each in (client, thief):
        each.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    token = client.get("/me").json()["token"]
    address = f"{edition.get_absolute_url()}comment/"
    asked = {"accept": "application/json", "x-csrftoken": token}
    refused = thief.post(address, opened(edition, text="Forged"), headers=asked)
    assert refused.status_code == 403
    assert refused.json()["phase"] == "token"
    assert client.post(address, opened(edition, text="My own"), headers=asked).status_code == 201


def test_a_form_with_a_stale_token_is_given_back_with_its_text(edition: Edition, gannet: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    address = f"{edition.get_absolute_url()}comment/"
    form = opened(edition, text="Written at length")
    answer = client.post(address, {**form, "csrfmiddlewaretoken": "x" * 64})
    assert answer.status_code == 403
    assert "Written at length</textarea>" in answer.text
    token = answer.text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = client.post(address, {**form, "csrfmiddlewaretoken": token})
    assert again.status_code == 303


def test_any_other_form_with_a_stale_token_gets_a_clear_answer() -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})
    assert answer.status_code == 403
    assert "Please send it once more" in answer.text


def test_the_mark_comes_with_signing_in_and_goes_with_signing_out(client: Client, gannet: User) -> None:
    sign_in_by_form(client, gannet)
    mark = client.cookies[MARK]
    assert (mark.value, mark["httponly"], mark["samesite"]) == ("1", "", "Lax")
    client.post(reverse("account_logout"))
    assert client.cookies[MARK].value == ""


def test_the_mark_goes_when_the_session_is_over(client: Client, gannet: User) -> None:
    sign_in_by_form(client, gannet)
    client.session.flush()
    client.get("/me")
    assert client.cookies[MARK].value == ""


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "javascript:alert(1)",
        "///evil.example", "https://evil.example", "http://testserver@evil.example/", "//testserver@evil.example",
        "/%0d%0aLocation:https://evil.example", "\thttps://evil.example", "data:text/html,x",
    ],
)  # fmt: skip
def test_signing_in_leads_to_no_other_site(client: Client, gannet: User, target: str) -> None:
    answer = sign_in_by_form(client, gannet, next=target)
    assert answer.status_code == 302
    assert answer["Location"] == "/" or answer["Location"].startswith("/%")
    assert "evil" not in answer["Location"].removeprefix("/%0d%0aLocation:https://evil.example")


def test_signing_in_leads_back_to_the_page(client: Client, gannet: User, edition: Edition) -> None:
    address = edition.get_absolute_url() + "#comments"
    assert sign_in_by_form(client, gannet, next=address)["Location"] == address


def test_the_dialog_gets_the_form_and_then_the_way(client: Client, gannet: User) -> None:
    asked = {"x-requested-with": "XMLHttpRequest"}
    assert "data-dialog" in client.get(reverse("account_login"), headers=asked).json()["html"]
    wrong = client.post(reverse("account_login"), {"login": gannet.email, "password": "x"}, headers=asked)
    assert wrong.status_code == 400
    assert "data-dialog" in wrong.json()["html"]
    right = client.post(
        reverse("account_login"), {"login": gannet.email, "password": PASSWORD, "next": "/a/"}, headers=asked
    )
    assert right.json()["location"] == "/a/"


def test_a_session_gets_a_new_key_when_somebody_signs_in(
    client: Client, gannet: User, edition: Edition
) -> None:
    client.post(f"{edition.get_absolute_url()}comment/", opened(edition, text="Starts a session"))
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in_by_form(client, gannet)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before


def test_a_new_password_ends_the_other_sessions(client: Client, gannet: User, sign_in: SignIn) -> None:
    other = sign_in(gannet)
    sign_in_by_form(client, gannet)
    changed = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert changed.status_code == 302
    assert other.get("/me").json() == {"signed_in": False}
    assert client.get("/me").json()["signed_in"]


def test_a_person_sees_where_they_are_signed_in_and_ends_it_there(client: Client, gannet: User) -> None:
    other = Client(headers={"user-agent": "Somewhere else"})
    sign_in_by_form(other, gannet)
    sign_in_by_form(client, gannet)
    page = client.get(reverse("usersessions_list")).text
    assert "Somewhere else" in page
    client.post(reverse("usersessions_list"))
    assert other.get("/me").json() == {"signed_in": False}


def test_setting_up_an_app_shows_picture_and_secret_under_the_policy(client: Client, gannet: User) -> None:
    sign_in_by_form(client, gannet)
    asked_again = client.get(reverse("mfa_activate_totp"))
    assert asked_again["Location"].startswith(reverse("account_reauthenticate"))
    page = client.post(asked_again["Location"], {"password": PASSWORD}, follow=True)
    assert "<svg" in page.text
    assert "&lt;svg" not in page.text
    assert "<?xml" not in page.text
    assert "Secret" in page.text


def test_me_shows_a_reader_their_own_comments_that_wait_and_nobody_elses(
    edition: Edition, gannet: User, sign_in: SignIn
) -> None:
    make_comment(edition, gannet, "Mine", status="held")
    make_comment(edition, make_reader(), "Somebody else's", status="held")
    waiting = sign_in(gannet).get("/me", {"page": edition.get_absolute_url()}).json()["waiting"]
    assert len(waiting) == 1
    assert "Mine" in waiting[0]
    assert sign_in(gannet).get("/me", {"page": "/elsewhere/\x00"}).json()["waiting"] == []


def test_staff_confirm_their_address_by_code(editor: User, sign_in: SignIn) -> None:
    client = sign_in(editor)
    assert "is not confirmed yet" in client.get(reverse("account_email")).text
    sent = client.post(reverse("account_email"), {"action_send": "", "email": editor.email})
    code = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{2,4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post(sent["Location"], {"code": code[1]})
    assert "You sign in with" in client.get(reverse("account_email")).text


def test_trying_passwords_ends_after_some_and_says_so_kindly(client: Client, gannet: User) -> None:
    address = reverse("account_login")
    for number in range(12):
        answer = client.post(address, {"login": gannet.email, "password": f"guess {number}"})
    assert "Too many" in answer.text or answer.status_code == 429
    right = sign_in_by_form(client, gannet)
    assert right.status_code != 302
    cache.clear()


def set_anew_by_mail(client: Client, user: User) -> str:
    """Set a new password by the link that is mailed, which is given back."""
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    return link[1]


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, gannet: User) -> None:
    link = set_anew_by_mail(client, gannet)
    assert sign_in_by_form(Client(), gannet, password=NEW).status_code == 302
    used = Client().get(link, follow=True)
    assert "no longer works" in used.text
