"""The drill: a backup is made, everything is lost, the backup is brought back. On SQLite and on PostgreSQL."""

import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from articles import triggers
from articles.models import Edition
from authors.models import User
from newsroom.backups import archive
from tests.conftest import make_person
from tests.make import make_article, make_published
from tests.pictures import make_image

pytestmark = pytest.mark.usefixtures("transactional_db")


@pytest.fixture
def edition() -> Edition:
    """Something published, by people who are there."""
    article = make_article(make_person("writer", "Wanda Writer"))
    return make_published(article, article.owner or User(), make_person("publisher", "Pavel Publisher"))


def backup(folder: Path) -> Path:
    """A new archive in this folder."""
    call_command("backup", to=folder, stdout=StringIO(), stderr=StringIO())
    (made,) = folder.glob("newsroom-*.tar")
    return made


def restore(file: Path, **options: Any) -> str:
    """What the command says."""
    told = StringIO()
    call_command("restore", str(file), stdout=told, stderr=StringIO(), **options)
    return told.getvalue()


def lose_everything(media: Path) -> None:
    """Database and pictures are gone."""
    triggers.remove()
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(media)


def test_what_was_lost_comes_back(client: Client, edition: Edition, tmp_path: Path, settings: Any) -> None:
    picture = make_image()
    page = client.get(edition.get_absolute_url()).content
    made = backup(tmp_path / "kept")
    lose_everything(Path(settings.MEDIA_ROOT))
    assert client.get(edition.get_absolute_url()).status_code == 404
    told = restore(made)
    assert "as it was published" in told
    assert client.get(edition.get_absolute_url()).content == page
    assert picture.file.storage.exists(picture.file.name or "")
    assert triggers.missing() == []


def test_anybody_can_check_an_archive_without_us(edition: Edition, tmp_path: Path) -> None:
    made = backup(tmp_path / "kept")
    with tarfile.open(made) as tar:
        tar.extractall(tmp_path / "out", filter="data")
    done = subprocess.run(["/usr/bin/sha256sum", "-c", "--quiet", "MANIFEST"], cwd=tmp_path / "out")
    assert done.returncode == 0


def test_people_who_are_there_are_not_overwritten_unless_told(edition: Edition, tmp_path: Path) -> None:
    made = backup(tmp_path / "kept")
    make_person(None, "Late Comer")
    with pytest.raises(CommandError, match="would be lost"):
        restore(made)
    assert User.objects.filter(name="Late Comer").exists()
    restore(made, over=True)
    assert not User.objects.filter(name="Late Comer").exists()
    assert User.objects.filter(name="Wanda Writer").exists()


@pytest.mark.parametrize("damage", ["changed", "cut", "other"])
def test_a_damaged_archive_touches_nothing(edition: Edition, tmp_path: Path, damage: str) -> None:
    made = backup(tmp_path / "kept")
    content = bytearray(made.read_bytes())
    if damage == "changed":
        content[len(content) // 2] ^= 1
    half = content[: len(content) // 2]
    made.write_bytes({"changed": bytes(content), "cut": bytes(half), "other": b"no tar"}[damage])
    with pytest.raises(CommandError, match="as it was"):
        restore(made, over=True)
    assert Edition.objects.get().pk == edition.pk


def test_an_archive_that_leads_out_of_its_folder_touches_nothing(edition: Edition, tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    made = backup(tmp_path / "kept")
    with tarfile.open(made) as kept, tarfile.open(evil, "w") as tar:
        tar.addfile(kept.getmember("about.json"), kept.extractfile("about.json"))
        tar.add(__file__, "media/../../evil.py")
    with pytest.raises(CommandError, match="no backup"):
        restore(evil, over=True)
    assert not archive.safe("/etc/passwd")


def test_what_a_newer_release_made_is_refused(edition: Edition, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('articles', '9999_later', '2030-01-01')"
        )
    made = backup(tmp_path / "kept")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    with pytest.raises(CommandError, match="newer release"):
        restore(made, over=True)


def test_a_table_that_was_added_since_is_no_obstacle(edition: Edition, tmp_path: Path) -> None:
    made = backup(tmp_path / "kept")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE later (edition bigint REFERENCES articles_edition (id))")
    restore(made, over=True)
    assert "later" not in connection.introspection.table_names()


def test_an_interrupted_backup_leaves_nothing_behind(edition: Edition, tmp_path: Path, settings: Any) -> None:
    media, kept = Path(settings.MEDIA_ROOT), tmp_path / "kept"
    for number in range(40):
        (media / "many").mkdir(parents=True, exist_ok=True)
        (media / "many" / str(number)).write_bytes(os.urandom(2**20))
    name = connection.settings_dict["NAME"]
    address = f"sqlite:///{name}" if connection.vendor == "sqlite" else os.environ["DATABASE_URL"]
    known = {
        "SECRET_KEY": "x",
        "DATABASE_URL": address,
        "MEDIA_ROOT": str(media),
        "VAR_DIR": str(tmp_path / "var"),
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", "--to", kept],
        cwd=site.BASE_DIR,
        env={**os.environ, **known},
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not list(kept.glob(".*.part")):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    _out, told = process.communicate(timeout=20)
    assert b"nothing is left behind" in told
    assert list(kept.iterdir()) == []


def test_what_a_killed_backup_left_is_cleared_away_by_a_later_one(edition: Edition, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    (kept / ".newsroom-old").mkdir(parents=True)
    (kept / ".newsroom-old.part").write_bytes(b"half")
    (kept / ".newsroom-new.part").write_bytes(b"somebody is at it")
    for path in kept.glob(".newsroom-old*"):
        os.utime(path, times=(time.time() - 100_000,) * 2)
    made = backup(kept)
    assert {path.name for path in kept.iterdir()} == {made.name, ".newsroom-new.part"}
