"""The folder where mails land while there is no mail server, as the desk shows it."""

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client

from authors.models import User
from tests.conftest import SignIn
from tests.desk import text_of

FOLDER = "/admin/mail/folder/"


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    """An empty folder that mails land in."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return tmp_path / "mail"


@pytest.fixture
def browser(administrator: User, sign_in: SignIn) -> Client:
    """The administrator's browser."""
    return sign_in(administrator)


def test_an_empty_folder_says_so(folder: Path, browser: Client) -> None:
    assert "No mail has landed here yet." in text_of(browser.get(FOLDER))


def test_a_mail_that_landed_is_listed_and_can_be_read(folder: Path, browser: Client) -> None:
    send_mail("Für dich: <b>spät</b>", "Der Pegel schläft nie.\n<script>", None, ["wanda@causeway.example"])
    page = text_of(browser.get(FOLDER))
    assert "Für dich: &lt;b&gt;spät&lt;/b&gt;" in page
    assert "wanda@causeway.example" in page
    (file,) = folder.iterdir()
    page = text_of(browser.get(f"{FOLDER}{file.name}/"))
    assert "Der Pegel schläft nie.\n&lt;script&gt;" in page


def test_of_a_mail_in_two_forms_the_text_is_shown(folder: Path, browser: Client) -> None:
    letter = EmailMultiAlternatives("Two forms", "As text", None, ["wanda@causeway.example"])
    letter.attach_alternative("<p>As HTML</p>", "text/html")
    letter.send()
    (file,) = folder.iterdir()
    page = text_of(browser.get(f"{FOLDER}{file.name}/"))
    assert "As text" in page
    assert "As HTML" not in page


def test_a_broken_file_breaks_no_page(folder: Path, browser: Client) -> None:
    folder.mkdir()
    (folder / "20261123-070000-1.log").write_bytes(b"\xff\x00\n\nDate: nonsense\n")
    assert browser.get(FOLDER).status_code == 200
    assert browser.get(f"{FOLDER}20261123-070000-1.log/").status_code == 200


@pytest.mark.parametrize("name", ["secret_key", "..%2Fsecret_key", "20261123-070000-1.log", "%00"])
def test_nothing_but_mails_is_read_there(name: str, folder: Path, browser: Client) -> None:
    folder.mkdir()
    (folder / "secret_key").write_text("hidden")
    (folder.parent / "secret_key").write_text("hidden")
    assert browser.get(f"{FOLDER}{name}/").status_code == 404


def test_only_administrators_look_into_it(folder: Path, publisher: User, sign_in: SignIn) -> None:
    assert sign_in(publisher).get(FOLDER).status_code == 403


def test_with_a_mail_server_there_is_no_folder(browser: Client) -> None:
    assert browser.get(FOLDER).status_code == 404
