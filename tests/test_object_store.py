"""Pictures and documents in an object store: everything that a disk does, and what happens when it is gone."""

import io
import tarfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from articles import documents, heads
from articles.models import Source
from authors.models import User
from images import renditions
from images.models import Image
from images.tasks import make_renditions
from newsroom.doctor import files, outside
from newsroom.management.commands import backup
from tests.pictures import make_image
from tests.test_documents import publish, send, source

__all__ = ["source"]

pytestmark = pytest.mark.django_db
BUCKET = "newsroom"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of an object store on this machine."""
    running = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


@pytest.fixture
def bucket(server: str, settings: Any) -> Iterator[Any]:
    """An empty bucket, in which the site keeps its files."""
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    made = boto3.resource("s3", endpoint_url=server, **keys).create_bucket(Bucket=BUCKET)
    kept_in(settings, server)
    yield made
    made.objects.all().delete()


def kept_in(settings: Any, address: str) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "images.object_store.Bucket",
            "OPTIONS": {
                "bucket_name": BUCKET,
                "endpoint_url": address,
                "region_name": "us-east-1",
                "access_key": "key",
                "secret_key": "secret",
            },
        },
    }


@pytest.fixture
def no_store(settings: Any) -> None:
    """Nobody listens where the files are."""
    kept_in(settings, "http://127.0.0.1:1")


def names(bucket: Any) -> set[str]:
    return {each.key for each in bucket.objects.all()}


def address_of(image: Image) -> str:
    wanted = renditions.every(image.width, image.height, image.focal)
    return renditions.address(image.name, next(iter(wanted)))


def test_a_picture_and_its_renditions_are_kept_in_the_bucket_and_nowhere_else(
    bucket: Any, settings: Any, client: Client
) -> None:
    image = make_image()
    make_renditions.call(image.name)
    assert image.file.name in names(bucket)
    assert len(names(bucket)) > 3
    assert not Path(settings.MEDIA_ROOT).exists()
    answer = client.get(address_of(image))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_a_rendition_that_is_missing_is_made_and_kept(bucket: Any, client: Client) -> None:
    image = make_image()
    before = names(bucket)
    assert client.get(address_of(image)).status_code == 200
    assert len(names(bucket) - before) == 1


def test_what_is_stored_anew_is_never_missing_in_between(bucket: Any) -> None:
    from images.storage import put

    put("thing.txt", b"one")
    put("thing.txt", b"two")
    assert default_storage.open("thing.txt").read() == b"two"
    assert names(bucket) == {"thing.txt"}


def test_the_renditions_of_a_withdrawn_picture_are_deleted(bucket: Any, client: Client) -> None:
    image = make_image()
    make_renditions.call(image.name)
    Image.objects.filter(pk=image.pk).update(withdrawn_at=timezone.now())
    renditions.discard(image.name)
    assert names(bucket) == {image.file.name}
    assert client.get(address_of(image)).status_code == 410


def test_documents_and_the_ledgers_heads_are_kept_there_too(bucket: Any) -> None:
    document = documents.sanitise(ContentFile(b"Minutes of the meeting.", name="minutes.txt"))
    documents.store(document)
    documents.store(document)
    head = heads.keep()
    assert names(bucket) == {documents.path(document.name), head}
    assert heads.days() == [timezone.localdate()]


def test_files_that_nothing_names_are_found_and_deleted(bucket: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    image = make_image()
    for name in (f"originals/ab/{'ab' * 32}.jpg", f"renditions/{'cd' * 32}/full-320.webp"):
        default_storage.save(name, ContentFile(b"x"))
    assert not list(files.orphans())  # too young
    monkeypatch.setattr(files, "FRESH", timedelta(seconds=-5))
    assert len(list(files.orphans())) == 2
    call_command("tidy_media", stdout=io.StringIO())
    assert names(bucket) == {image.file.name}


def test_a_picture_that_is_missing_is_found(bucket: Any) -> None:
    image = make_image()
    default_storage.delete(image.file.name or "")
    (found,) = [one for one in files.examined() if one]
    assert found.text == f"{image.file.name} is missing from the stored files."


def test_a_backup_leaves_them_to_the_store_or_takes_them_along(bucket: Any, tmp_path: Path) -> None:
    image = make_image()

    def pictures(folder: str, **options: Any) -> list[str]:
        call_command(
            backup.Command(), to=tmp_path / folder, stdout=io.StringIO(), stderr=io.StringIO(), **options
        )
        (made,) = (tmp_path / folder).glob("*.tar")
        with tarfile.open(made) as tar:
            return [name for name in tar.getnames() if name.startswith("media/")]

    assert pictures("without") == []
    assert pictures("with", pictures=True) == [f"media/{image.file.name}"]


def test_without_the_store_pictures_are_a_clear_answer_that_nobody_keeps(
    bucket: Any, settings: Any, client: Client
) -> None:
    image = make_image()
    kept_in(settings, "http://127.0.0.1:1")
    answer = client.get(address_of(image))
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")


def test_a_document_is_handed_out_and_without_the_store_is_a_clear_answer(
    bucket: Any, settings: Any, client: Client, desk: Client, source: Source, writer: User, publisher: User
) -> None:
    name = send(desk, source, "minutes.txt", b"Minutes of the meeting.")
    publish(source, writer, publisher)
    assert client.get(f"/media/documents/{name}").content == b"Minutes of the meeting."
    kept_in(settings, "http://127.0.0.1:1")
    answer = client.get(f"/media/documents/{name}")
    assert (answer.status_code, answer["Cache-Control"]) == (503, "no-store")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("no_store")
def test_a_picture_is_withdrawn_without_the_store(client: Client) -> None:
    image = Image.objects.create(name="ab" * 32, file="originals/ab.jpg", width=640, height=480, alt="A gate")
    assert image.withdraw("The licence has ended.")
    assert client.get(address_of(image)).status_code == 410


@pytest.mark.usefixtures("no_store")
def test_operators_are_told_that_the_store_is_gone_and_the_server_stays_ready(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]["media"]["word"]) == (200, "warning")
    assert any("object store does not answer" in found.text for found in outside.examined())
