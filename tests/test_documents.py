"""Documents that articles rest on: cleaned, named by their content, and there for readers once an edition is live."""

import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript
from pypdf.annotations import FreeText, Link

from articles.models import Article, Edition, Source
from authors.models import User
from tests.make import (
    make_article,
    make_move,
    make_published,
    make_reference,
    make_scheduled,
    make_source,
    make_update,
)
from tests.pictures import corners, saved

pytestmark = pytest.mark.django_db
SECRET = "Wilhelmina Leaker"


def pdf(pages: int = 2, password: str = "") -> bytes:
    """A PDF that tells of its maker wherever one can."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": SECRET, "/Producer": SECRET})
    writer.add_attachment("notes.txt", SECRET.encode())
    writer.add_open_action(JavaScript(f"app.alert('{SECRET}')"))
    writer.add_annotation(0, FreeText(text=SECRET, rect=(10, 10, 90, 90)))
    writer.add_annotation(0, Link(url="https://registry.example/", rect=(10, 10, 90, 90)))
    if password:
        writer.encrypt(password)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


@pytest.fixture
def source() -> Source:
    return make_source("https://registry.example/plan", title="The plan")


def send(desk: Client, source: Source, name: str, content: bytes, status: int = 302) -> str:
    """Upload a document on the source's page; its name, or what the page says."""
    asked = {
        "kind": "document",
        "title": "The plan",
        "address": source.address,
        "upload": SimpleUploadedFile(name, content),
    }
    response = desk.post(reverse("admin:articles_source_change", args=[source.pk]), asked)
    assert response.status_code == status, re.findall(r"errorlist.*", response.content.decode())
    source.refresh_from_db()
    return source.document if status == 302 else response.content.decode()


def publish(source: Source, writer: User, publisher: User) -> Edition:
    article = make_article(writer, body="Late.[[register]]")
    make_reference(article, source=Source.objects.get(pk=source.pk))
    return make_published(article, writer, publisher)


def test_a_pdf_keeps_its_pages_and_links_and_nothing_of_its_makers(desk: Client, source: Source) -> None:
    name = send(desk, source, "plan.pdf", pdf())
    content = Path(settings.MEDIA_ROOT, "documents", name[:2], name).read_bytes()
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 2
    assert not reader.metadata
    assert not reader.attachments
    links: Any = reader.pages[0]["/Annots"]
    assert [one.get_object()["/A"]["/URI"] for one in links] == ["https://registry.example/"]
    everything = content + b"".join(
        str(reader.get_object(n)).encode() for n in range(1, len(reader.xref[0]) + 1)
    )
    for trace in (SECRET.encode(), b"JavaScript", b"EmbeddedFile"):
        assert trace not in everything


def test_the_same_document_has_one_name(desk: Client, source: Source) -> None:
    assert send(desk, source, "a.txt", b"\xef\xbb\xbfOne plan.") == send(desk, source, "b.txt", b"One plan.")


@pytest.mark.parametrize(
    ("name", "content", "suffix"),
    [
        ("plan.pdf", b"It only says it is one.", "txt"),
        ("gauge.csv", b"day,level\n1,2.4\n", "csv"),
        ("photo.txt", saved(corners()), "jpg"),
        ("page.html", b"<script>alert(1)</script>", "txt"),
    ],
)
def test_a_document_is_what_it_holds_and_not_what_it_is_called(
    desk: Client, source: Source, name: str, content: bytes, suffix: str
) -> None:
    assert send(desk, source, name, content).endswith(f".{suffix}")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 broken", "is damaged"),
        (b"PK\x03\x04 a zip", "no document that we can clean"),
        (b"\x00\x01\x02", "no document that we can clean"),
        (b" ", "is empty"),
        (b"x" * (20 * 2**20 + 1), "at most"),
        (pdf(password="shut"), "is locked"),
    ],
    ids=["damaged", "zip", "binary", "empty", "large", "locked"],
)
def test_what_cannot_be_cleaned_is_refused_kindly(
    desk: Client, source: Source, content: bytes, told: str
) -> None:
    assert told in send(desk, source, "plan.pdf", content, status=200)
    assert not source.document


def test_readers_download_it_and_never_run_it(
    client: Client, desk: Client, source: Source, writer: User, publisher: User
) -> None:
    name = send(desk, source, "page.html", b"<script>alert(1)</script>")
    html = client.get(publish(source, writer, publisher).address.path).content.decode()
    assert f'<a href="/media/documents/{name}">Document (TXT)</a>' in html
    assert name in client.get(f"/sources/{source.pk}/").content.decode()
    response = client.get(f"/media/documents/{name}")
    assert response.content == b"<script>alert(1)</script>"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("state", ["draft", "scheduled", "retracted"])
def test_a_document_of_no_live_edition_is_not_there(
    client: Client, desk: Client, source: Source, writer: User, publisher: User, state: str
) -> None:
    name = send(desk, source, "plan.txt", b"A plan.")
    article = make_article(writer)
    make_reference(article, source=source)
    if state == "scheduled":
        make_scheduled(article, writer, publisher)
    elif state == "retracted":
        make_published(article, writer, publisher)
        make_move(article, "retract", publisher, note="Not so.")
    assert client.get(f"/media/documents/{name}").status_code == 404


def test_another_document_is_there_only_with_the_next_edition(
    client: Client, desk: Client, source: Source, writer: User, publisher: User
) -> None:
    first = send(desk, source, "plan.txt", b"A plan.")
    edition = publish(source, writer, publisher)
    second = send(desk, source, "plan.txt", b"Another plan.")
    there = [client.get(f"/media/documents/{name}").status_code for name in (first, second)]
    assert there == [200, 404]
    make_update(Article.objects.get(pk=edition.article_id), writer, publisher)
    there = [client.get(f"/media/documents/{name}").status_code for name in (first, second)]
    assert there == [404, 200]


def test_a_source_without_a_document_is_frozen_as_ever(writer: User, publisher: User, source: Source) -> None:
    assert "document" not in publish(source, writer, publisher).payload["references"][0]
