"""Rounds of wrk over all targets, in turn and back, so that whatever the machine does meets all of them alike."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any, Final

from benchmarks.peers.place import say
from benchmarks.peers.targets import Target, look_at
from benchmarks.peers.wrk import Sample, wrk

CONNECTIONS: Final = 32
QUIET: Final = 0.04
"""The share of the machine that strangers may take; a sample with more is taken once more."""
SLOW: Final = 100
"""Milliseconds: a server as slow as this still works at the last requests when wrk has gone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how often; `again` is how many samples may be taken once more."""

    rounds: int
    seconds: int
    single: int
    again: int


WHOLE: Final = Plan(rounds=3, seconds=5, single=2, again=25)
QUICK: Final = Plan(rounds=1, seconds=2, single=1, again=0)


@dataclass(frozen=True, slots=True)
class Figure:
    """The medians of one target's rounds; times in milliseconds, `server` in microseconds of the processors."""

    page: str
    system: str
    bytes: int
    per_second: float | None
    lowest: float | None
    highest: float | None
    p50: float | None
    p99: float | None
    server: float | None
    p50_single: float
    p99_single: float
    errors: int
    others: float


def taken(
    targets: Sequence[Target], servers: Callable[[], list[int]], plan: Plan
) -> tuple[list[Figure], dict[str, Any]]:
    """A figure of each target, and every sample behind them."""
    sizes = {target: look_at(target) for target in targets}
    say(f"{len(targets)} pages answer as they should")
    many: dict[Target, list[Sample]] = {target: [] for target in targets}
    single: dict[Target, list[Sample]] = {target: [] for target in targets}
    again = plan.again

    def sample(target: Target, connections: int, seconds: int) -> Sample:
        nonlocal again
        given: dict[str, Any] = {"connections": connections, "seconds": seconds, "servers": servers()}
        one = wrk(target.address, target.headers, **given)
        while one.others > QUIET and again > 0:
            again -= 1
            time.sleep(2)
            one = min(one, wrk(target.address, target.headers, **given), key=lambda known: known.others)
        if one.said.p50 > SLOW:
            time.sleep(1.5)
        return one

    for target in targets:
        wrk(target.address, target.headers, connections=4, seconds=1, servers=servers())
    for number in range(plan.rounds):
        for target in turned(targets, number):
            alone = sample(target, 1, plan.single * (2 if target.is_quick else 1))  # those may be slow
            single[target].append(alone)
            told = f"one at a time p50 {alone.said.p50:.2f}"
            if not target.is_quick:
                one = sample(target, CONNECTIONS, plan.seconds)
                many[target].append(one)
                told = f"{one.said.per_second:,.0f}/s, p99 {one.said.p99:.1f} ms, {told}"
            say(f"round {number + 1}: {target.name}: {told}, others {100 * alone.others:.0f} %")
    figures = [figure(target, sizes[target], many[target], single[target]) for target in targets]
    raw = {
        target.name: {
            "address": target.address,
            "headers": target.headers,
            "32": [asdict(one) for one in many[target]],
            "1": [asdict(one) for one in single[target]],
        }
        for target in targets
    }
    return figures, raw


def turned(targets: Sequence[Target], number: int) -> Iterator[Target]:
    """All targets: in each round another one comes first, and every other round runs backwards."""
    shift = number * len(targets) // 3 % max(1, len(targets))
    order = [*targets[shift:], *targets[:shift]]
    yield from order if number % 2 == 0 else reversed(order)


def figure(target: Target, size: int, many: Sequence[Sample], single: Sequence[Sample]) -> Figure:
    """The medians."""
    samples = [*many, *single]

    def half(of: Callable[[Sample], float]) -> float | None:
        return median(map(of, many)) if many else None

    rates = [sample.said.per_second for sample in many]
    return Figure(
        page=target.page,
        system=target.system,
        bytes=size,
        per_second=half(lambda sample: sample.said.per_second),
        lowest=min(rates, default=None),
        highest=max(rates, default=None),
        p50=half(lambda sample: sample.said.p50),
        p99=half(lambda sample: sample.said.p99),
        server=half(lambda sample: sample.server),
        p50_single=median(sample.said.p50 for sample in single),
        p99_single=median(sample.said.p99 for sample in single),
        errors=sum(sample.said.refused + sample.said.broken for sample in samples),
        others=max(sample.others for sample in samples),
    )
