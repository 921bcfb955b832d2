"""The site and its worker as systemd keeps them: in a folder of their own, on loopback, started again when they end."""

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

ROOT: Final = Path(__file__).resolve().parent.parent.parent
HOST: Final = "news.example"
CSRF: Final = "f" * 32
PATIENCE: Final = 30
"""Seconds that the site may take to begin and to end."""


class Site(Protocol):
    """Where people send and ask."""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status, 0 for none, and the answer to a request."""


def asked(
    link: http.client.HTTPConnection, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, bytes]:
    """The status, 0 for none, and the answer over this connection; whoever shows a cookie has the form's token too."""
    given = {"Host": HOST, "Origin": f"https://{HOST}", "X-CSRFToken": CSRF}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    if "Cookie" in given:
        given["Cookie"] += f"; csrftoken={CSRF}"
    try:
        link.request(method, path, body, given)
        answer = link.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        link.close()


class Unit:
    """A command that is started again a second after it has ended, whatever ended it, until we end it."""

    def __init__(self, name: str, folder: Path, command: list[str], **own: str) -> None:
        self.name, self.log = name, folder / f"{name}.log"
        self.command, self.environment = command, {**os.environ, **own}
        self.ended = threading.Event()
        self.process = self.begin()
        self.keeper = threading.Thread(target=self.keep, daemon=True)
        self.keeper.start()

    def begin(self) -> subprocess.Popen[bytes]:
        """In a session of its own, so that a signal for us reaches it through us alone."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def keep(self) -> None:
        """As `Restart=always` and `RestartSec=1`."""
        while True:
            self.process.wait()
            if self.ended.wait(1):
                return
            self.process = self.begin()

    def kill(self) -> None:
        """The whole unit, as by `kill -9`."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def kill_children(self) -> None:
        """Those who do the work; the first process has to notice."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        for child in children.split():
            os.kill(int(child), signal.SIGKILL)

    def end(self) -> None:
        """As `systemctl stop`."""
        self.ended.set()
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
        self.keeper.join(PATIENCE)


@dataclass
class Stand:
    """What runs here, and where it listens; `first` is the first of its ten ports."""

    folder: Path
    first: int
    units: dict[str, Unit] = field(default_factory=dict)

    @property
    def port(self) -> int:
        """Of the site."""
        return self.first

    def start_site(self, **own: str) -> None:
        """granian, as its unit says, and ready."""
        self.units["site"] = Unit("site", self.folder, granian(self.port), **own)
        self.wait()

    def start_worker(self, **own: str) -> None:
        """The one who sends mail and makes renditions."""
        manage = [sys.executable, str(ROOT / "manage.py"), "work"]
        self.units["worker"] = Unit("worker", self.folder, manage, **own)

    def start_postbox(self) -> None:
        """A mail server."""
        self.units["postbox"] = postbox(self.folder, self.first + 1)

    @contextmanager
    def running(self, **own: str) -> Iterator[None]:
        """Site and worker, for as long as we stay."""
        try:
            self.start_site(**own)
            self.start_worker(**own)
            yield
        finally:
            self.end("worker", "site")

    def end(self, *names: str) -> None:
        """End some of what runs, or all of it."""
        for name in names or list(self.units)[::-1]:
            if unit := self.units.pop(name, None):
                unit.end()

    def wait(self, path: str = "/healthz") -> float:
        """The seconds until the site answers there."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE:
            if self.ask("GET", path)[0] == 200:
                return time.monotonic() - begun
            time.sleep(0.05)
        raise SystemExit(f"The site does not answer: see {self.folder}/site.log")

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status, 0 for none, and the answer to a request as our proxy passes it on."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        passed = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        return asked(link, method, path, body, **passed, **headers)


def granian(port: int) -> list[str]:
    """A server, as its unit says."""
    serve = ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "1"]
    serve += ["--respawn-failed-workers", "--log-level", "warning", "--interface", "wsgi"]
    return [sys.executable, "-m", "granian", "newsroom.wsgi:application", *serve]


def postbox(folder: Path, port: int) -> Unit:
    """A mail server that is well; see `postbox.py`."""
    folder.joinpath("mood").write_text("well")
    command = [sys.executable, "-m", "benchmarks.faults.postbox", str(port), str(folder)]
    return Unit("postbox", folder, command)


def environment(folder: Path, mail: int, database: str, **own: str) -> dict[str, str]:
    """Of the site, its workers and its doctor, as in production; mail goes to the postbox at this port."""
    return {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only for figures, only for figures, 0123456789-ABCDEF-only for figures",
        "SITE_ADDRESS": f"https://{HOST}",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": database,
        "VAR_DIR": str(folder / "var"),
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(mail),
        "MAIL_TLS": "0",
        "REVISIT_SOURCES": "0",
        "DEMO": "0",
        "DEBUG": "0",
        "REDIS_URL": "",
        **own,
    }
