"""Documents that articles rest on: known by their content, made anew without what they tell of their makers."""

import csv
import hashlib
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from images import intake
from images.storage import put

MAX_BYTES: Final = 20 * 2**20
MAX_PAGES: Final = 1000
ACCEPTED: Final = ".pdf,.txt,.csv,image/jpeg,image/png,image/webp,image/avif,image/gif"
TELLING: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/AA", "/StructParents", "/B")
"""What parts of a PDF say beside what they show, or do when they are opened."""

LINK: Final = {"/Type", "/Subtype", "/Rect", "/Border", "/A", "/QuadPoints"}
ACTION: Final = {"/Type", "/S", "/URI"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document made anew by us; it is named by its content."""

    content: bytes
    suffix: str

    @property
    def name(self) -> str:
        """SHA-256 of the bytes and what kind of file they are."""
        return f"{hashlib.sha256(self.content).hexdigest()}.{self.suffix}"


def path(name: str) -> str:
    """Where the storage keeps a document."""
    return f"documents/{name[:2]}/{name}"


def store(document: Document) -> None:
    """Keep a document; the same one is kept once."""
    if not default_storage.exists(path(document.name)):
        put(path(document.name), document.content)


def sanitise(upload: File[bytes]) -> Document:
    """Reads a file by its content and makes it anew; stores nothing. ValidationError says what is wrong."""
    if upload.size > MAX_BYTES:
        told = _("The file has %(size)s; a document may have %(limit)s at most. Nothing was stored.")
        raise ValidationError(
            told % {"size": filesizeformat(upload.size), "limit": filesizeformat(MAX_BYTES)}
        )
    data = upload.read()
    if not data.strip():
        raise ValidationError(_("The file is empty. Nothing was stored."))
    if data.lstrip()[:5] == b"%PDF-":
        return Document(_pdf(data), "pdf")
    if (text := _text(data)) is not None:
        is_table = (upload.name or "").lower().endswith(".csv") and _is_table(text)
        return Document(text.encode(), "csv" if is_table else "txt")
    upload.seek(0)
    try:
        picture = intake.sanitise(upload)
    except ValidationError as error:
        told = _(
            "This is no document that we can clean: PDF, plain text, CSV or a picture. Nothing was stored."
        )
        raise ValidationError(told) from error
    return Document(picture.content, picture.suffix)


def _pdf(data: bytes) -> bytes:
    """The pages alone: without information about the file, scripts, attachments, forms and comments."""
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise ValidationError(_("This PDF is locked, so it cannot be cleaned. Nothing was stored."))
        if len(reader.pages) > MAX_PAGES:
            raise ValidationError(_("This PDF has more than 1,000 pages. Nothing was stored."))
        # What nothing leads to any more is still in the file: the second time it is left behind.
        return _pages(PdfReader(BytesIO(_pages(reader))))
    except ValidationError:
        raise
    except Exception as error:  # A parser raises nearly anything over a hostile file.
        raise ValidationError(
            _("This PDF is damaged, so it cannot be cleaned. Nothing was stored.")
        ) from error


def _pages(reader: PdfReader) -> bytes:
    """A new file of what the pages show."""
    writer = PdfWriter()
    for page in reader.pages:
        _keep_links(page)
        writer.add_page(page)
    for thing in writer._objects:
        if isinstance(thing, DictionaryObject):
            for name in TELLING:
                thing.pop(name, None)
    writer.metadata = None
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def _keep_links(page: DictionaryObject) -> None:
    """Of all that lies over a page, only links to the web stay."""
    found: Any = page.pop("/Annots", None)
    over = [one.get_object() for one in found.get_object()] if found else []
    links = [one for one in over if one.get("/Subtype") == "/Link" and one.get("/A", {}).get("/S") == "/URI"]
    for link in links:
        for part, kept in ((link, LINK), (link["/A"], ACTION)):
            for name in set(part) - kept:
                part.pop(name)
    if links:
        page[NameObject("/Annots")] = ArrayObject(links)


def _text(data: bytes) -> str | None:
    """The text, if it is one; None for everything else."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    odd = any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text)
    return None if odd else text


def _is_table(text: str) -> bool:
    try:
        return len(next(csv.reader(StringIO(text)), [])) > 1
    except csv.Error:
        return False
