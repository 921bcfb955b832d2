"""Staff and their second factor: in production nobody opens the desk by a password alone, and nothing typed is lost."""

import html
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from articles.models import Article, Sitting
from authors.models import User
from tests.conftest import PASSWORD, SignIn
from tests.desk import ADD, LIST, filled_in, page_of, text_of
from tests.make import make_article
from tests.make_comments import make_verified

pytestmark = pytest.mark.django_db
LOGIN, DESK, ASKED = "/admin/login/", "/admin/", "/accounts/second-factor/"
SECRET = "JBSWY3DPEHPK3PXP"
SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _production(settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True
    cache.clear()


def set_up(user: User) -> User:
    """The user, whose app knows a secret, with recovery codes."""
    TOTP.activate(make_verified(user), SECRET)
    RecoveryCodes.activate(user)
    return user


def code() -> str:
    """What the app shows now."""
    cache.clear()  # each code is taken once
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(SECRET, counter)))


def by_password(client: Client, user: User, **fields: Any) -> Any:
    """What the desk's sign-in page answers."""
    return client.post(LOGIN, {"username": user.email, "password": PASSWORD, "next": DESK, **fields})


def is_in(client: Client) -> bool:
    """Whether the desk opens."""
    return client.get(LIST).status_code == 200


def hidden(answer: Any) -> dict[str, str]:
    form = text_of(answer).rpartition("<form")[2]
    return {
        name: html.unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    }


# Without one


def test_who_has_none_is_led_to_set_one_up_and_then_to_where_they_were_going(
    client: Client, writer: User
) -> None:
    make_verified(writer)
    assert by_password(client, writer, next=LIST)["Location"] == LIST
    asked = client.get(LIST)
    assert asked["Location"] == f"{ASKED}?next={LIST.replace('/', '%2F')}"
    page = client.get(asked["Location"])
    assert reverse("mfa_activate_totp") in text_of(page)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    form = client.get(reverse("mfa_activate_totp"))
    secret = form.context["form"].secret
    now = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    codes = client.post(reverse("mfa_activate_totp"), {"code": now}, follow=True)
    assert "Go on to the desk" in text_of(codes)
    assert not is_in(client), "It has not been shown in this session."
    way = client.get(f"{ASKED}?next={LIST}")
    assert way["Location"].startswith(reverse("mfa_reauthenticate"))
    cache.clear()
    shown = client.post(way["Location"], {"code": now})
    assert shown["Location"] == LIST
    assert is_in(client)


def test_who_has_no_confirmed_address_is_asked_to_confirm_it_first(client: Client, writer: User) -> None:
    by_password(client, writer)
    page = text_of(client.get(DESK, follow=True))
    assert reverse("account_email") in page
    assert "Confirm the address" in page


@pytest.mark.parametrize("address", [DESK, LIST, ADD, "/admin/nowhere/", "/admin/audit/", "/admin/jsi18n/"])
def test_no_page_of_the_desk_opens_without_it(address: str, administrator: User, sign_in: SignIn) -> None:
    answer = sign_in(administrator).get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(ASKED)


