"""Every check, then the tests on SQLite and on PostgreSQL; what `make test` runs.

All of it runs, whatever fails before. What failed or could not run stands above the last summary, and the exit code
is 1 if anything failed. With CI=1 or STRICT=1 a missing Chromium or PostgreSQL is a failure too.
"""

import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

from tests.machine import cluster, missing_for_browser, postgresql

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
STRICT = bool(os.environ.get("CI") or os.environ.get("STRICT"))
OURS = (
    "DATABASE_URL",
    "DATABASE_REPLICA_URL",
    "DEBUG",
    "DEMO",
    "MEDIA_BUCKET",
    "MEDIA_ROOT",
    "PORT",
    "REDIS_URL",
    "SECRET_KEY",
    "SITE_ADDRESS",
)
WORKERS = min((os.cpu_count() or 1) + 1, 8)  # one waits for a browser or a database while the others run
PYTEST = [PYTHON, "-m", "pytest", "--numprocesses", str(WORKERS), "--dist", "worksteal"]
PRODUCTION = {
    "SECRET_KEY": secrets.token_urlsafe(48),
    "SITE_ADDRESS": "https://news.example",
    "MAIL_HOST": "mail.example",
}

Command = list[str]


def checks() -> dict[str, tuple[Command, Mapping[str, str]]]:
    """What is looked at before the tests run: name, command, its own environment."""
    templates = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))
    manage = [PYTHON, "manage.py"]
    demo = {"DEMO": "1", "SECRET_KEY": PRODUCTION["SECRET_KEY"]}  # or several at once would make one
    return {
        "ruff check": ([str(BIN / "ruff"), "check", "--quiet", "."], {}),
        "ruff format": ([str(BIN / "ruff"), "format", "--check", "--quiet", "."], {}),
        "djade": ([str(BIN / "djade"), "--target-version", "5.2", "--check", *templates], {}),
        "import-linter": ([str(BIN / "lint-imports")], {}),
        "mypy": ([PYTHON, "-m", "mypy", "."], demo),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], demo),
        "check --deploy": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    }


def migrating(address: str) -> tuple[Command, Mapping[str, str]]:
    """Makes the database at this address, of which every worker of the tests takes a copy."""
    own = {"DEMO": "1", "SECRET_KEY": PRODUCTION["SECRET_KEY"], "DATABASE_URL": address}
    return [PYTHON, "manage.py", "migrate", "--verbosity", "0"], own


def main() -> int:
    """Run everything; the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the cluster is stopped then, too
    failed: list[str] = []
    skipped: list[str] = []

    with tempfile.TemporaryDirectory(prefix="newsroom-test-") as var, ExitStack() as until_the_end:
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        clean["VAR_DIR"] = var

        def run(command: Command, own: Mapping[str, str], **options: Any) -> subprocess.CompletedProcess[str]:
            return subprocess.run(command, cwd=ROOT, env={**clean, **own}, text=True, **options)

        def tests(name: str, *arguments: str, **own: str) -> None:
            print(f"\n{name}", flush=True)
            told = {"TOLD": "\n".join([*failed, *skipped])}
            if run([*PYTEST, *arguments], {**own, **told}).returncode:
                failed.append(f"Failed: {name}")

        def check(command: Command, own: Mapping[str, str]) -> tuple[subprocess.CompletedProcess[str], float]:
            started = monotonic()
            return run(command, own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT), monotonic() - started

        made = str(Path(var) / "made.sqlite3")
        looked_at = checks() | {"migrate on SQLite": migrating(f"sqlite:///{made}")}
        if programs := postgresql():
            address = until_the_end.enter_context(cluster(programs))
            server = f"--maintenance-db={address.replace('/newsroom?', '/postgres?')}"
            run([str(programs / "createdb"), server, "newsroom"], {}, check=True)
            looked_at["migrate on PostgreSQL"] = migrating(address)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # mypy takes as long as all the others
            for name, (done, took) in zip(
                looked_at, pool.map(check, *zip(*looked_at.values(), strict=True)), strict=True
            ):
                print(f"{'FAILED' if done.returncode else 'passed'}  {name} ({took:.0f} s)", flush=True)
                if done.returncode:
                    print(done.stdout, flush=True)
                    failed.append(f"Failed: {name}")

        missing = failed if STRICT else skipped
        if reason := missing_for_browser():
            missing.append(f"Not run: tests in a browser, for {reason}")
        if not programs:
            missing.append(
                "Not run: tests on PostgreSQL, for there is none here (sudo apt install postgresql)"
            )

        tests("Tests on SQLite", MADE=made)
        if programs:
            tests("Tests on PostgreSQL", "-m", "not browser", DATABASE_URL=address, MADE="newsroom")

    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
