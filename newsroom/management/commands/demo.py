"""`manage.py demo`: a demonstration newsroom, loaded once, then served with its worker until Ctrl-C."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.models.entry import Entry
from authors.models import User
from newsroom.demo.cast import PASSWORD
from newsroom.demo.load import is_loaded, load

HOST: Final = "127.0.0.1"
ROLES: Final = ("contributor", "writer", "editor", "publisher", "moderator", "administrator", "reader")
PATIENCE: Final = 20
"""Seconds that the site has to begin, and to end."""


class Command(BaseCommand):
    """Prepares, loads, tells, serves."""

    help = "Load a demonstration newsroom (once) and serve it with its worker. Needs DEMO=1."
    requires_system_checks = []  # migrate runs them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Serving can be left to something else."""
        parser.add_argument("--no-serve", action="store_true", help="Only prepare and load.")

    def handle(self, *_args: Any, no_serve: bool, **_options: Any) -> None:
        """All of it; Ctrl-C at any time ends it cleanly."""
        if not settings.DEMO:
            raise CommandError(
                "This fills the database with invented people who all have the same password, so it runs only "
                "where DEMO=1 says that this is wanted. Nothing was changed."
            )
        try:
            if not no_serve:
                self.look_at_port()
            self.prepare()
            self.load()
            if no_serve:
                self.tell_sign_ins()
            else:
                self.serve()
        except KeyboardInterrupt:
            raise CommandError("Stopped. What was finished is kept; the next run goes on.") from None

    def look_at_port(self) -> None:
        """CommandError if we cannot listen at our port."""
        if not (settings.PORT.isdecimal() and 0 < int(settings.PORT) < 65536):
            raise CommandError(f"PORT={settings.PORT} is no port: use a number from 1 to 65535.")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, int(settings.PORT)))
            except OSError as error:
                raise CommandError(
                    f"Port {settings.PORT} cannot be used ({error.strerror}). Perhaps a demonstration is running "
                    f"there already. Choose another one: make demo PORT={int(settings.PORT) % 65535 + 1}"
                ) from None

    def prepare(self) -> None:
        """Tables, roles, cache and static files as this version of the code needs them."""
        self.stdout.write("Preparing the database …")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        if not static_is_fresh():
            self.stdout.write("Collecting style sheets and scripts …")
            call_command("collectstatic", interactive=False, verbosity=0)

    def load(self) -> None:
        """The content, if there is none."""
        if is_loaded():
            return
        if User.objects.exists():
            raise CommandError(
                "There are people in this database already, but no articles: it is not the demonstration’s, so "
                "nothing was added. Give the demonstration a database of its own."
            )
        self.stdout.write("Writing the demonstration newsroom (once) …")
        before = ""

        def tell(done: int, total: int, what: str) -> None:
            nonlocal before
            if self.stdout.isatty():
                bar = "█" * (24 * done // total)
                self.stdout.write(f"\r  {bar:░<24} {done}/{total} {what:10}", ending="")
            elif what != before:
                self.stdout.write(f"  {what}")
            before = what

        load(tell)
        if self.stdout.isatty():
            self.stdout.write("")

    def serve(self) -> None:
        """The site and the worker, until one of them or somebody ends it; both are ended with us."""
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stop.set())
        with running(site(), worker()) as processes:
            if answers(processes[0], stop):
                self.tell_sign_ins()
                self.stdout.write("\nStop it with Ctrl-C.")
                self.stdout.flush()
            while not stop.wait(0.5):
                for process, name in zip(processes, ("site", "worker"), strict=True):
                    if process.poll() is not None:
                        raise CommandError(f"The {name} ended by itself (exit code {process.returncode}).")
            self.stdout.write("\nEnding; the worker finishes what it is at …")
            self.stdout.flush()
        self.stdout.write("The demonstration has ended. Its newsroom is kept.")

    def tell_sign_ins(self) -> None:
        """Where everything is and who may sign in."""
        address = settings.SITE_ADDRESS
        lines = [("The paper", "/"), ("The desk", "/admin/"), ("Sign in", "/accounts/login/"), *sights()]
        self.stdout.write(self.style.SUCCESS(f"\n{settings.PAPER_NAME} is out.") + "\n\n")
        for name, path in lines:
            self.stdout.write(f"  {name:24} {address}{path}")
        people = User.objects.in_bulk([f"{role}@causeway.example" for role in ROLES], field_name="email")
        if people:
            self.stdout.write(f"\n  Everybody’s password is {self.style.SUCCESS(PASSWORD)}.\n\n")
        for role in ROLES:
            if user := people.get(f"{role}@causeway.example"):
                self.stdout.write(f"  {role:24} {user.email:34} {user.name}")
        self.stdout.write(f"\n  Mail is put into {settings.EMAIL_FILE_PATH}.")


def sights() -> Iterator[tuple[str, str]]:
    """Some of what there is to see."""
    live = Entry.objects.live().newest_first()
    wanted = {
        "A corrected article": live.filter(kind="correction"),
        "A retraction": live.filter(is_retraction=True),
        "Right to left": live.filter(language="ar"),
    }
    for name, entries in wanted.items():
        if entry := entries.last():
            yield name, entry.path


def site() -> tuple[str, ...]:
    """The site."""
    return (
        *(sys.executable, "-m", "granian", "newsroom.wsgi:application"),
        *("--interface", "wsgi", "--host", HOST, "--port", settings.PORT),
        *("--workers", "2", "--blocking-threads", "1", "--log-level", "warning"),
    )


def worker() -> tuple[str, ...]:
    """The one who makes renditions and sends mail; readers come first, so it is nice."""
    manage = str(settings.BASE_DIR / "manage.py")
    return "nice", sys.executable, manage, "work", "--verbosity", "0"


@contextmanager
def running(*commands: tuple[str, ...]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end when we leave; in sessions of their own, so that Ctrl-C reaches them through us alone."""
    processes = [
        subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True)  # noqa: S603 (our own)
        for command in commands
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in processes:
            try:
                process.wait(max(0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def answers(process: subprocess.Popen[bytes], stop: threading.Event) -> bool:
    """Whether the site has begun to listen, within our patience."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None and not stop.wait(0.05):
        with socket.socket() as probe:
            if probe.connect_ex((HOST, int(settings.PORT))) == 0:
                return True
    return False


def static_is_fresh() -> bool:
    """Whether all static files have been collected since they were last changed."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return False
    known = json.loads(manifest.read_text())["paths"]
    made = manifest.stat().st_mtime
    found = [(path, storage) for finder in get_finders() for path, storage in finder.list([])]
    return all(path in known and Path(storage.path(path)).stat().st_mtime <= made for path, storage in found)
