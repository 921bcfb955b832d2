"""Redis as the shared cache, and gone: pages, comments and sign-ins go on, and limits still limit."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.test import Client

from articles.models import Edition
from authors import guarding
from authors.models import Letter, User
from comments.models import Comment
from newsroom.doctor import outside
from newsroom.shared_cache import RedisOrDatabase
from tests.conftest import PASSWORD, SignIn
from tests.make import make_author
from tests.make_comments import make_reader, opened
from tests.test_author_letters import FORM, send

pytestmark = pytest.mark.django_db
LETTERS = 5
"""So many from one place within ten minutes."""


@dataclass
class Redis:
    """A real one, at a socket in a folder of its own."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.folder / "redis.sock"

    def start(self) -> None:
        program = shutil.which("redis-server") or ""
        quiet = ["--port", "0", "--save", "", "--daemonize", "no", "--unixsocket", str(self.socket)]
        self.process = subprocess.Popen([program, *quiet], cwd=self.folder, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while not self.socket.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        RedisOrDatabase.ask_again = 0

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.socket.unlink()
        self.process = None


@pytest.fixture
def redis(tmp_path_factory: pytest.TempPathFactory, settings: Any) -> Iterator[Redis]:
    """Redis is the cache, as with REDIS_URL."""
    if not shutil.which("redis-server"):
        refuse = pytest.fail if os.environ.get("STRICT") or os.environ.get("CI") else pytest.skip
        refuse("There is no Redis here (sudo apt install redis-server).")
    running = Redis(tmp_path_factory.mktemp("redis"))
    running.start()
    settings.CACHES = {
        "default": {
            "BACKEND": "newsroom.shared_cache.RedisOrDatabase",
            "LOCATION": f"unix://{running.socket}",
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
        },
        "database": settings.CACHES["default"],
    }
    yield running
    running.kill()
    RedisOrDatabase.ask_again = 0


@pytest.fixture
def letters(writer: User, monkeypatch: pytest.MonkeyPatch) -> str:
    """The form for letters to an author, which nobody fills in too quickly."""
    monkeypatch.setattr(guarding, "QUICKEST", 0)
    make_author(user=writer)
    return FORM


def counted(client: Client) -> int:
    """How many of many letters are taken."""
    return [send(client).status_code for _ in range(LETTERS + 2)].count(303)


def test_limits_are_counted_in_redis_and_not_in_the_database(
    redis: Redis, letters: str, client: Client
) -> None:
    assert counted(client) == LETTERS
    assert caches["default"].get("nothing", "of the kind") == "of the kind"
    caches["default"].set("thing", 1)
    assert caches["database"].get("thing") is None


def test_without_redis_limits_still_limit(
    redis: Redis, letters: str, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    redis.kill()
    assert counted(client) == LETTERS  # neither refused nor let through
    assert Letter.objects.count() == LETTERS
    assert "Redis does not answer" in caplog.text


def test_redis_that_goes_in_between_costs_nobody_anything(redis: Redis, letters: str, client: Client) -> None:
    assert send(client).status_code == 303
    redis.kill()
    assert send(client).status_code == 303
    redis.start()
    assert send(client).status_code == 303


def test_without_redis_pages_are_read_comments_are_posted_and_people_sign_in(
    redis: Redis, edition: Edition, sign_in: SignIn
) -> None:
    reader = make_reader()
    redis.kill()
    page = edition.get_absolute_url()
    assert Client().get(page).status_code == 200
    assert sign_in(reader).post(f"{page}comment/", opened(edition, text="Late again.")).status_code == 303
    assert Comment.objects.get().text == "Late again."
    answer = Client().post("/accounts/login/", {"login": reader.email, "password": PASSWORD})
    assert answer.status_code == 302


def test_without_redis_nobody_guesses_passwords(redis: Redis) -> None:
    reader = make_reader()
    redis.kill()
    client = Client()
    for number in range(12):
        client.post("/accounts/login/", {"login": reader.email, "password": f"guess {number}"})
    client.post("/accounts/login/", {"login": reader.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_operators_are_told_that_redis_is_gone_and_the_server_stays_ready(
    redis: Redis, client: Client, settings: Any
) -> None:
    Path(settings.MEDIA_ROOT).mkdir()
    assert client.get("/readyz").json()["checks"]["cache"]["word"] == "ok"
    redis.kill()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["cache"]["word"]) == (200, "warning")
    assert "Redis does not answer" in answer.json()["checks"]["cache"]["text"]
    assert "redis-cli ping" in [finding.mend for finding in outside.examined()]
    redis.start()
    assert client.get("/readyz").json()["checks"]["cache"]["word"] == "ok"


def test_everything_can_be_forgotten_with_redis_and_without(redis: Redis) -> None:
    cache = caches["default"]
    cache.set("thing", 1)
    cache.clear()
    assert cache.get("thing") is None
    redis.kill()
    cache.set("thing", 1)
    assert cache.get("thing") == 1
    cache.clear()
    assert cache.get("thing") is None


def test_the_table_that_stands_in_is_made_where_the_others_are(redis: Redis) -> None:
    call_command("createcachetable", verbosity=0)
    caches["database"].set("thing", 1)
    assert caches["database"].get("thing") == 1
