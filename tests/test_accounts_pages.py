"""Every page and mail about accounts that a reader can meet is ours, in its look and its words."""

import re
from pathlib import Path
from typing import Any

import allauth
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from authors.models import User
from tests.conftest import PASSWORD
from tests.desk import text_of
from tests.make_comments import make_reader

pytestmark = pytest.mark.django_db
OURS, THEIRS = settings.BASE_DIR / "templates", Path(allauth.__file__).parent / "templates"
NEVER_MET = (
    "base_entrance.html", "base_manage.html", "base_manage_email.html", "base_manage_password.html", "base.html",
    "phone", "signup_closed", "signup_by_passkey", "signup_form", "trust.html", "password_reset_code",
    "confirm_password_reset_code", "account/email.html", "verification_sent", "verified_email_required",
    "snippets/already_logged_in", "snippets/warn_no_email", "snippets/login_script", "download.txt",
    "email_confirm_message", "email_confirm_subject", "email_confirmation_signup_message",
)  # fmt: skip
"""Frames without words, pages of what is switched off, and what includes one of ours."""
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def gannet(db: None) -> User:
    cache.clear()
    return make_reader("gannet")


def signed_in(user: User) -> Client:
    """A browser in which this person has just said once more who they are."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def shown_code(secret: str = SECRET) -> str:
    """What an app with this secret shows now."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_nothing_that_is_met_is_left_to_the_package() -> None:
    theirs = {
        str(path.relative_to(THEIRS))
        for app in ("account", "mfa", "usersessions")
        for path in (THEIRS / app).rglob("*.*")
    }
    left = {
        name for name in theirs if not (OURS / name).exists() and not any(part in name for part in NEVER_MET)
    }
    assert not left


def every_page(**which: int) -> list[str]:
    """The address of every page about accounts, those of the package and ours; `which` names one among several."""
    found = set()
    for name, ways in get_resolver().reverse_dict.lists():
        for possibilities, *_rest in ways if isinstance(name, str) else ():
            form, arguments = possibilities[0]
            if form.startswith("accounts/") and set(arguments) == set(which):
                found.add(f"/{form % which}")
    return sorted(found)


def assert_ours(answer: Any) -> None:
    """The page stands in the paper's frame, and obeys the policy."""
    text = text_of(answer)
    assert 'class="mast' in text
    assert " style=" not in text
    assert "data:image" not in text
    scripts = [tag[:200] for tag in text.split("<script")[1:]]
    assert all("src=" in tag or "application/json" in tag for tag in scripts)


@pytest.mark.parametrize("strange", [True, False])
def test_each_page_stands_in_the_papers_frame_under_its_policy(strange: bool, gannet: User) -> None:
    TOTP.activate(gannet, SECRET)
    RecoveryCodes.activate(gannet)
    browser = Client() if strange else signed_in(gannet)
    seen = 0
    for page in every_page():
        cache.clear()
        answer = browser.get(page, follow=True)
        if not answer.request["PATH_INFO"].startswith("/accounts/"):
            continue
        assert answer["Cache-Control"] == "private, no-store", page
        if answer["Content-Type"].startswith("text/html") and answer.status_code != 405:
            assert_ours(answer)
            seen += answer.status_code == 200
    assert seen > 20


def make_key(user: User) -> Authenticator:
    """A passkey, as far as it can be without a device."""
    data = {"name": "My phone", "credential": {"clientExtensionResults": {}}}
    key: Authenticator = Authenticator.objects.create(user=user, type="webauthn", data=data)
    return key


def test_so_do_the_pages_of_a_passkey(gannet: User) -> None:
    key = make_key(gannet)
    client = signed_in(gannet)
    for page in (reverse("mfa_list_webauthn"), *every_page(pk=key.pk)):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "My phone" in text_of(answer)
        assert_ours(answer)


def test_nobody_reaches_the_passkeys_of_others(gannet: User) -> None:
    key = make_key(gannet)
    other = signed_in(make_reader())
    for page in every_page(pk=key.pk):
        assert other.get(page).status_code == 404
        assert other.post(page).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


# What is told by mail


def told(subject: str) -> str:
    """The one mail, if it is about this and in our words."""
    [letter] = [each for each in mail.outbox if each.subject == f"The Causeway: {subject}"]
    assert "Hello from" not in letter.body
    assert "was done on" in letter.body
    assert "/accounts/password/reset/" in letter.body
    assert "127.0.0.1" in letter.body
    return str(letter.body)


