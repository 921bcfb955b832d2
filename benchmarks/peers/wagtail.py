"""Wagtail on PostgreSQL under gunicorn, with a small newsroom of its own: wagtail_site/."""

import os
import shutil
from typing import Final

from benchmarks.peers.place import HERE, HOME, PORTS, Running, run

FOLDER: Final = HOME / "wagtail"
PROGRAMS: Final = HOME / "venv" / "bin"
WORKERS: Final = 2


def environment() -> dict[str, str]:
    """What its settings need; nothing of our own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "BENCH_POSTGRESQL": str(PORTS["postgresql"]), "PYTHONDONTWRITEBYTECODE": "1"}


def fill() -> None:
    """Tables, the measured article and the archive; what is there is kept."""
    shutil.copytree(HERE / "wagtail_site", FOLDER, dirs_exist_ok=True)
    migrations = FOLDER / "news" / "migrations"
    migrations.mkdir(exist_ok=True)
    (migrations / "__init__.py").touch()
    run([PROGRAMS / "python", "load.py", HOME], "wagtail-fill", cwd=FOLDER, env=environment())


def start(running: Running) -> None:
    """Two workers, one request at a time each."""
    command = [
        "env", "-i", *(f"{name}={value}" for name, value in environment().items()),
        str(PROGRAMS / "gunicorn"), "wsgi:application", "--backlog", "4096", "-w", str(WORKERS), "-k", "sync",
        "-b", f"127.0.0.1:{PORTS['wagtail']}",
    ]  # fmt: skip
    running.start("wagtail", command, PORTS["wagtail"], folder=FOLDER)
