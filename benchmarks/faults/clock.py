"""The clock of the whole machine, site, worker and database, steps back while people work."""

import shutil
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.db import connections
from django.utils import timezone

from articles.models import Edition, LedgerLink
from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.faults.databases import Database
from benchmarks.faults.reckoning import Told
from benchmarks.faults.stand import Stand
from comments.models import Comment

STEPS: Final = (0, -10, -7200, 0)
"""Seconds by which the clock is wrong, one after the other."""
LIBRARIES: Final = "/usr/lib/*/faketime/libfaketimeMT.so.1"


def back(stand: Stand, newsroom: Newsroom, database: Database) -> Iterator[Told]:
    """Some seconds, then hours, then right again; everything is sent in between, and stays."""
    library = next(Path("/").glob(LIBRARIES.removeprefix("/")), None)
    if not (library and shutil.which("faketime")):
        yield Told("clock steps back", "not run: there is no faketime here (apt install faketime)")
        return
    told = Told(
        "clock steps back", "of site, worker and database: 10 s, 2 h, right again", times=len(STEPS) - 1
    )
    file = stand.folder / "clock"
    set_to(file, 0)
    fake = {
        "LD_PRELOAD": str(library), "FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }  # fmt: skip
    connections.close_all()
    database.restart(**fake)
    try:
        with stand.running(**fake):
            everything = work(stand, newsroom, file, told)
    finally:
        set_to(file, 0)
        connections.close_all()
        database.restart()
    for sent in everything:
        told.look(sent, confirmed=True)
    orders(newsroom, told)
    yield told


def set_to(file: Path, seconds: int) -> None:
    """By how much the clock is wrong."""
    beside = file.with_suffix(".new")
    beside.write_text(f"{seconds:+d}\n")
    beside.chmod(0o644)
    beside.replace(file)


def work(stand: Stand, newsroom: Newsroom, file: Path, told: Told) -> list[Sent]:
    """At each of the times, one of everything; what is live then stays so, and in the end everything is."""
    everything: list[Sent] = []
    hidden = 0
    for wrong in STEPS:
        set_to(file, wrong)
        time.sleep(0.2)
        clock = timezone.now() + timedelta(seconds=wrong)
        for make in (newsroom.comment, newsroom.publication, newsroom.pasted, newsroom.picture):
            sent = make()
            status, answer = sent.to(stand)
            if sent.confirmed_by(status):
                everything.append(sent)
            elif make != newsroom.comment or newsroom.edition.goes_live_at <= clock:
                told.wrong.append(f"{wrong:+d} s: {sent.path} was answered {status}: {answer[-300:]!r}")
        clock = timezone.now() + timedelta(seconds=wrong)
        newest: Any = Edition.objects.select_related("address").order_by("-pk")
        for edition in newest[: len(STEPS)]:
            status = stand.ask("GET", edition.get_absolute_url())[0]
            hidden += status == 404
            if status != (200 if edition.goes_live_at <= clock else 404):
                told.wrong.append(f"{wrong:+d} s: {edition.get_absolute_url()} was answered {status}")
    told.notes.append(
        f"{hidden} times a page was hidden while the clock was behind the hour at which it went live"
    )
    return everything


def orders(newsroom: Newsroom, told: Told) -> None:
    """What is numbered stands in the order in which it was done."""
    said = Comment.objects.filter(thread=newsroom.edition.article_id)
    if list(said.order_by("pk")) != list(said.order_by("appeared")):
        told.wrong.append("comments stand in another order than they were posted")
    links = LedgerLink.objects.order_by("number").values_list("edition", flat=True)
    frozen = Edition.objects.order_by("pk").values_list("pk", flat=True)
    if list(dict.fromkeys(links)) != list(frozen):
        told.wrong.append("the ledger has another order than the editions")