def test_a_changed_password_is_told(gannet: User) -> None:
    new = {"oldpassword": PASSWORD, "password1": "ebb-and-flow-1998", "password2": "ebb-and-flow-1998"}
    signed_in(gannet).post(reverse("account_change_password"), new)
    assert "The password of your account" in told("Your password was changed")


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox on Windows",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) Some/1", "ChromeOS"),
        ("curl/8", "curl/8"),
    ],
)
def test_a_mail_about_an_account_names_the_browser_as_people_do(agent: str, words: str, gannet: User) -> None:
    client = signed_in(gannet)
    new = {"oldpassword": PASSWORD, "password1": "ebb-and-flow-1998", "password2": "ebb-and-flow-1998"}
    client.post(reverse("account_change_password"), new, headers={"user-agent": agent})
    assert words in told("Your password was changed").splitlines()


def test_a_page_that_asks_for_a_code_says_once_where_it_was_sent(gannet: User, client: Client) -> None:
    asked = client.post(reverse("account_request_login_code"), {"email": gannet.email}, follow=True)
    again = client.get(asked.redirect_chain[-1][0])
    for page in (asked.text, again.text):
        assert page.count("We have sent a code to") == 1
        assert "is good for a few minutes; keep this page open." in page


def test_a_password_set_by_link_is_told(gannet: User, client: Client) -> None:
    client.post(reverse("account_reset_password"), {"email": gannet.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[-1].body))
    assert link
    form = client.get(link[1], follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "ebb-and-flow-1998", "password2": "ebb-and-flow-1998"})
    told("A new password was set")


@pytest.mark.django_db(transaction=True)
def test_an_app_that_is_set_up_and_switched_off_is_told(gannet: User) -> None:
    client = signed_in(gannet)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": shown_code(secret)})
    told("An authenticator app was set up")
    client.post(reverse("mfa_generate_recovery_codes"))
    told("New recovery codes were made")
    client.post(reverse("mfa_deactivate_totp"))
    told("The authenticator app was switched off")


def test_a_removed_passkey_is_told(gannet: User) -> None:
    key = make_key(gannet)
    signed_in(gannet).post(reverse("mfa_remove_webauthn", args=[key.pk]))
    told("A passkey was removed")


def test_a_changed_address_is_told_to_the_old_one(gannet: User) -> None:
    client = signed_in(gannet)
    asked = client.post(reverse("account_email"), {"action_add": "", "email": "new@causeway.example"})
    code = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{2,4})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code
    client.post(asked["Location"], {"code": code[1]})
    letter = next(each for each in mail.outbox if "was changed" in each.subject)
    assert letter.to == [gannet.email]
    assert "new@causeway.example" in letter.body
    gannet.refresh_from_db()
    assert gannet.email == "new@causeway.example"


# Dangerous steps


@pytest.mark.parametrize(
    "name",
    ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes",
     "mfa_view_recovery_codes", "mfa_download_recovery_codes"],
)  # fmt: skip
def test_a_dangerous_step_asks_once_more_who_it_is(name: str, gannet: User) -> None:
    if name != "mfa_activate_totp":
        TOTP.activate(gannet, SECRET)
        RecoveryCodes.activate(gannet)
    client = Client()
    client.force_login(gannet, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]


def test_one_session_after_the_other_is_listed_and_all_others_are_ended(gannet: User) -> None:
    for agent in ("Gull 1.0", "Tern 2.0"):
        Client(headers={"user-agent": agent}).post(
            reverse("account_login"), {"login": gannet.email, "password": PASSWORD}
        )
    here = Client(headers={"user-agent": "Here"})
    here.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    page = text_of(here.get(reverse("usersessions_list")))
    assert all(agent in page for agent in ("Gull 1.0", "Tern 2.0", "Here"))
    here.post(reverse("usersessions_list"))
    assert UserSession.objects.filter(user=gannet).count() == 1
    assert here.get("/me").json()["signed_in"]


def test_browsers_are_listed_by_the_names_that_people_know(gannet: User) -> None:
    phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Safari/604.1"
    laptop = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0"
    for agent in (phone, laptop):
        here = Client(headers={"user-agent": agent})
        here.post(reverse("account_login"), {"login": gannet.email, "password": PASSWORD})
    page = text_of(here.get(reverse("usersessions_list")))
    assert "Safari on iPhone" in page
    assert "Edge on Linux" in page
    assert "Mozilla" not in page
