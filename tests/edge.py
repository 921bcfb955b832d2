"""The site behind a real nginx with the configuration of deploy/, on ports of this machine that nobody else hears."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.db import connection

HOST = "news.example"
CONFIGURATION = settings.BASE_DIR / "deploy" / "nginx.conf"
WHOLE = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  gzip on; # as Debian has it
  {temporary}
  include {folder}/site.conf;
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def address() -> str:
    """DATABASE_URL of the database that this test writes into."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def nginx() -> str | None:
    """The nginx of this machine."""
    return shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens at."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def certificate(folder: Path) -> None:
    """A certificate that signs itself."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    signed = builder.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    pem, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "privkey.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, pem, plain))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def cache(self) -> str | None:
        """Whether nginx had it."""
        return self.headers["X-Cache"]


class Encrypted(http.client.HTTPSConnection):
    """A connection to this machine that asks for the site by its name."""

    def connect(self) -> None:
        """Whoever signs itself is believed."""
        context = ssl._create_unverified_context()  # noqa: S323
        plain = socket.create_connection((self.host, self.port), self.timeout)
        self.sock = context.wrap_socket(plain, server_hostname=HOST)


@dataclass
class Edge:
    """nginx and the site behind it."""

    folder: Path
    database: str
    ports: dict[str, int] = field(init=False)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = ("https", "http", "fill", "first", "second")
        self.ports = dict(zip(names, free_ports(len(names)), strict=True))

    @property
    def environment(self) -> dict[str, str]:
        """Of the site, as in production."""
        return {
            **{name: value for name, value in os.environ.items() if name not in ("DEBUG", "DEMO")},
            "SECRET_KEY": "only for this test",
            "SITE_ADDRESS": f"https://{HOST}",
            "BEHIND_PROXY": "1",
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.folder / "var"),
            "LOG_FORMAT": "json",
        }

    def configure(self) -> None:
        """deploy/nginx.conf with the places of this test."""
        text = re.sub(r"^ *listen \[::\].*\n", "", CONFIGURATION.read_text(), flags=re.MULTILINE)
        places = {
            "listen 443": f"listen 127.0.0.1:{self.ports['https']}",
            "listen 80 ": f"listen 127.0.0.1:{self.ports['http']} ",
            "127.0.0.1:8090": f"127.0.0.1:{self.ports['fill']}",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['first']}",
            "127.0.0.1:8001": f"127.0.0.1:{self.ports['second']}",
            "/etc/letsencrypt/live/news.example": str(self.folder),
            "/var/cache/nginx/newsroom": str(self.folder / "cache"),
            "/var/log/nginx/newsroom.log": str(self.folder / "access.log"),
            "/srv/newsroom/var/static": str(self.folder / "var" / "static"),
        }
        for ours, here in places.items():
            assert ours in text, ours
            text = text.replace(ours, here)
        (self.folder / "site.conf").write_text(text)
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = " ".join(f"{name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        whole = WHOLE.format(folder=self.folder, user=user, temporary=temporary)
        (self.folder / "nginx.conf").write_text(whole)
        certificate(self.folder)

    def start(self, name: str, command: list[str], port: int, **environment: str) -> None:
        """Start something, and wait until it listens."""
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env={**self.environment, **environment},
                stderr=log,
                stdout=log,
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            assert self.running[name].poll() is None, (self.folder / f"{name}.log").read_text()
            time.sleep(0.02)
        raise TimeoutError(name)

    def start_site(self, **environment: str) -> None:
        """The site, at the first of its two ports."""
        port = self.ports["first"]
        granian = [sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi"]
        serve = ["--port", str(port), "--blocking-threads", "1", "--workers", "1", "--log-level", "warning"]
        self.start("site", [*granian, *serve], port, **environment)

    def start_nginx(self) -> None:
        """The real one."""
        program = nginx() or ""
        self.start("nginx", [program, "-c", str(self.folder / "nginx.conf")], self.ports["https"])

    def stop(self, name: str) -> None:
        """End what we started, and wait until it has."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def ask(self, path: str, method: str = "GET", body: str | None = None, **headers: str) -> Answer:
        """What a reader's browser gets."""
        return self._answer(
            Encrypted("127.0.0.1", self.ports["https"], timeout=15), path, method, body, headers
        )

    def ask_plain(self, path: str, port: str = "http") -> Answer:
        """Without encryption."""
        there = http.client.HTTPConnection("127.0.0.1", self.ports[port], timeout=15)
        return self._answer(there, path, "GET", None, {})

    def _answer(
        self,
        there: http.client.HTTPConnection,
        path: str,
        method: str,
        body: str | None,
        headers: dict[str, str],
    ) -> Answer:
        sent = {"Host": HOST, **{name.replace("_", "-"): value for name, value in headers.items()}}
        there.request(method, path, body, sent)
        answer = there.getresponse()
        content = answer.read()
        there.close()
        return Answer(answer.status, answer.headers, content)

    def asked(self, path: str) -> list[dict[str, Any]]:
        """What the site has written of requests for this path."""
        lines = (self.folder / "site.log").read_text().splitlines()
        told = [json.loads(line) for line in lines if line.startswith("{")]
        return [line for line in told if line.get("path") == path]


@contextmanager
def running(folder: Path, database: str) -> Iterator[Edge]:
    """nginx and site, until we leave."""
    edge = Edge(folder, database)
    edge.configure()
    manage = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(manage, cwd=settings.BASE_DIR, env=edge.environment, check=True)
    try:
        edge.start_site()
        edge.start_nginx()
        yield edge
    finally:
        for name in list(edge.running):
            edge.stop(name)
