"""Several at once: acts that begin together, each in a thread of its own with a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

Refusals = tuple[type[Exception], ...]


def together(*acts: Callable[[], Any], refusals: Refusals = ()) -> list[Any]:
    """What each act gave, or the refusal that it raised, in their order; any other fault is the test's."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait()
            return act()
        except refusals as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def at_once(*acts: Callable[[], Any], refusals: Refusals = (), refused: str = "") -> list[str]:
    """What became of each, in their order: 'done', or what its refusal is called, or the word for all of them."""
    ends = together(*acts, refusals=refusals)
    return [(refused or type(end).__name__) if isinstance(end, Exception) else "done" for end in ends]
