"""Where everything listens, which has to be known before the newsroom's settings are read."""

from pathlib import Path
from typing import Final

from benchmarks.faults import stand

PLACES: Final = ("https", "http", "fill", "first", "second")
"""What listens at a port, in this order; mail comes after them."""


def environment(folder: Path, first: int, database: str, replica: str) -> dict[str, str]:
    """Of everything that is the newsroom's, as on many machines."""
    return stand.environment(
        folder,
        first + len(PLACES),
        f"{database}&connect_timeout=5",
        DATABASE_REPLICA_URL=replica,
        REDIS_URL=f"unix://{folder}/redis.sock",
        RELEASE="many",
    )
