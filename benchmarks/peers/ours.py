"""Our own site as deploy/ has it: granian with a worker for each core, PostgreSQL, the task worker, nginx in front."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from benchmarks.peers import databases
from benchmarks.peers.place import HOME, PORTS, ROOT, Running, say

HOST: Final = "news.example"
WORKERS: Final = 2
BEHIND: Final = ("behind_first", "behind_second")
AS_BEHIND_NGINX: Final = {"Host": HOST, "X-Forwarded-Proto": "https"}
"""What the site is told by nginx, for whoever asks it directly."""
CACHE: Final = Path("/dev/shm/newsroom-bench")  # noqa: S108 (a folder of this command)
"""In memory, as deploy/systemd has it."""
CONFIGURATION: Final = ROOT / "deploy" / "nginx.conf"


def environment(database: str) -> dict[str, str]:
    """As in deploy/newsroom.env.example."""
    var = HOME / "ours" / database
    var.mkdir(parents=True, exist_ok=True)
    known = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO", "PYTHONPATH")}
    return {
        **known,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only for figures",
        "SITE_ADDRESS": f"https://{HOST}",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": databases.database(database),
        "VAR_DIR": str(var),
        "METRICS_DIR": str(var / "metrics"),
        "LOG_FORMAT": "json",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(PORTS["refused"]),
        "REVISIT_SOURCES": "0",
        "BENCH_HOME": str(HOME),
    }


def inside(what: str, number: int = 0, *, database: str = "bench_20000") -> dict[str, Any]:
    """Something done by our own code with our own database."""
    command = [sys.executable, "-m", "benchmarks.peers.inside", what, str(number)]
    done = subprocess.run(command, cwd=ROOT, env=environment(database), stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"Our own {what} failed.")
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def start(running: Running, *, small: bool = False) -> None:
    """The site with 20,000 articles and its worker; with `small` also one with 1,000.

    With two workers at one port for whoever asks it directly, and for the edge with one each at two ports, as deployed.
    """
    _site(running, "ours", "bench_20000")
    for name in BEHIND:
        _site(running, name, "bench_20000", workers=1)
    work = [sys.executable, "manage.py", "work", "--verbosity", "0"]
    running.start("worker", work, 0, weight=50, folder=ROOT, environment=environment("bench_20000"))
    if small:
        _site(running, "ours_small", "bench_1000")


def _site(running: Running, name: str, database: str, *, workers: int = WORKERS) -> None:
    command = [
        sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi",
        "--host", "127.0.0.1", "--port", str(PORTS[name]), "--workers", str(workers), "--blocking-threads", "1",
        "--respawn-failed-workers", "--log-level", "warning",
    ]  # fmt: skip
    running.start(name, command, PORTS[name], folder=ROOT, environment=environment(database))


def fill() -> None:
    """Both databases, and the archive as the others take it."""
    for database, size in (("bench_1000", 1_000), ("bench_20000", 20_000)):
        say(f"ours: {size:,} articles")
        told = inside("prepare", size, database=database)
        say(f"ours: {told['live']:,} live, {told['path']}")
    inside("archive")


def edge(text: str, places: Mapping[str, str], ports: Mapping[str, int]) -> str:
    """deploy/nginx.conf at our places and ports, without encryption and, at a second port, with it.

    wrk asks at 127.0.0.1; who asks without encryption is taken for one who came with it, as behind a CDN.
    """
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 80 default_server;", f"listen 127.0.0.1:{ports['nobody']} default_server;")
    text = text.replace(
        "listen 443 ssl http2 default_server;", f"listen 127.0.0.1:{ports['refused']} ssl default_server;"
    )
    heard = (
        f"listen 127.0.0.1:{ports['edge']} backlog=4096;\n"
        f"    listen 127.0.0.1:{ports['edge_tls']} ssl backlog=4096;"
    )
    changes = {
        "listen 443 ssl http2;": heard,
        "X-Forwarded-Proto $scheme": "X-Forwarded-Proto https",
        "127.0.0.1:8090": f"127.0.0.1:{ports['fill']}",
        "127.0.0.1:8000": f"127.0.0.1:{ports['behind_first']}",
        "127.0.0.1:8001": f"127.0.0.1:{ports['behind_second']}",
        **places,
    }
    for deployed, here in changes.items():
        if deployed not in text:
            sys.exit(f"deploy/nginx.conf no longer has {deployed!r}: benchmarks/peers/ours.py has to follow.")
        text = text.replace(deployed, here)
    return text


def site_configuration(folder: Path) -> str:
    """The edge's part of nginx's configuration."""
    places = {
        "/etc/letsencrypt/live/news.example": str(folder),
        "/var/cache/nginx/newsroom": str(CACHE / "newsroom"),
        "/var/log/nginx/newsroom.log": str(folder / "access.log"),
        "/srv/newsroom/var/static": str(HOME / "ours" / "bench_20000" / "static"),
    }
    return edge(CONFIGURATION.read_text(), places, PORTS)
