"""Sources are looked at politely: only on the public internet, only where we are welcome, never too often."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from articles.fetching import Fetcher, Refused, Unanswered, is_public
from articles.models import Article, Source
from articles.revisiting import AGAIN, Visitor, agent, due, look_at_due, revisit
from authors.models import User
from newsroom import beat
from tests.conftest import SignIn
from tests.make import make_article, make_published, make_reference, make_source

PUBLIC = "93.184.216.34"
Page = tuple[int, dict[str, str], bytes]


class Web:
    """A small web on this machine: pages by host and path, and a list of all that was asked."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.names: dict[str, list[str]] = {}
        self.lines: list[str] = []
        web = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                address = f"{self.headers['Host']}{self.path}"
                web.asked.append(f"{self.command} {address}")
                web.agents.add(self.headers["User-Agent"])
                status, headers, body = web.pages.get(address, (404, {}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            do_GET = do_HEAD = answer  # noqa: N815 (the library's names)

            def log_message(self, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.server.serve_forever, daemon=True).start()

    def put(self, address: str, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.pages[address] = (status, headers, body)

    def resolve(self, host: str, port: int) -> list[str]:
        return self.names.get(host, [PUBLIC])

    def connect(self, address: str, port: int) -> socket.socket:
        self.lines.append(address)
        return socket.create_connection(self.server.server_address[:2], timeout=5)  # type: ignore[arg-type]

    @property
    def fetcher(self) -> Fetcher:
        return Fetcher(agent(), self.resolve, self.connect)

    @property
    def visitor(self) -> Visitor:
        return Visitor(self.fetcher, pause=0)


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.100.100.200",
        "0.0.0.0", "255.255.255.255", "224.0.0.1", "168.63.129.16", "192.0.2.1", "198.18.0.1", "240.0.0.1",  # noqa: S104
        "::1", "::", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2", "localhost", "", "2130706433", "0x7f.1", "::ffff:1.1.1.1",
    ],
)  # fmt: skip
def test_no_machine_of_a_private_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111"])
def test_machines_on_the_internet_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "ftp://site.example/", "file:///etc/passwd", "gopher://site.example/", "http://site.example:22/",
        "https://site.example:8443/", "http://site.example:443/", "http://user:word@site.example/", "http://",
        "//site.example/", "http://site.example:x/", "http://site.example/a b", "http://site.example/\r\nHost: x",
        "javascript:alert(1)", "",
    ],
)  # fmt: skip
def test_only_the_web_is_asked(web: Web, address: str) -> None:
    with pytest.raises(Refused):
        web.fetcher.ask(address)
    assert not web.lines


@pytest.mark.parametrize("numbers", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["fe80::1%eth0"], []])
def test_a_name_that_means_any_private_machine_is_not_asked(web: Web, numbers: list[str]) -> None:
    web.names["inside.example"] = numbers
    with pytest.raises(Refused):
        web.fetcher.ask("http://inside.example/")
    assert not web.lines


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/"]
)
def test_numbers_of_this_machine_are_not_asked_however_they_are_written(address: str) -> None:
    def connect(address: str, port: int) -> socket.socket:
        raise AssertionError(address)

    with pytest.raises((Refused, Unanswered)):
        Fetcher("test", connect=connect).ask(address)


def test_the_line_goes_to_the_very_machine_that_was_judged(web: Web) -> None:
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    web.put("site.example/", 200)
    fetcher = Fetcher("test", lambda host, port: next(answers), web.connect)
    assert fetcher.ask("http://site.example/").status == 200
    assert web.lines == [PUBLIC]


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1/", "http://inside.example/", "file:///etc/passwd", "http://site.example:6379/"],
)
def test_a_redirect_is_judged_like_the_first_address(web: Web, target: str) -> None:
    web.names |= {"inside.example": ["169.254.169.254"], "127.0.0.1": ["127.0.0.1"]}
    web.put("site.example/", 302, Location=target)
    with pytest.raises(Refused):
        web.fetcher.ask("http://site.example/")
    assert web.lines == [PUBLIC]


def test_at_most_five_redirects_are_followed(web: Web) -> None:
    for number in range(9):
        web.put(f"site.example/{number}", 301, Location=f"/{number + 1}")
    web.put("site.example/9", 200)
    assert web.fetcher.ask("http://site.example/4").status == 200
    with pytest.raises(Unanswered):
        web.fetcher.ask("http://site.example/0")


def test_no_more_of_a_page_is_read_than_is_wanted(web: Web) -> None:
    web.put("site.example/", 200, b"x" * 300_000)
    assert len(web.fetcher.ask("http://site.example/", most=1000).body) == 1000


