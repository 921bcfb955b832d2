"""Lists of words in many languages, one entry a line in `vocabulary/`; a line with '#' is a heading."""

from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "vocabulary"


def load(name: str) -> frozenset[str]:
    """The entries of one list."""
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))
