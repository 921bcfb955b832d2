"""The doctor: each thing that can be wrong is found, said in a sentence, and mended by the command beside it."""

import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from articles import triggers
from articles.models import DeskWords, Edition, Entry, EntryWords
from authors.models import User
from comments.changing import recommend
from comments.models import Comment, Thread
from newsroom.beat import beat, keep_beating
from newsroom.doctor import deep
from tests.make import make_article, make_published, make_scheduled
from tests.make_comments import make_comment, make_reader
from tests.pictures import make_image

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sound(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site as it should be: with https, mail, a worker, folders, and nothing queued."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # which only tests set
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECRET_KEY = "tide tables of the Orle, volume 4, pages 211 to 260; nobody reads them"
    settings.EMAIL_HOST = "mail.example"
    settings.VAR_DIR = tmp_path
    Path(settings.MEDIA_ROOT).mkdir(exist_ok=True)
    keep_beating(timezone.now())
    DBTaskResult.objects.filter(task_path=beat.module_path).update(
        status="SUCCESSFUL", finished_at=timezone.now(), return_value={}
    )


def findings(*options: str) -> list[dict[str, str]]:
    """What the doctor finds."""
    told = StringIO()
    with suppress(CommandError):
        call_command("doctor", "--json", *options, stdout=told, stderr=StringIO())
    found: list[dict[str, str]] = json.loads(told.getvalue())
    return found


def mended(command: str) -> list[dict[str, str]]:
    """What the doctor still finds after this command."""
    call_command(*command.removeprefix("manage.py ").split(), stdout=StringIO(), stderr=StringIO())
    return findings("--deep")


def test_a_sound_newsroom_has_nothing_wrong(writer: User, publisher: User, settings: Any) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    make_scheduled(make_article(writer), writer, publisher)
    make_image()
    recommend(make_reader(), make_comment(edition).pk, on=True)
    told = StringIO()
    call_command("doctor", "--deep", stdout=told, stderr=StringIO())
    assert told.getvalue() == "Everything is as it should be.\n"


def test_what_is_wrong_is_said_with_a_command_and_an_exit_code(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    told = StringIO()
    with pytest.raises(CommandError, match="1 things are wrong"):
        call_command("doctor", stdout=told)
    assert "ALLOWED_HOSTS lets every name in." in told.getvalue()


def test_warnings_alone_are_no_failure(settings: Any) -> None:
    settings.EMAIL_HOST = ""
    call_command("doctor", stdout=StringIO())
    assert [one["level"] for one in findings()] == ["warning"]


def test_a_database_that_is_gone_is_said_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", gone)
    (found,) = findings("--deep")
    assert found["text"] == "The database does not answer: connection refused"


def test_a_missing_migration_is_said_before_tables_are_asked() -> None:
    MigrationRecorder.Migration.objects.filter(app="comments").order_by("-pk")[0].delete()
    (found,) = findings("--deep")
    assert (found["about"], found["mend"]) == ("migrations", "manage.py migrate")


def test_lost_triggers_are_found() -> None:
    triggers.remove()
    assert {one["mend"] for one in findings()} == {"manage.py migrate"}
    assert mended("manage.py migrate --verbosity 0") == []


def test_a_cache_without_its_table_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any, **__: Any) -> None:
        raise OperationalError("no such table: newsroom_cache")

    monkeypatch.setattr(cache, "set", gone, raising=False)
    assert [one["mend"] for one in findings()] == ["manage.py createcachetable"]


def test_a_folder_that_is_missing_is_found(settings: Any) -> None:
    Path(settings.MEDIA_ROOT).rmdir()
    assert [one["about"] for one in findings()] == ["folders"]


def test_without_a_worker_somebody_is_told_to_start_one() -> None:
    DBTaskResult.objects.all().delete()
    assert [one["mend"] for one in findings()] == ["systemctl restart newsroom-worker"]


def a_task(**fields: Any) -> None:
    """A task that has become something."""
    given = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "backend_name": "default",
        "run_after": timezone.now(),
    }
    DBTaskResult.objects.create(
        **given, task_path="images.tasks.make_renditions", exception_class_path="", traceback="", **fields
    )


def test_stuck_and_failed_tasks_are_found() -> None:
    a_task(status="RUNNING", started_at=timezone.now() - timedelta(hours=2))
    a_task(status="FAILED", finished_at=timezone.now())
    assert [one["about"] for one in findings()] == ["tasks", "tasks"]
    mended("manage.py retry_tasks")
    assert not DBTaskResult.objects.failed().exists()


