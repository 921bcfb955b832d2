"""python -m benchmarks.peers [STEP…]: sets up what a newsroom would pick instead, fills all alike, and measures.

Steps: install, up, fill, measure, report; all of them if none is named. Everything lives in BENCH_HOME (var/bench),
listens on loopback and has ended with the command. See benchmarks/README.md.
"""

import argparse
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from benchmarks.peers import databases, front, ghost, ours, report, session, wagtail, wordpress
from benchmarks.peers.place import HERE, HOME, Running, say

Options: TypeAlias = argparse.Namespace
STEPS: Final = ("install", "up", "fill", "measure", "report")


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__)
    parser.add_argument("steps", nargs="*", help=f"some of {', '.join(STEPS)}; all of them if none is named")
    parser.add_argument("--quick", action="store_true", help="one short round, to try it out")
    parser.add_argument(
        "--only", choices=session.PARTS, nargs="+", default=session.PARTS, help="parts of measuring"
    )
    options = parser.parse_args()
    if unknown := set(options.steps) - set(STEPS):
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    steps = [step for step in STEPS if step in (options.steps or STEPS)]
    look_at_machine(steps)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    os.environ.setdefault("SECRET_KEY", "only for figures")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("Ended; what was finished is kept."))
    running = Running()
    try:
        for step in steps:
            begun = time.monotonic()
            say(f"== {step}")
            DO[step](running, options)
            say(f"== {step} took {time.monotonic() - begun:.0f} s")
    except KeyboardInterrupt:
        sys.exit("Stopped. What was finished is kept; the next run goes on.")
    finally:
        running.stop_all()
        front.forget()


def look_at_machine(steps: list[str]) -> None:
    """Stops with one line where it cannot work."""
    if steps == ["report"]:
        return
    if os.geteuid():
        sys.exit("This starts databases as users of their own, and installs packages: run it as root.")
    if not shutil.which("apt-get"):
        sys.exit("This needs Debian 12.")
    HOME.mkdir(parents=True, exist_ok=True)
    for folder in (HOME, *HOME.parents):
        if not folder.stat().st_mode & 0o001:
            sys.exit(
                f"Databases run as users of their own, who cannot enter {folder}. Name another BENCH_HOME."
            )


def install(_running: Running, _options: Options) -> None:
    """The peers' programs."""
    from benchmarks.peers.place import run

    run(["sh", HERE / "install.sh", HOME], "install")


def up(running: Running, _options: Options) -> None:
    """Databases, and each system with its tables."""
    databases.start(running)
    wordpress.start(running)
    wordpress.fill()
    wagtail.fill()
    ghost.start(running)


def fill(running: Running, _options: Options) -> None:
    """The same articles in all."""
    databases.start(running)
    ours.fill()
    wordpress.start(running)
    say("WordPress: the same articles")
    wordpress.fill()
    say("Wagtail: the same articles")
    wagtail.fill()
    say("Ghost: the same articles")
    ghost.start(running)
    ghost.fill(running)


def measure(running: Running, options: Options) -> None:
    """All figures, into BENCH_HOME/figures.json."""
    databases.start(running)
    wordpress.start(running)
    wagtail.start(running)
    ghost.start(running)
    ours.start(running, small=True)
    front.start(running)
    session.measure(running, quick=options.quick, only=options.only)


def tell(_running: Running, _options: Options) -> None:
    """Tables and chart, into benchmarks/figures/."""
    report.write()


DO: Final[dict[str, Callable[[Running, Options], None]]] = {
    "install": install, "up": up, "fill": fill, "measure": measure, "report": tell,
}  # fmt: skip

if __name__ == "__main__":
    main()
