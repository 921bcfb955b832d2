"""What the tests need from the machine: a Chromium, and a PostgreSQL cluster that is gone when they end."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from playwright._impl._driver import compute_driver_executable

CHROMIUMS = (
    "chromium-headless-shell",  # takes half as long, for it keeps no window that nobody sees
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
CONFIGURATION = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
synchronous_commit = off
full_page_writes = off
wal_keep_size = 1GB
"""


def chromium() -> str | None:
    """The browser of this machine."""
    return next(filter(None, map(shutil.which, CHROMIUMS)), None)


def missing_for_browser() -> str:
    """What keeps the browser's tests from running here; '' if nothing does."""
    if not chromium():
        return "there is no Chromium here (sudo apt install chromium)"
    node, _script = compute_driver_executable()
    if subprocess.run([node, "--version"], capture_output=True).returncode:
        return "Playwright does not start here (sudo apt install libatomic1)"
    return ""


def postgresql() -> Path | None:
    """The folder with the programs of this machine's newest PostgreSQL server."""
    debian = Path("/usr/lib/postgresql")
    folders = sorted(debian.glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    if found := shutil.which("initdb"):
        folders.append(Path(found).parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """The address for DATABASE_URL of a running cluster, which listens on nothing but a socket in its folder."""
    owner = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
    with tempfile.TemporaryDirectory(prefix="newsroom-pg-") as name:
        folder = Path(name)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            done = subprocess.run(
                [programs / program, "--pgdata", data, *arguments],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                user=owner,
                group=owner,
                extra_groups=[] if owner else None,
            )
            if done.returncode:
                sys.exit(f"PostgreSQL's {program} failed:\n{done.stdout.decode()}")

        if owner:
            shutil.chown(folder, owner, owner)
        run(
            "initdb",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION.format(folder=folder))
        run("pg_ctl", "start", "--wait", "--silent", f"--log={folder / 'log'}")
        try:
            yield "postgres://postgres@/newsroom?" + urlencode({"host": name})
        finally:
            run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate")