def test_a_server_that_drips_is_hung_up_on(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.fetching.DEADLINE", 0.3)
    near, far = socket.socketpair()
    far.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with pytest.raises(Unanswered):
        Fetcher("test", web.resolve, lambda address, port: near).ask("http://site.example/")
    far.close()


@pytest.fixture
def source(db: None) -> Source:
    return make_source("http://site.example/page", title="The page")


@pytest.fixture
def article(source: Source, writer: User, publisher: User) -> Article:
    article = make_article(writer, body="Late.[[register]]")
    make_reference(article, source=source)
    make_published(article, writer, publisher)
    return article


def look(web: Web, source: Source, days: int = 0) -> Source:
    """One round, so many days from now."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        look_at_due(web.visitor, timezone.now() + timedelta(days=days))
    source.refresh_from_db()
    return source


def test_what_is_online_is_looked_at_again_in_a_month(web: Web, source: Source, article: Article) -> None:
    web.put("site.example/page", 200)
    assert not look(web, source).gone_since
    assert web.asked == ["GET site.example/robots.txt", "HEAD site.example/page"]
    assert source.answer == "200"
    assert source.next_look_at > timezone.now() + AGAIN - timedelta(hours=1)
    assert next(iter(web.agents)).startswith("The Causeway source check (+http://localhost:8000/about/")


def test_readers_are_told_after_three_failures_over_days_and_when_it_is_back(
    web: Web, source: Source, article: Article, client: Client
) -> None:
    path = article.editions.get().address.path
    before = client.get(path)["ETag"]
    assert not look(web, source).gone_since
    assert not look(web, source, days=0).gone_since
    assert source.failures == 1
    assert not look(web, source, days=2).gone_since
    assert look(web, source, days=5).gone_since
    Source.objects.filter(pk=source.pk).update(archived_address="https://archive.example/page")
    html = client.get(path, headers={"if-none-match": before}).content.decode()
    assert "Original no longer online" in html
    assert 'href="https://archive.example/page"' in html
    assert "Original no longer online" in client.get(f"/sources/{source.pk}/").content.decode()
    web.put("site.example/page", 200)
    assert look(web, source, days=10).gone_since is None
    assert "no longer online" not in client.get(path).content.decode()


def test_a_server_that_does_not_like_head_is_asked_with_get(
    web: Web, source: Source, article: Article
) -> None:
    web.put("site.example/page", 405)
    look(web, source)
    assert web.asked[1:] == ["HEAD site.example/page", "GET site.example/page"]
    assert source.failures == 0


@pytest.mark.parametrize("status", [401, 403, 429, 451])
def test_who_does_not_let_us_in_is_not_called_gone(
    web: Web, source: Source, article: Article, status: int
) -> None:
    web.put("site.example/page", status)
    for days in range(0, 400, 40):
        look(web, source, days)
    assert not source.gone_since


def test_robots_txt_is_respected(web: Web, source: Source, article: Article) -> None:
    web.put("site.example/robots.txt", 200, b"User-agent: *\nDisallow: /page\n")
    look(web, source)
    assert web.asked == ["GET site.example/robots.txt"]
    assert source.answer == "its robots.txt does not want it"
    assert source.failures == 0


def test_a_host_that_is_gone_altogether_counts_as_a_failure(source: Source, article: Article) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror

    look_at_due(Visitor(Fetcher("test", resolve), pause=0))
    source.refresh_from_db()
    assert (source.failures, source.answer) == (1, "no such host")


def test_an_address_inside_is_never_called_gone(web: Web, source: Source, article: Article) -> None:
    web.names["site.example"] = ["10.0.0.1"]
    assert look(web, source).answer == "not on the public internet"
    assert not web.lines
    assert source.failures == 0


def test_a_source_of_a_draft_is_not_visited(web: Web, source: Source, writer: User) -> None:
    make_reference(make_article(writer), source=source)
    assert due(timezone.now()) == []
    look(web, source)
    assert not web.asked


def test_nothing_is_visited_where_it_is_switched_off(source: Source, article: Article) -> None:
    revisit.enqueue()
    source.refresh_from_db()
    assert source.answer == ""
    beat.tidy.call()


def test_the_desk_finds_what_is_gone_and_what_has_no_copy(
    source: Source, article: Article, editor: User, sign_in: SignIn
) -> None:
    Source.objects.filter(pk=source.pk).update(gone_since=timezone.now(), answer="404")
    Source.objects.create(title="Still there")
    page = reverse("admin:articles_source_changelist")
    for which in ("gone", "lost"):
        html = sign_in(editor).get(f"{page}?original={which}").content.decode()
        assert "The page" in html
        assert "Still there" not in html
    html = sign_in(editor).get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()
    assert "No longer online, as we found on" in html


def test_another_address_is_looked_at_anew(
    source: Source, article: Article, editor: User, sign_in: SignIn
) -> None:
    Source.objects.filter(pk=source.pk).update(gone_since=timezone.now(), failures=4, answer="404")
    page = reverse("admin:articles_source_change", args=[source.pk])
    sign_in(editor).post(page, {"kind": "web", "title": "The page", "address": "https://other.example/"})
    source.refresh_from_db()
    assert (source.gone_since, source.failures, source.answer) == (None, 0, "")
