"""Where everything listens, which has to be known before the newsroom's settings are read."""

from pathlib import Path
from typing import Final

from benchmarks.faults.stand import HOST

PLACES: Final = ("https", "http", "fill", "first", "second")
"""What listens at a port, in this order; mail comes after them."""


def environment(folder: Path, first: int, database: str, replica: str) -> dict[str, str]:
    """Of everything that is the newsroom's, as on many machines."""
    return {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "SECRET_KEY": "only for figures, only for figures, 0123456789-ABCDEF-only for figures",
        "SITE_ADDRESS": f"https://{HOST}",
        "BEHIND_PROXY": "1",
        "DATABASE_URL": f"{database}&connect_timeout=5",
        "DATABASE_REPLICA_URL": replica,
        "REDIS_URL": f"unix://{folder}/redis.sock",
        "VAR_DIR": str(folder / "var"),
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": str(first + len(PLACES)),
        "MAIL_TLS": "0",
        "REVISIT_SOURCES": "0",
        "RELEASE": "many",
        "DEMO": "0",
        "DEBUG": "0",
    }
