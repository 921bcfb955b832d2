"""What accounts must survive: nothing is told about who has one, no code is guessed, no address leads elsewhere."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth import hashers
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from authors.models import User
from tests.conftest import PASSWORD
from tests.desk import text_of
from tests.test_accounts_private_pages import NEW, set_anew_by_mail

pytestmark = pytest.mark.django_db
UNKNOWN = "unknown@causeway.example"
ELSEWHERE = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "javascript:alert(1)",
    "///evil.example", "https://evil.example", "http://testserver@evil.example/", "//testserver@evil.example",
    "\thttps://evil.example", "data:text/html,x", "/\t/evil.example", "https:/evil.example",
    "//evil.example\\@testserver",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> None:
    cache.clear()


class Work:
    """What an answer costs: passwords hashed and mails sent."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hashed = 0
        encode = hashers.MD5PasswordHasher.encode

        def counted(hasher: Any, *args: Any, **kwargs: Any) -> str:
            self.hashed += 1
            return str(encode(hasher, *args, **kwargs))

        monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)

    def of(self, address: str, data: dict[str, str]) -> tuple[int, int, int, str]:
        """The answer to a form that a stranger sends, and its cost."""
        self.hashed, sent = 0, len(mail.outbox)
        answer = Client().post(address, data)
        return answer.status_code, self.hashed, len(mail.outbox) - sent, answer.get("Location", "")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


# Known and unknown addresses


@pytest.mark.parametrize("name", ["account_login", "admin:login"])
def test_a_wrong_password_costs_as_much_for_an_address_that_nobody_has(
    name: str, gannet: User, writer: User, work: Work
) -> None:
    field, known = ("login", gannet) if name == "account_login" else ("username", writer)
    costs = [
        work.of(reverse(name), {field: email, "password": "wrong-one-1998"})
        for email in (known.email, UNKNOWN)
    ]
    assert costs[0] == costs[1]
    assert costs[0][1] > 0


@pytest.mark.parametrize("name", ["account_reset_password", "account_request_login_code"])
def test_asking_for_a_mail_costs_as_much_and_sends_one_either_way(
    name: str, gannet: User, work: Work
) -> None:
    costs = [work.of(reverse(name), {"email": email}) for email in (gannet.email, UNKNOWN)]
    assert costs[0] == costs[1]
    assert costs[0][2] == 1


def test_signing_up_answers_alike_and_sends_one_mail_either_way(gannet: User, work: Work) -> None:
    given = {"password1": PASSWORD}
    costs = [
        work.of(reverse("account_signup"), {**given, "email": email, "display_name": name})
        for email, name in ((gannet.email, "Tern"), (UNKNOWN, "Petrel"))
    ]
    assert costs[0] == costs[1]


@pytest.mark.parametrize("name", ["account_login", "admin:login"])
def test_a_wrong_password_says_the_same_about_both(name: str, gannet: User, writer: User) -> None:
    field, known = ("login", gannet) if name == "account_login" else ("username", writer)
    pages = []
    for email in (known.email, UNKNOWN):
        page = text_of(Client().post(reverse(name), {field: email, "password": "wrong-one-1998"}))
        pages.append(re.sub(r'value="\w{64}"', "", page).replace(email, ""))
    assert pages[0] == pages[1]


# Codes