def lose_an_entry(edition: Edition) -> None:
    Entry.objects.filter(edition=edition).delete()


def list_at_another_time(edition: Edition) -> None:
    Entry.objects.filter(edition=edition).update(published_at=timezone.now() - timedelta(days=9))


def search_at_another_time(edition: Edition) -> None:
    EntryWords.objects.filter(entry__edition=edition).update(superseded_at=timezone.now())


def list_until_another_time(edition: Edition) -> None:
    Entry.objects.filter(edition=edition).update(superseded_at=timezone.now() - timedelta(hours=1))


def lose_words(edition: Edition) -> None:
    EntryWords.objects.filter(entry__edition=edition).delete()


def lose_words_of_the_desk(edition: Edition) -> None:
    DeskWords.objects.filter(article=edition.article_id).delete()


def miscount_public(edition: Edition) -> None:
    make_comment(edition)
    Thread.objects.update(public_count=7)


def miscount_recommendations(edition: Edition) -> None:
    make_comment(edition)
    Comment.objects.update(recommended=3)


def miscount_reports(edition: Edition) -> None:
    make_comment(edition)
    Comment.objects.update(reported=3)


@pytest.mark.parametrize(
    ("harm", "mend"),
    [
        (lose_an_entry, "manage.py mend_entries"),
        (list_at_another_time, "manage.py mend_entries"),
        (list_until_another_time, "manage.py mend_entries"),
        (search_at_another_time, "manage.py mend_entries"),
        (lose_words, "manage.py index_articles"),
        (lose_words_of_the_desk, "manage.py index_articles"),
        (miscount_public, "manage.py recount"),
        (miscount_recommendations, "manage.py recount"),
        (miscount_reports, "manage.py recount"),
    ],
)
def test_what_went_out_of_step_is_found_and_mended(
    harm: Callable[[Edition], None], mend: str, writer: User, publisher: User
) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    assert findings("--deep") == []
    harm(edition)
    found = findings("--deep")
    assert {one["mend"] for one in found} == {mend}
    assert mended(mend) == []


def test_an_entry_that_was_mended_is_as_it_was(writer: User, publisher: User) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    before = Entry.objects.values().get(edition=edition)
    lose_an_entry(edition)
    mended("manage.py mend_entries")
    assert {**Entry.objects.values().get(edition=edition), "id": before["id"]} == before


def test_a_text_that_was_changed_behind_the_record_is_found(writer: User, publisher: User) -> None:
    edition = make_published(make_article(writer), writer, publisher)
    triggers.remove()
    Edition.objects.filter(pk=edition.pk).update(payload={**edition.payload, "headline": "Never late"})
    triggers.install()
    (found,) = findings("--deep")
    assert found["text"].endswith("is not what was published.")
    assert found["mend"] == "manage.py verify_editions"


def test_a_picture_that_is_missing_is_found(settings: Any) -> None:
    image = make_image()
    path = Path(settings.MEDIA_ROOT, image.file.name or "")
    path.unlink()
    (found,) = findings("--deep")
    assert found["text"] == f"{image.file.name} is missing from the stored files."


def test_files_that_nothing_names_are_found_and_deleted_once_they_are_old(settings: Any) -> None:
    kept = make_image()
    media = Path(settings.MEDIA_ROOT)
    left = [
        media / "originals" / "ab" / f"{'ab' * 32}.jpg",
        media / "renditions" / ("cd" * 32) / "full-320.webp",
        media / "documents" / "ef" / f"{'ef' * 32}.pdf",
        media / "originals" / ".half",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    assert findings("--deep") == []  # it may be on its way into the library
    for path in [*left, *(media / "renditions").glob("*"), media / (kept.file.name or "")]:
        os.utime(path, times=(time.time() - 200_000,) * 2)
    assert len(findings("--deep")) == len(left)
    assert mended("manage.py tidy_media") == []
    assert kept.file.storage.exists(kept.file.name or "")


def test_of_what_is_wrong_a_thousand_times_the_first_are_told_and_the_others_counted(
    writer: User, publisher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deep, "MOST", 2)
    for _ in range(5):
        Thread.objects.create(article=make_published(make_article(writer), writer, publisher).article)
    Thread.objects.update(public_count=7)
    told = [one["text"] for one in findings("--deep")]
    assert len(told) == 3
    assert told[-1] == "And 3 more like the 2 before."
