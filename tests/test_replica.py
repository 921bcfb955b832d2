"""Public pages are read from a streaming replica while it answers and keeps up, and from the first database else."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from articles.models import Edition
from tests.conftest import make_person
from tests.edge import address, free_ports
from tests.machine import postgresql
from tests.make import make_article, make_published, make_update
from tests.replicas import Replica, replica

pytestmark = pytest.mark.usefixtures("transactional_db")
__test__ = connection.vendor == "postgresql"  # SQLite has no replicas
SOCKET = ".s.PGSQL.5432"
MARK = {"Cookie": "signed_in=1"}


@dataclass
class Site:
    """The site as it is served, with a first database that can be taken away from it alone."""

    folder: Path
    copy: Replica
    port: int

    @property
    def environment(self) -> dict[str, str]:
        host = quote(str(self.folder), safe="")
        first = urlsplit(address())._replace(query=f"host={host}&application_name=newsroom_site")
        return {
            **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO")},
            "SECRET_KEY": "only for this test",
            "SITE_ADDRESS": f"http://localhost:{self.port}",
            "ALLOWED_HOSTS": "localhost",
            "DATABASE_URL": first.geturl(),
            "DATABASE_REPLICA_URL": self.copy.address,
            "VAR_DIR": str(self.folder / "var"),
            "DEBUG": "1",
        }

    @property
    def log(self) -> str:
        return (self.folder / "site.log").read_text()

    def ask(self, path: str, **headers: str) -> tuple[int, str]:
        link = http.client.HTTPConnection("localhost", self.port, timeout=20)
        link.request("GET", path, headers=headers)
        answer = link.getresponse()
        text = answer.read().decode()
        link.close()
        return answer.status, text

    def figure(self, name: str) -> float:
        lines = self.ask("/metrics")[1].splitlines()
        return float(next(line.rpartition(" ")[2] for line in lines if line.startswith(name)))

    @contextmanager
    def without_the_first_database(self) -> Iterator[None]:
        (self.folder / SOCKET).rename(self.folder / "away")
        with psycopg.connect(address(), autocommit=True) as link:
            link.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'newsroom_site'"
            )
        yield
        (self.folder / "away").rename(self.folder / SOCKET)


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """It runs with one process, so that what a process has seen is what the next request meets."""
    programs, folder, (port,) = postgresql(), tmp_path_factory.mktemp("site"), free_ports(1)
    assert programs
    (there,) = parse_qs(urlsplit(address()).query)["host"]
    (folder / SOCKET).symlink_to(Path(there) / SOCKET)
    with replica(programs, address()) as copy, (folder / "site.log").open("ab") as log:
        running = Site(folder, copy, port)
        granian = [sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi"]
        process = subprocess.Popen(
            [*granian, "--port", str(port), "--workers", "1", "--blocking-threads", "1"],
            cwd=settings.BASE_DIR,
            env=running.environment,
            stdout=log,
            stderr=log,
        )
        try:
            until_holds(lambda: running.ask("/healthz")[0] == 200)
            yield running
        finally:
            process.terminate()
            process.wait(10)


def until_holds(what: Callable[[], Any], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while True:
        try:
            if what():
                return
        except OSError:
            pass
        assert time.monotonic() < until, "That did not happen."
        time.sleep(0.1)


@pytest.fixture
def edition(site: Site) -> Edition:
    """A published article that the replica knows."""
    writer, publisher = make_person("writer", "Wanda Writer"), make_person("publisher", "Pavel Publisher")
    article = make_article(writer, summary="The gate is late.")
    edition = make_published(article, writer, publisher)
    site.copy.catch_up()
    until_holds(lambda: site.figure("newsroom_replica_up") == 1)
    return edition


@pytest.fixture
def held_up(site: Site, edition: Edition) -> Iterator[None]:
    """The replica takes everything in and shows nothing of it."""
    site.ask("/")  # it was seen to be fresh
    site.copy.ask("SELECT pg_wal_replay_pause()")
    yield
    site.copy.ask("SELECT pg_wal_replay_resume()")
    site.copy.catch_up()


def goes_on(site: Site, path: str) -> bool:
    """Nobody who reads notices anything."""
    assert [site.ask(each)[0] for each in (path, "/no-such-thing", "/", path)] == [200, 404, 200, 200]
    return True


def update(edition: Edition) -> None:
    article = edition.article
    assert article.owner
    make_update(
        article, article.owner, make_person("publisher", "Paula Publisher"), summary="The gate is open."
    )


def test_public_pages_come_from_the_replica_and_whoever_signed_in_reads_what_was_just_written(
    site: Site, edition: Edition, held_up: None
) -> None:
    update(edition)
    path = edition.get_absolute_url()
    assert "The gate is late" in site.ask(path)[1]
    assert "The gate is open" in site.ask(path, **MARK)[1]


def test_a_page_that_the_replica_does_not_know_yet_is_no_missing_page(
    site: Site, edition: Edition, held_up: None
) -> None:
    article = make_article(edition.article.owner, headline="A second gate")  # type: ignore[arg-type]
    second = make_published(article, article.owner, make_person("publisher", "Paula Publisher"))  # type: ignore[arg-type]
    assert site.ask(second.get_absolute_url())[0] == 200
    assert site.ask("/2026/01/01/no-such-thing/")[0] == 404
    assert site.ask("/no-such-thing")[0] == 404


def test_a_replica_that_falls_behind_is_not_read_from(site: Site, edition: Edition, held_up: None) -> None:
    update(edition)
    until_holds(lambda: "The gate is open" in site.ask(edition.get_absolute_url())[1])
    ready = json.loads(site.ask("/readyz")[1])["checks"]["copy"]
    assert ready["word"] == "warning"
    assert "behind" in ready["text"]
    assert site.figure("newsroom_replica_lag_seconds") > 5


def test_pages_go_on_without_the_replica_and_it_is_taken_up_again(site: Site, edition: Edition) -> None:
    path = edition.get_absolute_url()
    assert site.ask(path)[0] == 200
    site.copy.stop()
    try:
        until_holds(lambda: goes_on(site, path) and "The copy of the database does not answer" in site.log)
        assert goes_on(site, path)
        assert site.figure("newsroom_replica_up") == 0
        assert site.figure("newsroom_read_elsewhere_total") > 0
        told = json.loads(site.ask("/readyz")[1])
        assert told["checks"]["copy"]["word"] == "warning"
        doctor = [sys.executable, "manage.py", "doctor", "--json"]
        done = subprocess.run(doctor, cwd=settings.BASE_DIR, env=site.environment, stdout=subprocess.PIPE)
        assert b"copy of the database does not answer" in done.stdout
    finally:
        site.copy.start()
    before = len(site.log)
    until_holds(lambda: site.ask(path)[0] == 200 and "seconds behind" in site.log[before:])


def test_a_page_is_not_lost_with_the_connection_it_was_asked_over(site: Site, edition: Edition) -> None:
    path = edition.get_absolute_url()
    assert site.ask(path)[0] == 200
    site.copy.stop()
    site.copy.start()  # so quickly that nobody has seen it gone
    assert site.ask(path)[0] == 200


def test_public_pages_go_on_without_the_first_database(site: Site, edition: Edition) -> None:
    path = edition.get_absolute_url()
    with site.without_the_first_database():
        assert site.ask(path)[0] == 200
        assert site.ask(path, **MARK)[0] == 200
        assert site.ask("/no-such-thing")[0] == 404
        assert site.ask("/readyz")[0] == 503
    assert site.ask("/me")[0] == 200
