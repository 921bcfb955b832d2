"""What the site stands on, gone one after the other: Redis, the mail server, room for pictures."""

import errno
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from articles import mailing
from articles.models import Decision, Mail
from authors.outbox import WAITS
from benchmarks.faults import reckoning
from benchmarks.faults.acts import Newsroom
from benchmarks.faults.killing import answered
from benchmarks.faults.load import Load, told_of
from benchmarks.faults.reckoning import Told
from benchmarks.faults.stand import Stand, Unit
from images import renditions
from images.models import Image
from newsroom.alarms import alarms

ROOM: Final = "256m"
SPARED: Final = 60_000
"""Bytes that are left on the full disk: a small picture, and not all of its renditions."""
BIG: Final = (1600, 1200)


def redis_gone(stand: Stand, newsroom: Newsroom) -> Iterator[Told]:
    """Redis, killed in mid-load, away for a while, and back, empty."""
    told = Told("Redis gone under load", "redis-server killed, away for 4 s, back empty", times=1)
    program, port = shutil.which("redis-server"), stand.first + 2
    if not program:
        yield Told("Redis gone under load", "not run: there is no Redis here (apt install redis-server)")
        return
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(stand.folder)]
    load = Load(stand, newsroom)

    def fault() -> None:
        stand.units["redis"].process.kill()
        stand.end("redis")
        time.sleep(4)
        stand.units["redis"] = Unit("redis", stand.folder, command)

    stand.units["redis"] = Unit("redis", stand.folder, command)
    with stand.running(REDIS_URL=f"redis://127.0.0.1:{port}/0"):
        load.under(fault)
    told_of(told, load, 0.0)
    stand.end("redis")
    yield told


def mail_refused(stand: Stand, newsroom: Newsroom) -> Iterator[Told]:
    """A mail server that refuses in several ways, then one that takes; everybody is told once, in the end."""
    for mood, done in (
        ("451", "451 for every recipient"),
        ("550", "550 for every recipient"),
        ("deaf", "hangs up at once"),
        ("silent", "takes the letter, hangs up before it says so"),
    ):
        told = Told("mail server refuses", f"{done}; then it takes everything")
        before = len(reckoning.letters(stand.folder))
        (stand.folder / "mood").write_text(mood)
        decisions = []
        for _ in range(3):
            answered(newsroom.publication())
            answered(newsroom.comment())
            decisions.append(Decision.objects.filter(move="publish").latest("pk").pk)
        reckoning.work()
        mine = Mail.objects.filter(decision__in=decisions)
        told.times, told.confirmed = 1, mine.count()
        if mine.exclude(sent_at=None).exists():
            told.wrong.append("a mail that nobody took is said to be sent")
        if mine.filter(error="").exists():
            told.wrong.append("a mail waits, and nobody is told why")
        if mood == "550":
            given_up(newsroom, mine, told)
        (stand.folder / "mood").write_text("well")
        reckoning.later()
        told.lost = mine.filter(sent_at=None).count()
        same, other = reckoning.twice(reckoning.letters(stand.folder)[before:])
        told.doubled = other
        if same:
            told.notes.append(f"{same} letters were handed over twice under one number, which is shown once")
        yield told


def given_up(newsroom: Newsroom, mails: Any, told: Told) -> None:
    """After all attempts the desk is told, and there they are sent once more."""
    for _ in WAITS:
        reckoning.later()
    failed = mails.exclude(failed_at=None)
    if failed.count() != mails.count():
        told.wrong.append("mails that nobody takes are not given up")
    if not any("mail" in str(alarm).lower() for alarm in alarms(newsroom.administrator, timezone.now())):
        told.wrong.append("the desk's start page does not tell of mails that were given up")
    told.notes.append(
        f"{failed.count()} were given up after all attempts, told at the desk, and sent again there"
    )
    mailing.send_again(failed)


@contextmanager
def small_disk() -> Iterator[bool]:
    """The folder of pictures on a disk of its own; False where that is not allowed."""
    media = Path(settings.MEDIA_ROOT)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "newsroom-faults", str(media)]
    umount = ["umount", "--lazy", str(media)]
    allowed = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True, check=False).returncode
    try:
        yield allowed
    finally:
        if allowed:
            subprocess.run(umount, check=False)


def disk_full(stand: Stand, newsroom: Newsroom, *, small: bool) -> Iterator[Told]:
    """No room for pictures: a clear answer, nothing half, readers see what is there; then there is room again."""
    if not small:
        yield Told("disk full for pictures", "not run: only root may mount a small disk")
        return
    told = Told("disk full for pictures", "filled to the last block, then room again", times=1)
    media = Path(settings.MEDIA_ROOT)
    filler = media / "filler"
    with stand.running():
        before = newsroom.picture()
        before.to(stand)
        fill(filler)
        sent = [newsroom.picture(BIG) for _ in range(3)]
        for one in sent:
            status, answer = one.to(stand)
            if status != 503 or "try again later" not in json.loads(answer or b"{}").get("error", ""):
                told.wrong.append(f"an upload was answered {status}: {answer[:200]!r}")
            if told.look(one, confirmed=False):
                told.wrong.append("something is there of a picture that was refused")
        if halves := [path for path in media.rglob(".*") if path.is_file()]:
            told.wrong.append(f"{len(halves)} halves of files are left")
        readers_see(stand, told)
        filler.unlink()
        stand.wait("/readyz")
        for one in (before, *sent):
            told.look(one, confirmed=one.to(stand)[0] in (one.said, 200))
        readers_see(stand, told)
    reckoning.later()
    told.notes.append(f"{reckoning.manage('retry_tasks').strip()}")
    reckoning.later()
    yield told


def fill(filler: Path) -> None:
    """Until nothing goes in, save for a little."""
    with filler.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(bytes(65536)):
                pass
        file.truncate(file.tell() - SPARED)
        if not file.tell():
            raise OSError(errno.ENOSPC, "The small disk takes nothing.")


def readers_see(stand: Stand, told: Told) -> None:
    """Every size of the newest picture."""
    image = Image.objects.latest("pk")
    for one in renditions.every(image.width, image.height, image.focal):
        status, _answer = stand.ask("GET", renditions.address(image.name, one))
        if status != 200:
            told.wrong.append(f"{one.filename} was answered {status}")
