"""Two servers and two workers behind nginx, over a database, its replica and Redis, each a process of its own."""

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from benchmarks.faults.databases import Postgresql
from benchmarks.faults.stand import PATIENCE, ROOT, Unit, asked, granian, postbox
from benchmarks.many.places import PLACES
from tests.edge import Edge, Encrypted, nginx
from tests.replicas import Replica

SERVERS: Final = ("server 1", "server 2")
WORKERS: Final = ("worker 1", "worker 2")


class Stand:
    """What runs here; `first` is the first of its ten ports."""

    def __init__(self, folder: Path, first: int, database: Postgresql, replica: Replica) -> None:
        self.folder, self.database, self.replica = folder, database, replica
        self.edge = Edge(folder, database.address)
        self.edge.ports = {name: first + place for place, name in enumerate(PLACES)}
        self.mail_port = first + len(PLACES)
        self.units: dict[str, Unit] = {}

    @contextmanager
    def running(self) -> Iterator[None]:
        """All of it, until we leave."""
        with ExitStack() as stack:
            stack.callback(self.end)
            manage = [sys.executable, str(ROOT / "manage.py")]
            redis = [shutil.which("redis-server") or "", "--port", "0", "--save", "", "--unixsocket"]
            self.unit("redis", [*redis, str(self.folder / "redis.sock"), "--dir", str(self.folder)])
            self.units["postbox"] = postbox(self.folder, self.mail_port)
            for name, place in zip(SERVERS, ("first", "second"), strict=True):
                self.unit(name, granian(self.edge.ports[place]))
            for name in WORKERS:
                self.unit(name, [*manage, "work"])
            self.edge.configure()
            site = self.folder / "site.conf"
            site.write_text(
                site.read_text().replace("rate=1r/s", "rate=900r/s").replace("rate=20r/s", "rate=900r/s")
            )
            self.unit("nginx", [nginx() or "", "-c", str(self.folder / "nginx.conf")])
            self.wait()
            yield

    def unit(self, name: str, command: list[str]) -> None:
        """Begin something that is started again when it ends."""
        self.units[name] = Unit(name.replace(" ", "-"), self.folder, command)

    def end(self) -> None:
        """End everything."""
        for unit in reversed(self.units.values()):
            unit.end()

    def wait(self) -> None:
        """Until both servers answer, and nginx."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answers = [self.direct(self.edge.ports[place]) for place in ("first", "second")]
            if answers == [200, 200] and self.ask("GET", "/healthz")[0] == 200:
                return
            time.sleep(0.1)
        raise SystemExit(f"The servers do not answer: see {self.folder}")

    def direct(self, port: int) -> int:
        """What a server says of its health, asked past nginx."""
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        return asked(link, "GET", "/healthz", X_Forwarded_Proto="https")[0]

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes]:
        """The status, 0 for none, and the answer that somebody gets through nginx."""
        link = Encrypted("127.0.0.1", self.edge.ports["https"], timeout=PATIENCE)
        return asked(link, method, path, body, **headers)

    def kill(self, name: str, away: float) -> None:
        """One of them, as by pulling the plug; what nothing starts again comes back after some seconds."""
        if name == "replica":
            self.replica.stop()
            time.sleep(away)
            self.replica.start()
        elif name == "database":
            self.database.fail(away)
        else:
            self.units[name].kill()


def commands() -> None:
    """Tables and static files; stops with what went wrong."""
    for command in (["migrate"], ["createcachetable"], ["collectstatic", "--no-input"]):
        manage = [sys.executable, str(ROOT / "manage.py"), *command, "--verbosity", "0"]
        subprocess.run(manage, check=True, env=dict(os.environ))