def test_what_was_typed_is_given_back_and_sent_once_it_was_shown(
    writer: User, sign_in: SignIn, settings: Any
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    article = make_article(writer, headline="The gate is late")
    browser = sign_in(writer)
    mine = filled_in(browser.get(page_of(article)), headline="Typed before the rule")
    settings.STAFF_NEED_SECOND_FACTOR = True
    answer = browser.post(page_of(article), mine)
    assert answer.status_code == 403
    assert hidden(answer)["headline"] == "Typed before the rule"
    set_up(writer)
    browser.post(reverse("mfa_reauthenticate"), {"code": code()})
    assert browser.post(page_of(article), hidden(answer)).status_code == 302
    article.refresh_from_db()
    assert article.headline == "Typed before the rule"


def test_a_script_hears_that_it_is_missing(writer: User, sign_in: SignIn) -> None:
    answer = sign_in(writer).get(f"{LIST}sittings/", headers=SCRIPT)
    assert (answer.status_code, answer.json()["phase"]) == (401, "sign-in")


def test_the_demonstration_offers_it_without_forcing_it(client: Client, writer: User, settings: Any) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    by_password(client, writer)
    assert is_in(client)


def test_readers_are_never_asked(client: Client, reader: User) -> None:
    make_verified(reader)
    client.post(reverse("account_login"), {"login": reader.email, "password": PASSWORD})
    assert client.get(reverse("account_email")).status_code == 200


# With one


def test_the_password_alone_signs_nobody_in_who_has_one(client: Client, writer: User) -> None:
    set_up(writer)
    answer = by_password(client, writer)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
    assert client.get("/me").json() == {"signed_in": False}
    assert client.post(answer["Location"], {"code": code()})["Location"] == DESK
    assert is_in(client)


def test_a_recovery_code_gets_in_once(client: Client, writer: User) -> None:
    set_up(writer)
    spare = Authenticator.objects.get(user=writer, type="recovery_codes").wrap().get_unused_codes()[0]
    by_password(client, writer)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    assert is_in(client)
    other = Client()
    by_password(other, writer)
    assert other.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 200
    assert not is_in(other)


def test_a_session_from_before_has_to_show_it_too(writer: User, sign_in: SignIn) -> None:
    thief = sign_in(writer)
    set_up(writer)
    assert not is_in(thief)
    assert thief.get(DESK, follow=True).redirect_chain[-1][0].startswith(reverse("mfa_reauthenticate"))


def test_the_password_is_no_second_factor(writer: User, sign_in: SignIn) -> None:
    set_up(writer)
    client = sign_in(writer)
    page = client.get(DESK, follow=True)
    assert "Use your password" not in text_of(page)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": DESK})
    assert not is_in(client)


def test_guessing_codes_ends_after_a_few(client: Client, writer: User) -> None:
    set_up(writer)
    by_password(client, writer)
    for number in range(12):
        answer = client.post(reverse("mfa_authenticate"), {"code": f"{number:06}"})
    assert "Too many" in text_of(answer)
    counter = next(iter(yield_hotp_counters_from_time()))
    client.post(reverse("mfa_authenticate"), {"code": format_hotp_value(hotp_value(SECRET, counter))})
    assert not is_in(client)


def test_guessing_passwords_at_the_desk_ends_after_a_few(client: Client, writer: User) -> None:
    for number in range(12):
        answer = client.post(LOGIN, {"username": writer.email, "password": f"guess {number}"})
    assert "Too many" in text_of(answer)
    assert by_password(client, writer).status_code == 200


def test_what_was_typed_while_signed_out_waits_for_the_second_factor(writer: User, sign_in: SignIn) -> None:
    set_up(writer)
    article = make_article(writer, headline="The gate is late")
    browser = Client()
    carried = {"headline": "Typed in vain?", "sitter": str(writer.pk), "version": "1"}
    asked = browser.post(page_of(article), carried)
    assert asked.status_code == 401
    by_password(browser, writer, **hidden(asked))
    assert not Sitting.objects.exists(), "Nobody is signed in yet."
    page = browser.post(reverse("mfa_authenticate"), {"code": code()}, follow=True)
    assert page.context["adminform"].form["headline"].value() == "Typed in vain?"


def test_the_readers_page_asks_for_it_too(client: Client, writer: User) -> None:
    set_up(writer)
    answer = client.post(
        reverse("account_login"), {"login": writer.email, "password": PASSWORD, "next": DESK}
    )
    assert answer["Location"] == reverse("mfa_authenticate")
    client.post(answer["Location"], {"code": code()})
    assert is_in(client)


def test_a_member_of_staff_keeps_the_last_one(client: Client, writer: User) -> None:
    set_up(writer)
    by_password(client, writer)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert "you need a second factor" in text_of(answer)
    assert Authenticator.objects.filter(user=writer, type="totp").exists()


def test_readers_may_give_theirs_up(client: Client, reader: User) -> None:
    set_up(reader)
    client.post(reverse("account_login"), {"login": reader.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": code()})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=reader).exists()


# Who begins, and who has lost it


def test_the_first_administrator_gets_in(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", "--no-input", email="first@causeway.example", verbosity=0)
    first = User.objects.get()
    assert EmailAddress.objects.get(user=first).verified
    by_password(client, first)
    assert reverse("mfa_activate_totp") in text_of(client.get(DESK, follow=True))


def test_what_somebody_has_lost_is_forgotten_at_the_server(client: Client, writer: User, capsys: Any) -> None:
    set_up(writer)
    by_password(client, writer)
    client.post(reverse("mfa_authenticate"), {"code": code()})
    call_command("forget_second_factor", writer.email)
    assert "Wanda Writer" in capsys.readouterr().out
    assert not Authenticator.objects.filter(user=writer).exists()
    assert client.get("/me").json() == {"signed_in": False}
    by_password(client, writer)
    assert client.get(DESK)["Location"].startswith(ASKED)


def test_nobody_at_the_desk_sees_secrets_of_others(
    administrator: User, settings: Any, sign_in: SignIn
) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = False
    for place in ("mfa/authenticator/", "usersessions/usersession/"):
        assert sign_in(administrator).get(f"/admin/{place}").status_code == 404


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https:evil.example", "javascript:alert(1)", "///evil.example",
               "\\\\evil.example", "https://evil.example", "http://testserver@evil.example/"],
)  # fmt: skip
def test_the_desks_sign_in_leads_to_no_other_site(
    target: str, client: Client, writer: User, sign_in: SignIn, settings: Any
) -> None:
    assert by_password(client, writer, next=target)["Location"] == DESK
    shown = sign_in(writer).get(ASKED, {"next": target})
    assert "evil" not in text_of(shown)
    settings.STAFF_NEED_SECOND_FACTOR = False
    assert sign_in(writer).get(ASKED, {"next": target})["Location"] == DESK


def test_no_article_is_found_by_who_has_not_shown_it(writer: User, sign_in: SignIn) -> None:
    article: Article = make_article(writer, headline="Zanzibarquilt")
    assert "Zanzibarquilt" not in text_of(sign_in(writer).get(page_of(article), follow=True))
