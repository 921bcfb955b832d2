"""Where the benchmark lives, and what it has started: everything listens on loopback and ends with the command."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
HERE: Final = Path(__file__).resolve().parent
HOME: Final = Path(os.environ.get("BENCH_HOME") or ROOT / "var" / "bench").resolve()
FIRST_PORT: Final = int(os.environ.get("BENCH_PORT", "9100"))
NAMES: Final = (
    "static", "static_gzip", "static_tls", "wordpress", "wordpress_classic", "wordpress_cached",
    "ghost", "ghost_cached", "wagtail", "wagtail_cached", "ours", "ours_small", "edge", "edge_tls", "fill", "nobody",
    "refused", "mariadb", "postgresql", "behind_first", "behind_second",
)  # fmt: skip
PORTS: Final = {name: FIRST_PORT + number for number, name in enumerate(NAMES)}
BELIEVING: Final = ssl._create_unverified_context()  # noqa: S323
"""Our certificate signs itself."""
PATIENCE: Final = 20
"""Seconds that something has to end before it is killed."""
SHARES: Final = Path("/sys/fs/cgroup/cpu")
"""Where the kernel shares out the processor between groups of processes (cgroups, version 1)."""


def say(words: str) -> None:
    """Progress, with the time."""
    print(f"{time.strftime('%H:%M:%S')}  {words}", file=sys.stderr, flush=True)


def url(name: str, path: str = "/") -> str:
    """The address of one of the servers."""
    return f"http://127.0.0.1:{PORTS[name]}{path}"


def fetch(address: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes]:
    """Status and body of an address; the body as it came."""
    try:
        with urllib.request.urlopen(  # noqa: S310 (our own servers)
            urllib.request.Request(address, headers=dict(headers or {})),  # noqa: S310
            timeout=30,
            context=BELIEVING if address.startswith("https:") else None,
        ) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def run(command: Sequence[str | Path], log: str, **more: object) -> None:
    """Run something to its end; what it says goes into a log, whose last lines are shown if it fails."""
    file = HOME / "log" / f"{log}.log"
    with file.open("ab") as out:
        done = subprocess.run(command, stdout=out, stderr=out, **more)  # type: ignore[call-overload]
    if done.returncode:
        tail = "\n".join(file.read_text(errors="replace").splitlines()[-15:])
        sys.exit(f"{log} failed ({command[0]}):\n{tail}")


class Running:
    """What this command has started, by name; all of it is ended by its number, the last first."""

    def __init__(self) -> None:
        for folder in ("log", "pid"):
            (HOME / folder).mkdir(parents=True, exist_ok=True)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        for file in (HOME / "pid").iterdir():
            self._end_left(file)

    @staticmethod
    def _end_left(file: Path) -> None:
        """A run that was killed may have left something: it is ended if that number is still what it was."""
        number, _, began = file.read_text().partition(" ")
        if number.isdecimal() and began_at(int(number)) == began:
            say(f"ending {file.name}, left by an earlier run")
            os.kill(int(number), signal.SIGTERM)
            until = time.monotonic() + PATIENCE
            while began_at(int(number)) == began and time.monotonic() < until:
                time.sleep(0.1)
        file.unlink()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        port: int,
        *,
        user: str | None = None,
        weight: int = 100,
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        patience: float = 60,
    ) -> None:
        """Start it unless it runs, with systemd's `CPUWeight=`, and wait until its port (0 for none) is heard."""
        if name in self.processes:
            return
        with (HOME / "log" / f"{name}.log").open("ab") as log, _as_service(name, weight):
            process = subprocess.Popen(
                command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=folder or HOME,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                user=user,
                group=user,
                extra_groups=[] if user else None,
            )
        self.processes[name] = process
        (HOME / "pid" / name).write_text(f"{process.pid} {began_at(process.pid)}")
        until = time.monotonic() + patience
        while port and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            if process.poll() is not None:
                tail = (HOME / "log" / f"{name}.log").read_text(errors="replace").splitlines()[-15:]
                sys.exit(f"{name} ended by itself:\n" + "\n".join(tail))
            time.sleep(0.1)
        if port:
            sys.exit(f"{name} does not listen at port {port}; see {HOME}/log/{name}.log")

    def stop(self, name: str) -> None:
        """End one of them."""
        if process := self.processes.pop(name, None):
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        with suppress(OSError):  # there is none, or one of its processes takes its time
            _share(name).rmdir()
        (HOME / "pid" / name).unlink(missing_ok=True)

    def stop_all(self) -> None:
        """End everything."""
        for name in reversed(list(self.processes)):
            self.stop(name)

    def numbers(self) -> list[int]:
        """The processes by their numbers."""
        return [process.pid for process in self.processes.values()]


def _share(name: str) -> Path:
    return SHARES / f"newsroom-{name}"


@contextmanager
def _as_service(name: str, weight: int) -> Iterator[None]:
    """What is started here shares one part of the processor, as a unit of systemd does, where the machine lets us.

    Without it each process with a session of its own has a part: a database with ten connections has eleven.
    """
    group = _share(name)
    if not os.access(SHARES / "cgroup.procs", os.W_OK):
        say(f"{name} has no share of the processor for itself")
        yield
        return
    group.mkdir(exist_ok=True)
    (group / "cpu.shares").write_text(str(weight * 1024 // 100))
    (group / "cgroup.procs").write_text(str(os.getpid()))
    try:
        yield
    finally:
        (SHARES / "cgroup.procs").write_text(str(os.getpid()))


def began_at(number: int) -> str:
    """When this process began, in the kernel's ticks; '' if there is none: a number alone may be somebody else's."""
    try:
        return (Path("/proc") / str(number) / "stat").read_text().rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return ""
