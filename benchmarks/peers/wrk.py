"""wrk, and what the machine did meanwhile: requests a second, their times, errors, and whose the processors were."""

import os
import re
import resource
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

TICKS: Final = os.sysconf("SC_CLK_TCK")
UNITS: Final = {"us": 0.001, "ms": 1, "s": 1_000, "m": 60_000}


@dataclass(frozen=True, slots=True)
class Said:
    """What wrk says at its end; times in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float
    refused: int
    broken: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of wrk; `server` is microseconds of the processors a request, `others` the share of strangers."""

    said: Said
    server: float
    others: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What the processors have done so far, in ticks."""

    busy: int
    all: int
    ours: int


def parsed(output: str) -> Said:
    """Of wrk's own words, with --latency."""
    requests = re.search(r"(\d+) requests in", output)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    if not requests or not rate:
        raise ValueError(f"wrk said something else: {output[:300]}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    return Said(
        requests=int(requests[1]),
        per_second=float(rate[1]),
        p50=_percentile(output, 50),
        p99=_percentile(output, 99),
        refused=int(refused[1]) if refused else 0,
        broken=sum(map(int, broken.groups())) if broken else 0,
    )


def _percentile(output: str, number: int) -> float:
    found = re.search(rf"\b{number}%\s+([\d.]+)(us|ms|s|m)\b", output)
    return float(found[1]) * UNITS[found[2]] if found else 0.0


def wrk(
    address: str,
    headers: Mapping[str, str],
    *,
    connections: int,
    seconds: int,
    servers: Sequence[int],
    script: Path | None = None,
) -> Sample:
    """Ask this address so long over so many connections; `servers` are the processes that answer."""
    if urlsplit(address).hostname != "127.0.0.1":
        raise SystemExit(f"{address} is not on this machine.")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "10s"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    before, client = reading(servers), _children()
    done = subprocess.run([*command, address], capture_output=True, text=True, timeout=seconds + 60)
    after, client = reading(servers), _children() - client
    said = parsed(done.stdout)
    server = ((after.busy - before.busy) / TICKS - client) * 1e6 / said.requests if said.requests else 0
    return Sample(said, max(0.0, server), others(before, after))


def others(before: Reading, after: Reading) -> float:
    """The share of the machine that neither we nor the servers took between two readings."""
    strangers = (after.busy - before.busy) - (after.ours - before.ours)
    return max(0, strangers) / max(1, after.all - before.all)


def reading(servers: Sequence[int]) -> Reading:
    """The processors by now: all of them, and what we, our children and the servers have had."""
    fields = list(map(int, Path("/proc/stat").read_text().splitlines()[0].split()[1:9]))
    idle, interrupts = fields[3] + fields[4], fields[5] + fields[6]
    return Reading(sum(fields) - idle, sum(fields), _ticks([os.getpid(), *servers]) + interrupts)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _ticks(roots: Sequence[int]) -> int:
    """What these processes and all below them have had."""
    return sum(sum(family.times) for family in families(roots))


@dataclass(frozen=True, slots=True)
class Process:
    """A process by its number, with its ticks and those of its ended children."""

    number: int
    times: tuple[int, ...]


def families(roots: Sequence[int]) -> list[Process]:
    """These processes and all below them."""
    known: dict[int, Process] = {}
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue  # it has ended
            number = int(folder.name)
            known[number] = Process(number, tuple(map(int, fields[11:15])))
            below.setdefault(int(fields[1]), []).append(number)
    todo, found = list(roots), {}
    while todo:
        number = todo.pop()
        if number in known and number not in found:
            found[number] = known[number]
            todo += below.get(number, [])
    return list(found.values())
