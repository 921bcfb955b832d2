"""Readers behind a real nginx: cached and compressed, never what is private, and served with nothing behind it."""

import gzip
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected

import pytest
from django.conf import settings

from articles.models import Edition
from tests import edge as edges
from tests.conftest import make_person
from tests.edge import Edge, address
from tests.make import make_article, make_published

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture(scope="module")
def edge(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    """nginx and the site over the tests' database."""
    if not edges.nginx():
        refuse = pytest.fail if os.environ.get("STRICT") or os.environ.get("CI") else pytest.skip
        refuse("There is no nginx here (sudo apt install nginx-light).")
    with edges.running(tmp_path_factory.mktemp("edge"), address()) as running:
        yield running


@pytest.fixture
def edition() -> Edition:
    """A published article of some length."""
    article = make_article(
        make_person("writer", "Wanda Writer"), body="The gate on the Orle is late.\n\n" * 40
    )
    return make_published(article, article.owner, make_person("publisher", "Pavel Publisher"))  # type: ignore[arg-type]


def test_the_configuration_is_valid(edge: Edge) -> None:
    test = [edges.nginx() or "", "-t", "-q", "-c", str(edge.folder / "nginx.conf")]
    done = subprocess.run(test, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nginx_knows_the_same_private_pages_as_the_site() -> None:
    assert f'location ~ "{settings.PRIVATE_PAGES}" {{' in edges.CONFIGURATION.read_text()


def test_a_page_is_kept_compressed(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    first, second = edge.ask(path, Accept_Encoding="gzip, br"), edge.ask(path, Accept_Encoding="gzip")
    assert (first.status, first.cache, second.cache) == (200, "MISS", "HIT")
    assert first.headers["Content-Encoding"] == second.headers["Content-Encoding"] == "gzip"
    assert second.headers["Vary"] == "Accept-Encoding"
    assert "default-src 'none'" in second.headers["Content-Security-Policy"]
    assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]
    plain = edge.ask(path)
    assert (plain.cache, plain.headers["Content-Encoding"]) == ("HIT", None)
    assert plain.body == gzip.decompress(second.body)
    assert len(edge.asked(path)) == 1
    assert edge.asked(path)[0]["request_id"] == first.headers["X-Request-ID"]


def test_who_has_a_page_already_is_told_so_from_the_cache(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    tag = edge.ask(path, Accept_Encoding="gzip").headers["ETag"]
    assert edge.ask(path, Accept_Encoding="gzip", If_None_Match=tag).status == 304
    assert len(edge.asked(path)) == 1


def test_all_who_miss_a_page_at_once_make_one_request(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(edge.ask, [path] * 8))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert len(edge.asked(path)) == 1


def test_an_article_is_one_page_whatever_hangs_on_its_address(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    first = edge.ask(f"{path}?utm_source=a")
    assert edge.ask(f"{path}?fbclid={time.time()}").cache == "HIT"
    assert edge.ask(path).body == first.body
    assert edge.ask(f"{path}%3Futm").status == 404
    assert edge.ask(path).status == 200


def test_lists_and_searches_are_kept_by_what_was_asked(edge: Edge, edition: Edition) -> None:
    for query in ("/search/?q=gate", "/search/?q=eel"):
        assert (edge.ask(query).cache, edge.ask(query).cache) == ("MISS", "HIT")


@pytest.mark.parametrize(
    "page", ["/accounts/login/", "/admin/login/", "/me", "{}comment/", "//accounts/login/"]
)
def test_a_private_page_is_never_kept(edge: Edge, edition: Edition, page: str) -> None:
    path = page.format(edition.get_absolute_url())
    for _twice in range(2):
        answer = edge.ask(path, Cookie="sessionid=stolen", Accept_Encoding="gzip")
        assert answer.cache != "HIT", answer.status
    if answer.status == 200:
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Content-Encoding"] is None


def test_what_is_sent_is_not_kept_and_is_limited(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    assert edge.ask(path, "POST", "text=x").status == 405
    assert edge.ask(path).status == 200
    with ThreadPoolExecutor(8) as hands:
        answers = list(hands.map(lambda _: edge.ask(f"{path}comment/", "POST", "text=x"), range(40)))
    refused = [answer for answer in answers if answer.status == 429]
    assert b"wait ten seconds" in refused[0].body
    assert edge.ask(f"{path}comment/").status == 200  # reading is not limited


def test_other_names_and_plain_connections_lead_to_the_site_or_nowhere(edge: Edge) -> None:
    led = edge.ask_plain("/search/?q=gate")
    assert (led.status, led.headers["Location"]) == (301, "https://news.example/search/?q=gate")
    with pytest.raises(RemoteDisconnected):
        edge.ask("/", Host="evil.example")


def test_only_the_machine_itself_sees_figures_and_readiness(edge: Edge) -> None:
    assert [edge.ask(path).status for path in ("/metrics", "/readyz", "/healthz")] == [404, 404, 200]
    assert edge.ask_plain("/readyz", "first").status in (200, 503)
    assert b'view="healthz"' in edge.ask_plain("/metrics", "first").body


def test_static_files_come_from_nginx_for_ever(edge: Edge) -> None:
    folder = edge.folder / "var" / "static" / "css"
    (name,) = [path.name for path in folder.glob("article.*.css") if path.name.count(".") == 2]
    answer = edge.ask(f"/static/css/{name}", Accept_Encoding="gzip")
    assert "immutable" in answer.headers["Cache-Control"]
    assert gzip.decompress(answer.body) == (folder / name).read_bytes()
    assert not edge.asked(f"/static/css/{name}")
    assert edge.ask("/static/../manage.py").status in (400, 404)


def test_with_nothing_behind_it_readers_notice_nothing(edge: Edge, edition: Edition) -> None:
    path = edition.get_absolute_url()
    page = edge.ask(path).body
    edge.stop("site")
    time.sleep(5.1)  # so that it is no longer fresh
    assert [edge.ask(path).body for _ in range(3)] == [page] * 3
    assert edge.ask(f"{path}history/").status == 502
    edge.start_site(
        DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
    )  # the site is back, its database is gone
    assert (edge.ask(path).status, edge.ask(path).body) == (200, page)
    assert edge.ask(f"{path}history/").status == 500
    edge.stop("site")
    edge.start_site()
    time.sleep(0.2)
    assert edge.ask(f"{path}history/").status == 200
