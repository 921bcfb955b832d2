"""What is left after a fault: what was confirmed is there once, and the doctor finds nothing."""

import json
import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import connections
from django.utils import timezone
from django_tasks.base import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.models import DBTaskResult

from articles.models import Mail
from benchmarks.faults.acts import Half, Sent
from benchmarks.faults.stand import ROOT
from comments import mailing
from comments.models import ReaderMail
from newsroom import beat
from newsroom.management.commands.work import Worker

TWO_DAYS: Final = 2 * 24 * 60 * 60
HOST_ONLY: Final = "is nearly full"
"""The doctor is right about a disk that is nearly full, but that is no matter of the site's."""


@dataclass
class Told:
    """A line of the table: what was done, how often, and what became of what people sent."""

    fault: str
    done: str
    times: int = 0
    confirmed: int = 0
    finished: int = 0
    """Not confirmed, and wholly there."""
    lost: int = 0
    doubled: int = 0
    halves: list[str] = field(default_factory=list)
    doctor: list[str] = field(default_factory=list)
    tidied: int = 0
    """Files that nothing named, which `tidy_media` took away."""
    notes: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Whatever else was not as it has to be."""

    def look(self, sent: Sent, *, confirmed: bool) -> int:
        """How often what somebody sent is there; it is counted as lost, doubled or half."""
        self.confirmed += confirmed
        try:
            there = sent.there()
        except Half as half:
            self.halves.append(str(half))
            return -1
        self.lost += confirmed and not there
        self.doubled += there > 1
        self.finished += there == 1 and not confirmed
        return there

    @property
    def sound(self) -> bool:
        """Whether everything is as it has to be."""
        return not (self.lost or self.doubled or self.halves or self.doctor or self.wrong)

    def line(self) -> str:
        """As it is told while the others still run."""
        wrong = [*self.halves, *self.wrong, *self.doctor]
        counts = f"{self.times} times, {self.confirmed} confirmed, {self.lost} lost, {self.doubled} doubled"
        return "\n    ".join([f"{self.fault}: {counts}, {self.tidied} files tidied", *wrong[:5]])

    def as_data(self) -> dict[str, Any]:
        """For the process that prints the table."""
        return asdict(self)


def quiet() -> None:
    """The worker's own lines are of no interest here."""
    for name in ("django_tasks", "django_tasks_db", "django.request", "images.views"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def work() -> int:
    """Do what waits, as `manage.py work` does; 0 once nothing does."""
    Worker(
        queue_names=["*"], interval=0, batch=True, backend_name=DEFAULT_TASK_BACKEND_ALIAS, startup_delay=False,
        max_tasks=None, worker_id=os.urandom(16).hex(), excluded_queue_names=[],
    ).run()  # fmt: skip
    return 0


def later() -> None:
    """A quarter of an hour passes: what killed workers left is taken up, and all that waits is done."""
    beat.take_up_left_tasks(timezone.now() + beat.LONGEST)
    for mails in (Mail, ReaderMail):
        claimed = mails.objects.filter(sent_at=None, attempts__gt=0, gathered=False)
        claimed.update(due_at=timezone.now() - timedelta(seconds=1))
    beat.wake_left_mails(timezone.now())
    mailing.wake(timezone.now())
    for _minute in range(2):  # the second beat sees what was done after the first
        DBTaskResult.objects.finished().filter(task_path=beat.beat.module_path).delete()
        beat.keep_beating(timezone.now())
        work()


def age_files() -> None:
    """Two days pass for all stored files, so that the doctor takes none for one that is just being stored."""
    media = Path(settings.MEDIA_ROOT)
    at = timezone.now().timestamp() - TWO_DAYS
    for path in sorted(media.rglob("*"), reverse=True):
        os.utime(path, (at, at))


def mended() -> int:
    """Everything that the doctor says a killed process leaves is put away by the command it names; how many files."""
    age_files()
    return len(manage("tidy_media").splitlines()) - 1  # the last one says how many


def doctor(**own: str) -> list[str]:
    """What `manage.py doctor --deep` finds, in a process of its own."""
    connections.close_all()
    found = json.loads(manage("doctor", "--deep", "--json", **own))
    return [f"{one['about']}: {one['text']}" for one in found if HOST_ONLY not in one["text"]]


def manage(*arguments: str, **own: str) -> str:
    """What a command of the site says."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env={**os.environ, **own}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout or done.stderr


def letters(folder: Path) -> list[dict[str, Any]]:
    """What the postbox has taken."""
    file = folder / "letters"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def twice(rows: Iterable[dict[str, Any]]) -> tuple[int, int]:
    """Letters that came a second time under the same number, which programs show once, and under another one."""
    ids: dict[tuple[str, str, str], Counter[str]] = {}
    for row in rows:
        ids.setdefault((str(row["to"]), row["subject"], row["text"]), Counter())[row["id"]] += 1
    same = sum(sum(found.values()) - len(found) for found in ids.values())
    return same, sum(len(found) - 1 for found in ids.values())
