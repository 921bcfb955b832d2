"""kill -9 at each step: in a process that does one thing and dies before its step N, for every N there is."""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from django.core.files.storage import default_storage
from django.db import connection, connections
from django.test.client import MULTIPART_CONTENT, Client

from articles.models import Decision, Mail
from benchmarks.faults import reckoning
from benchmarks.faults.acts import Newsroom, Sent
from benchmarks.faults.reckoning import Told
from benchmarks.faults.stand import HOST
from benchmarks.faults.steps import steps
from comments.models import Comment, ReaderMail
from images import renditions
from images.models import Image

MOST: Final = 600
"""Steps; nothing here has so many, so it would never end."""


def answered(sent: Sent) -> int:
    """The status of the site's answer, asked in this process through all middleware."""
    client = Client(raise_request_exception=False, headers={"host": HOST, "x-forwarded-proto": "https"})
    client.cookies.load(sent.cookie)
    given = {name.lower(): value for name, value in sent.headers.items()}
    return client.generic("POST", sent.path, sent.body, MULTIPART_CONTENT, headers=given).status_code


def dies(act: Callable[[], int], fatal: int) -> int | None:
    """What the act says in a process that dies before its step number `fatal`; None if it died."""
    connections.close_all()
    here, there = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(here)
            steps.begin(fatal)
            said = act()
            steps.take()
            os.write(there, f"{said}".encode())
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(0)
    os.close(there)
    with os.fdopen(here, "rb") as end:
        told = end.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return None
    if not told:
        raise SystemExit("A process ended by itself; see above.")
    return int(told)


def of_the_server(name: str, make: Callable[[], Sent]) -> Told:
    """One kind of form, each sent to a process that dies a step later than the last one, then sent once more."""
    told = Told(f"server killed, {name}", "kill -9 before each step, then sent again")
    for fatal in range(1, MOST):
        sent = make()
        said = dies(partial(answered, sent), fatal)
        told.times += 1
        confirmed = said is not None and sent.confirmed_by(said)
        there = told.look(sent, confirmed=confirmed)
        if said is not None:
            if not confirmed:
                told.wrong.append(f"answered {said} where nobody was killed")
            break
        if there == 0 and not sent.confirmed_by(answered(sent)):
            told.wrong.append(f"step {fatal}: sending it again was refused")
        elif there == 1:
            answered(sent)
        if there >= 0 and told.look(sent, confirmed=there == 0) != 1:
            told.wrong.append(f"step {fatal}: sent again, it is not there once")
        progress(told)
    return told


def of_the_worker(name: str, prepare: Callable[[], Callable[[], str]]) -> Told:
    """One kind of work, each done by a worker that dies a step later than the last one, then by another one."""
    told = Told(f"worker killed, {name}", "kill -9 before each step, then a new worker")
    for fatal in range(1, MOST):
        problem = prepare()
        said = dies(reckoning.work, fatal)
        told.times += 1
        told.confirmed += 1
        reckoning.later()
        if what := problem():
            told.wrong.append(f"step {fatal}: {what}")
        if said is not None:
            break
        progress(told)
    return told


def progress(told: Told) -> None:
    """A line now and then."""
    if told.times % 20 == 0:
        where = connection.display_name
        print(f"  {where}, {told.fault}: {told.times} kills", file=sys.stderr, flush=True)


def at_each_step(newsroom: Newsroom) -> Iterator[Told]:
    """Everything that is sent to the server, then everything that the worker does about it."""
    for name, make in (
        ("publish", newsroom.publication),
        ("comment", newsroom.comment),
        ("import", newsroom.pasted),
        ("picture", newsroom.picture),
    ):
        reckoning.later()
        yield of_the_server(name, make)

    def rendered() -> Callable[[], str]:
        answered(newsroom.picture())
        image = Image.objects.latest("pk")
        wanted = [
            renditions.path(image.name, one)
            for one in renditions.every(image.width, image.height, image.focal)
        ]
        return lambda: ", ".join(f"{path} is missing" for path in wanted if not default_storage.exists(path))

    def told_writer() -> Callable[[], str]:
        answered(newsroom.publication())
        decision = Decision.objects.filter(move="publish").latest("pk")
        return lambda: not_one(Mail.objects.filter(decision=decision).exclude(sent_at=None).count())

    def told_reader() -> Callable[[], str]:
        answered(newsroom.comment())
        key = f"comment:{Comment.objects.latest('pk').pk}:"
        return lambda: not_one(ReaderMail.objects.filter(key__startswith=key).count())

    for name, prepare in (("rendition", rendered), ("publish", told_writer), ("comment", told_reader)):
        reckoning.later()
        yield of_the_worker(name, prepare)


def not_one(count: int) -> str:
    """What is wrong with so many mails."""
    return "" if count == 1 else f"told {count} times"