def test_a_code_for_signing_in_is_not_guessed(client: Client, gannet: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": gannet.email})
    right = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert right
    for number in range(6):
        client.post(reverse("account_confirm_login_code"), {"code": f"AAAA{number}"})
    client.post(reverse("account_confirm_login_code"), {"code": right[1]})
    assert client.get("/me").json() == {"signed_in": False}


def test_a_code_is_good_once_and_where_it_was_asked_for(client: Client, gannet: User) -> None:
    client.post(reverse("account_request_login_code"), {"email": gannet.email})
    right = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert right
    Client().post(reverse("account_confirm_login_code"), {"code": right[1]})
    client.post(reverse("account_confirm_login_code"), {"code": right[1]})
    assert client.get("/me").json()["signed_in"]
    other = Client()
    other.post(reverse("account_confirm_login_code"), {"code": right[1]})
    assert other.get("/me").json() == {"signed_in": False}


def test_a_code_by_mail_is_no_way_past_the_second_factor(client: Client, gannet: User) -> None:
    TOTP.activate(gannet, "JBSWY3DPEHPK3PXP")
    client.post(reverse("account_request_login_code"), {"email": gannet.email})
    right = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert right
    answer = client.post(reverse("account_confirm_login_code"), {"code": right[1]})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get("/me").json() == {"signed_in": False}


def test_nor_is_a_new_password(client: Client, gannet: User) -> None:
    TOTP.activate(gannet, "JBSWY3DPEHPK3PXP")
    set_anew_by_mail(client, gannet)
    assert client.get("/me").json() == {"signed_in": False}
    answer = client.post(reverse("account_login"), {"login": gannet.email, "password": NEW})
    assert answer["Location"] == reverse("mfa_authenticate")


def test_limits_are_kept_however_many_addresses_are_tried(client: Client, gannet: User) -> None:
    for number in range(12):
        client.post(reverse("account_login"), {"login": gannet.email, "password": f"guess {number}"})
    for number in range(400):
        cache.set(f"another-{number}", number)
    answer = client.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    assert answer.status_code != 302


# Where one is led


@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_way_in_or_out_leads_to_another_site(target: str, gannet: User) -> None:
    for name, data in (
        ("account_login", {"login": gannet.email, "password": PASSWORD}),
        ("account_logout", {}),
        ("account_reauthenticate", {"password": PASSWORD}),
        ("account_signup", {"email": UNKNOWN, "display_name": "Tern", "password1": PASSWORD}),
    ):
        cache.clear()
        client = Client()
        if name in ("account_logout", "account_reauthenticate"):
            client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
        for where in (reverse(name), f"{reverse(name)}?next={target}"):
            answer = client.post(where, {**data, "next": target})
            assert "evil" not in answer.get("Location", ""), (name, answer["Location"])
        User.objects.filter(email=UNKNOWN).delete()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_who_is_signed_in_already_is_not_led_away_either(target: str, gannet: User) -> None:
    client = Client()
    client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    for name in ("account_login", "account_signup", "account_request_login_code"):
        answer = client.get(reverse(name), {"next": target})
        assert "evil" not in answer.get("Location", "")


# Sessions


def test_a_session_that_somebody_planted_is_not_signed_in(gannet: User) -> None:
    planted = Client()
    planted.get(reverse("account_login"))
    planted.session["planted"] = True
    victim = Client()
    victim.cookies = planted.cookies
    before = planted.cookies.get("sessionid")
    victim.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    thief = Client()
    if before:
        thief.cookies["sessionid"] = before.value
    assert thief.get("/me").json() == {"signed_in": False}


def test_a_password_set_by_link_ends_every_session(gannet: User, client: Client) -> None:
    other = Client()
    other.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    client.post(reverse("account_reset_password"), {"email": gannet.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": NEW, "password2": NEW})
    assert other.get("/me").json() == {"signed_in": False}


@pytest.mark.parametrize(
    "name", ["second_factor", "profile", "erase", "profile_data", "mfa_index", "admin:login"]
)
def test_no_page_of_an_account_is_framed(name: str, gannet: User) -> None:
    client = Client()
    client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(name), follow=True)
    assert answer["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


# A mail server that is gone


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_request_login_code"])
def test_a_mail_that_cannot_be_sent_is_said_so_and_alike_for_all(
    name: str, gannet: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answers = [
        Client().post(
            reverse(name), {"email": email, "display_name": "Tern of Sandholm", "password1": PASSWORD}
        )
        for email in (gannet.email, UNKNOWN)
    ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "try again in some minutes" in text_of(answers[0])


def test_a_password_is_changed_although_nobody_can_be_told(gannet: User, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client = Client()
    client.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    new = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), new).status_code == 302
    gannet.refresh_from_db()
    assert gannet.check_password(NEW)
