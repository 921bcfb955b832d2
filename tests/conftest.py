"""The cast: each fixture is one person, or what they have made, made anew for each test."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase

from articles.models import Edition
from authors import guarding
from authors.models import User
from tests.make_comments import make_comment, make_live, make_reader

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright's synchronous API runs a loop of its own
PASSWORD = "tide-tables-1998"

MADE = os.environ.get("MADE", "")
"""A database that `make test` has migrated, or '': on SQLite its file, on PostgreSQL its name."""

DATABASE = {"db", "transactional_db", "live_server"}
"""Fixtures of tests that ask a database."""

SignIn = Callable[[User], Client]
Committed = Callable[[], AbstractContextManager[Any]]


def pytest_collection_finish() -> None:
    """Django's own objects stay, so nobody looks through them for garbage: a fifth of the time of all tests."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, what asks no database is not run once more, nor what walks long ways through rules."""
    if connection.vendor != "postgresql":
        return
    asks = [
        item
        for item in items
        if item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
        if not item.get_closest_marker("rules")
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asks)])
    items[:] = asks


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What `make test` could not run, or saw fail before, stands above the summary."""
    if told := os.environ.get("TOLD"):
        terminalreporter.section("make test")
        terminalreporter.line(told)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """A copy of the database that `make test` has made is there already."""
    return django_db_keepdb or bool(MADE)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite tests in a file, as in production: in memory, all threads of a live server share a connection."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        if MADE:
            shutil.copy(MADE, test["NAME"])
    elif MADE:
        test["TEMPLATE"] = MADE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database also has the table of the shared cache; on SQLite, a test that commits leaves it as it was.

    Django empties every table instead and tells every app to fill its own again, which takes fifty times as long.
    """
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        connection.ensure_connection()
    with pytest.MonkeyPatch.context() as patch, closing(sqlite3.connect(":memory:")) as kept:
        if connection.vendor == "sqlite":
            connection.connection.backup(kept)
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: bring_back(kept))
        yield


def bring_back(kept: sqlite3.Connection) -> None:
    """The test database as it was before the first test."""
    connection.ensure_connection()
    kept.backup(connection.connection)


@pytest.fixture(autouse=True)
def _quick_and_apart(settings: Any, tmp_path: Any) -> None:
    """Fast passwords, files and mails of this test alone."""
    settings.WHITENOISE_AUTOREFRESH = True  # or each client would list all static files first
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.KEPT_DIR = tmp_path / "kept"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.TASKS = {"default": {"BACKEND": "tests.tasks.AtOnce"}}


def make_person(role: str | None, name: str) -> User:
    """A user of a role, or a reader; everybody's password is the same."""
    email = f"{name.lower().replace(' ', '.')}@causeway.example"
    user = User.objects.create_user(email, PASSWORD, name=name, is_staff=role is not None)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def contributor(db: None) -> User:
    return make_person("contributor", "Cato Contributor")


@pytest.fixture
def writer(db: None) -> User:
    return make_person("writer", "Wanda Writer")


@pytest.fixture
def editor(db: None) -> User:
    return make_person("editor", "Edda Editor")


@pytest.fixture
def publisher(db: None) -> User:
    return make_person("publisher", "Pavel Publisher")


@pytest.fixture
def moderator(db: None) -> User:
    return make_person("moderator", "Mona Moderator")


@pytest.fixture
def administrator(db: None) -> User:
    return make_person("administrator", "Ada Administrator")


@pytest.fixture
def reader(db: None) -> User:
    return make_person(None, "Rea Reader")


@pytest.fixture
def gannet(db: None) -> User:
    """A reader with a display name and a confirmed address."""
    return make_reader("gannet")


@pytest.fixture
def edition(writer: User, publisher: User) -> Edition:
    """A published article that can be commented on."""
    return make_live(writer, publisher)


@pytest.fixture
def regular(edition: Edition) -> User:
    """A reader called gannet whose comments appear at once, as one has below this article."""
    user = make_reader("gannet")
    make_comment(edition, user, "My first comment.")
    return user


@pytest.fixture
def patience(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits before a form is sent; and who sent what before does not count."""
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    cache.clear()


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


@pytest.fixture
def desk(editor: User, sign_in: SignIn) -> Client:
    """The editor's browser; where somebody else works, the test's file says so."""
    return sign_in(editor)


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committed:
    """What happens inside is committed at its end, and its tasks run."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
