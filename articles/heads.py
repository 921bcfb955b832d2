"""Heads of the ledger for people outside: the current one, and one kept in a dated file for each day.

A head names the newest link and lists the hashes of some before it. Whoever kept one can show what was rewritten since:
a chain can be reckoned anew by whoever owns the database, but not the copy in somebody else's drawer.
"""

import json
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from articles.exporters import moment
from articles.models.ledger import LedgerLink

FORMAT: Final = "newsroom-ledger-head/1"
RECENT: Final = 100
"""Links that the current head lists."""
MOST: Final = 10_000
"""Links that a day's file lists: more than a day has."""
FOLDER: Final = "ledger"


def head(after: int = 0, most: int = RECENT) -> dict[str, Any]:
    """The ledger's newest link, the hashes of those before it back to a number, and how to check them; one query."""
    rows = LedgerLink.objects.order_by("-number").values_list("number", "hash", "at")
    links = list(rows.filter(number__gt=after)[:most]) or list(rows[:1])
    number, digest, at = links[0] if links else (0, "", None)
    site = settings.SITE_ADDRESS
    return {
        "format": FORMAT,
        "paper": settings.PAPER_NAME,
        "site": site,
        "number": number,
        "hash": digest,
        "time": moment(at) if at else None,
        "verify": (
            "Keep this file. Later, manage.py verify_editions --head FILE, or a comparison of these hashes with "
            f"{site}/api/v1/ledger/, shows whether anything up to this link was rewritten."
        ),
        "explained": f"{site}/record/",
        "ledger": f"{site}/api/v1/ledger/",
        "links": {str(number): digest for number, digest, _at in reversed(links)},
    }


def text_of(told: dict[str, Any]) -> str:
    """A head as its file holds it."""
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def name_of(day: date) -> str:
    """Where a day's head is kept."""
    return f"{FOLDER}/{day.isoformat()}.json"


def kept(day: date, storage: Storage = default_storage) -> str:
    """The head that was kept on a day, whole; '' if there is none, or only a piece that a killed process left."""
    try:
        with storage.open(name_of(day)) as file:
            text: str = file.read().decode()
        return text if json.loads(text)["format"] == FORMAT else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def days(storage: Storage = default_storage) -> list[date]:
    """The days of which a head is kept, newest first."""
    try:
        names = storage.listdir(FOLDER)[1]
    except OSError:
        return []
    found = (_day(name) for name in names)
    return sorted((day for day in found if day), reverse=True)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name.removesuffix(".json")) if name.endswith(".json") else None
    except ValueError:
        return None


def keep(storage: Storage = default_storage) -> str:
    """Keep today's head, once: the name of its file. What is kept stays as it is, whoever asks and how often."""
    today = timezone.localdate()
    name = name_of(today)
    if kept(today, storage):
        return name
    before = next((text for day in days(storage) if day < today and (text := kept(day, storage))), "")
    after = json.loads(before)["number"] if before else 0
    storage.delete(name)  # a piece that a killed process left
    saved = storage.save(name, ContentFile(text_of({**head(after, MOST), "day": today.isoformat()}).encode()))
    if saved != name:
        storage.delete(saved)  # somebody else has kept it meanwhile
    return name
