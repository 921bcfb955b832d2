"""MariaDB and PostgreSQL at ports of their own, both with half a gigabyte of cache and every commit on disk."""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

from benchmarks.peers.place import HOME, PORTS, Running, run
from tests.machine import postgresql

SOCKET: Final = HOME / "mysql.sock"
CONFIGURATION: Final = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
shared_buffers = 512MB
max_connections = 100
random_page_cost = 1.1
"""


def start(running: Running) -> None:
    """Both, with an empty database for each system."""
    _mariadb(running)
    _postgresql(running)


def mariadb(statement: str) -> str:
    """What MariaDB answers, without headings."""
    command = ["mariadb", "--no-defaults", "-S", str(SOCKET), "-u", "root", "-N"]
    done = subprocess.run(command, input=statement, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"MariaDB: {done.stderr[:500]}")
    return done.stdout.strip()


def database(name: str) -> str:
    """DATABASE_URL of a database on our PostgreSQL."""
    return f"postgres://postgres@127.0.0.1:{PORTS['postgresql']}/{name}"


def _mariadb(running: Running) -> None:
    data = HOME / "mysql"
    if not (data / "mysql").exists():
        data.mkdir(exist_ok=True)
        shutil.chown(data, "mysql")
        run(
            ["mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={data}",
             "--auth-root-authentication-method=normal"],
            "mariadb-install",
        )  # fmt: skip
    SOCKET.parent.chmod(0o1777)  # its socket is made there by mysql
    command = [
        "mariadbd", "--no-defaults", "--user=mysql", f"--datadir={data}", f"--socket={SOCKET}",
        f"--port={PORTS['mariadb']}", "--bind-address=127.0.0.1", "--innodb-buffer-pool-size=512M",
        "--innodb-flush-log-at-trx-commit=1", "--character-set-server=utf8mb4",
    ]  # fmt: skip
    running.start("mariadb", command, PORTS["mariadb"])
    for name in ("wordpress", "ghost"):
        mariadb(f"create database if not exists {name} character set utf8mb4")
    for host in ("127.0.0.1", "localhost"):
        mariadb(
            f"create user if not exists 'peer'@'{host}' identified by 'peer'; grant all on *.* to 'peer'@'{host}'"
        )


def _postgresql(running: Running) -> None:
    programs = postgresql()
    if not programs:
        raise SystemExit("There is no PostgreSQL here: run the step `install` first.")
    data = HOME / "postgresql"
    if not (data / "base").exists():
        data.mkdir(mode=0o700, exist_ok=True)
        shutil.chown(data, "postgres", "postgres")
        run(
            [
                programs / "initdb",
                "-D",
                data,
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ],
            "initdb",
            user="postgres",
            cwd=data,
        )
        with (data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION.format(port=PORTS["postgresql"]))
    running.start(
        "postgresql", [programs / "postgres", "-D", data, "-p", str(PORTS["postgresql"])], PORTS["postgresql"],
        user="postgres", folder=data,
    )  # fmt: skip
    for _ in range(100):
        if _psql(programs, "select 1") == "1":
            break
        time.sleep(0.2)
    for name in ("bench_20000", "bench_1000", "wagtail"):
        if not _psql(programs, f"select 1 from pg_database where datname = '{name}'"):  # noqa: S608 (our own names)
            _psql(programs, f"create database {name}")


def _psql(programs: Path, statement: str) -> str:
    command = [str(programs / "psql"), database("postgres"), "-Atc", statement]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()
