"""A CDN is told which pages have changed, by their tags; without one, nobody is."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from articles.models import PageVersion
from articles.purging import AT_ONCE, WAITS, forget, purge
from authors.models import User
from tests.make import make_article, make_published
from tests.make_comments import make_comment

pytestmark = pytest.mark.django_db
Asked = list[tuple[str, list[str]]]


@pytest.fixture
def cdn(settings: Any) -> Iterator[Asked]:
    """What a CDN on this machine was asked to forget, and by whom; it refuses whoever says `refuse`."""
    asked: Asked = []

    class Cdn(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append((self.headers["Authorization"], told["tags"]))
            self.send_response(503 if "refuse" in told["tags"] else 200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Cdn)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.PURGE_URL = f"http://127.0.0.1:{server.server_port}/purge"
    settings.PURGE_TOKEN = "oyster"
    yield asked
    server.shutdown()
    server.server_close()


def test_publishing_and_commenting_make_the_page_forgotten(
    cdn: Asked,
    client: Client,
    writer: User,
    publisher: User,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        edition = make_published(make_article(writer), writer, publisher)
    tag = f"article-{edition.article_id}"
    assert cdn == [("Bearer oyster", [tag])]
    assert tag in client.get(edition.get_absolute_url())["Cache-Tag"].split()
    with django_capture_on_commit_callbacks(execute=True):
        make_comment(edition)
    assert cdn[1:] == [("Bearer oyster", [tag])]


def test_many_pages_are_forgotten_a_handful_at_a_time(
    cdn: Asked, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        forget(f"article-{number}" for number in range(2 * AT_ONCE + 1))
    assert [len(tags) for _who, tags in cdn] == [AT_ONCE, AT_ONCE, 1]


def test_a_cdn_that_refuses_is_asked_again_and_in_the_end_no_more(
    cdn: Asked, caplog: pytest.LogCaptureFixture
) -> None:
    for attempt in range(len(WAITS) + 1):
        purge.call(["refuse"], attempt)
    assert len(cdn) == len(WAITS) + 1
    assert "asked for the last time" in caplog.text


def test_without_a_cdn_nobody_is_asked(writer: User) -> None:
    PageVersion.objects.raise_for(make_article(writer).pk)
