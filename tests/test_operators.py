"""What operators ask a server, and what it tells them of each request."""

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client.parser import text_string_to_metric_families

from authors.models import User
from images.tasks import make_renditions
from newsroom.beat import beat, keep_beating
from newsroom.faults import impersonal
from newsroom.journal import AsJson, AsText, belonging_to
from newsroom.management.commands.work import Worker
from tests.conftest import SignIn
from tests.make import make_article, make_published, make_scheduled
from tests.make_comments import make_comment


@pytest.fixture
def media(settings: Any) -> Path:
    """The folder of pictures, which is there."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir()
    return folder


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged as JSON while a test runs."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AsJson())
    logger = logging.getLogger()
    requests = logging.getLogger("newsroom.requests")
    before = requests.level
    requests.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)
    requests.setLevel(before)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def checks(client: Client) -> dict[str, str]:
    return {name: check["word"] for name, check in client.get("/readyz").json()["checks"].items()}


def figures(client: Client) -> dict[str, float]:
    """Every figure without labels, and with them as `name{value}`."""
    text = client.get("/metrics").content.decode()
    found = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    labels = [",".join(value for _name, value in sorted(one.labels.items())) for one in found]
    return {
        one.name + (f"{{{told}}}" if told else ""): one.value for one, told in zip(found, labels, strict=True)
    }


# Health


def test_a_process_that_lives_says_so_and_asks_nobody(client: Client) -> None:
    response = client.get("/healthz")  # without the mark django_db any query raises
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


@pytest.mark.django_db
def test_a_server_that_has_everything_is_ready(client: Client, media: Path) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["ready"]
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_server_without_a_database_is_not_ready(client: Client, media: Path, monkeypatch: Any) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("connection to server at 10.1.2.3 failed for user newsroom")

    monkeypatch.setattr(connection, "cursor", gone)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"]["text"] == "The database does not answer."
    assert b"10.1.2.3" not in response.content


@pytest.mark.django_db
def test_a_server_with_newer_code_than_tables_is_not_ready(client: Client, media: Path) -> None:
    MigrationRecorder.Migration.objects.filter(app="articles").order_by("-pk")[0].delete()
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "manage.py migrate" in response.json()["checks"]["migrations"]["text"]


@pytest.mark.django_db
def test_a_server_that_cannot_store_pictures_is_not_ready(client: Client) -> None:
    assert checks(client)["media"] == "failing"
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
def test_without_a_worker_readers_are_served_all_the_same(client: Client, media: Path) -> None:
    assert checks(client)["worker"] == "warning"
    keep_beating(timezone.now())
    DBTaskResult.objects.filter(task_path=beat.module_path).update(
        status="SUCCESSFUL", finished_at=timezone.now()
    )
    assert checks(client)["worker"] == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/readyz", "/metrics"])
def test_a_server_is_asked_by_its_number_and_without_https(
    client: Client, settings: Any, address: str
) -> None:
    settings.ALLOWED_HOSTS = ["news.example"]
    settings.SECURE_SSL_REDIRECT = True
    assert client.get(address, headers={"host": "10.0.0.7:8000"}).status_code in (200, 503)
    assert client.get("/", headers={"host": "10.0.0.7:8000"}, secure=True).status_code == 400
    assert client.post(address).status_code == 405


# Figures


@pytest.mark.django_db
def test_answered_requests_are_counted_by_what_answered(client: Client) -> None:
    name = "newsroom_request_seconds_count{GET,200,search}"
    before = figures(client).get(name, 0)
    client.get("/search/?q=gate")
    client.get("/search/?q=gate&secret=1")
    assert figures(client)[name] == before + 2


@pytest.mark.django_db
def test_the_figures_of_all_processes_are_counted_together(client: Client) -> None:
    name = f"newsroom_request_seconds_count{{GET,200,trial-{os.getpid()}}}"
    count = f"from newsroom import metrics; metrics.count('trial-{os.getpid()}', 'GET', 200, 0.1)"
    for _process in range(2):
        known = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "SECRET_KEY": "x"}
        known["METRICS_DIR"] = str(site.METRICS_DIR)
        code = f"import django; django.setup(); {count}"
        subprocess.run(
            [sys.executable, "-c", code], cwd=site.BASE_DIR, env={**os.environ, **known}, check=True
        )
    assert figures(client)[name] == 2


@pytest.mark.django_db
def test_figures_tell_how_the_newsrooms_work_stands(client: Client, writer: User, publisher: User) -> None:
    make_scheduled(make_article(writer), writer, publisher)
    edition = make_published(make_article(writer), writer, publisher)
    make_comment(edition, text="See https://a.example https://b.example https://c.example", status="held")
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}}, backend_name="default", task_path="images.tasks.make_renditions",
        run_after=timezone.now() - timedelta(hours=1), exception_class_path="", traceback="",
    )  # fmt: skip
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(hours=1))
    found = figures(client)
    assert found["newsroom_database_up"] == 1
    assert found["newsroom_editions_scheduled"] == 1
    assert found["newsroom_comments_waiting"] == 1
    assert found["newsroom_tasks{waiting}"] == 1
    assert found["newsroom_task_late_seconds"] >= 3600
    assert found["newsroom_worker_beat_timestamp_seconds"] == 0


@pytest.mark.django_db
def test_figures_are_for_this_machine_or_for_whoever_knows_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "oyster"
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 403
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403
    far = {"x-forwarded-for": "192.0.2.7", "authorization": "Bearer oyster"}
    assert client.get("/metrics", headers=far).status_code == 200
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={**far, "authorization": "Bearer "}).status_code == 403


# The log


@pytest.mark.django_db
def test_each_request_leaves_one_line_with_nothing_private(
    client: Client, sign_in: SignIn, writer: User, log: io.StringIO
) -> None:
    response = sign_in(writer).get("/search/?q=wanda.writer@causeway.example")
    (line,) = [line for line in lines(log) if line["logger"] == "newsroom.requests"]
    assert (line["method"], line["path"], line["status"], line["view"]) == ("GET", "/search/", 200, "search")
    assert line["bytes"] == len(response.content)
    assert line["ms"] > 0
    assert line["request_id"] == response["X-Request-ID"]
    assert "causeway.example" not in log.getvalue()
    assert "sessionid" not in log.getvalue()


@pytest.mark.django_db
def test_what_opens_something_is_not_in_the_log(client: Client, log: io.StringIO) -> None:
    client.get("/preview/let-me-in-3141/")
    assert "let-me-in-3141" not in log.getvalue()
    assert lines(log)[-1]["path"] == "/preview/…/"


@pytest.mark.parametrize("name", ["x" * 65, "short", "evil id\\n", 'quo"te-quo"te', ""])
def test_an_id_that_is_none_is_not_taken_over(client: Client, settings: Any, name: str) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/healthz", headers={"x-request-id": name})["X-Request-ID"] != name


def test_the_proxys_id_is_taken_over_and_nobody_elses(client: Client, settings: Any) -> None:
    given = {"x-request-id": "0f9ab5c1d2"}
    assert client.get("/healthz", headers=given)["X-Request-ID"] != "0f9ab5c1d2"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/healthz", headers=given)["X-Request-ID"] == "0f9ab5c1d2"


def test_an_error_is_one_line_with_the_id_of_its_request(log: io.StringIO) -> None:
    response = Client(raise_request_exception=False).get("/")  # queries raise here
    errors = [line for line in lines(log) if line["level"] == "error"]
    assert response.status_code == 500
    assert errors
    assert {line["request_id"] for line in errors} == {response["X-Request-ID"]}
    assert "Traceback" in errors[0]["error"]


@pytest.mark.parametrize("form", [AsJson, AsText])
def test_no_line_holds_an_address(form: type[logging.Formatter]) -> None:
    told = "Key (email)=(rea.reader+1@causeway.example) exists"
    record = logging.LogRecord("django", logging.ERROR, "", 0, told, None, None)
    assert "causeway" not in form().format(record)
    assert "‹address›" in form().format(record)


def test_a_task_says_in_every_line_which_one_it_is(db: None, log: io.StringIO, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    queued = make_renditions.enqueue("nothing")
    worker = Worker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1,
        worker_id="w", excluded_queue_names=[],
    )  # fmt: skip
    worker.run_task(DBTaskResult.objects.get(pk=queued.id))
    told = [line["task_id"] for line in lines(log) if "state=SUCCESSFUL" in line["message"]]
    assert told == [str(queued.id)]


def test_a_fault_is_told_without_the_person_who_met_it() -> None:
    event = {
        "user": {"id": 7},
        "request": {
            "url": "https://news.example/search/?q=secret",
            "query_string": "q=secret",
            "headers": {"Cookie": "sessionid=secret"},
        },
        "exception": {"values": [{"value": "rea.secret@causeway.example exists"}]},
    }
    with belonging_to(request_id="0f9ab5c1d2"):
        told = impersonal(event, {})
    assert "secret" not in json.dumps(told)
    assert told["tags"] == {"request_id": "0f9ab5c1d2"}
