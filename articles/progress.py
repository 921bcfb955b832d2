"""Progress of long commands: a bar on a terminal, plain lines otherwise."""

from collections.abc import Iterable, Iterator
from typing import Final, TextIO, TypeVar

from django.core.management.base import OutputWrapper

Item = TypeVar("Item")
WIDTH: Final = 30


def progress(items: Iterable[Item], total: int, label: str, out: OutputWrapper | TextIO) -> Iterator[Item]:
    """The same items, one by one, while `out` is told how many of `total` have been done."""
    terminal = out.isatty()
    shown = -1
    done = 0
    for done, item in enumerate(items, 1):
        yield item
        percent = min(100, 100 * done // total) if total else 0
        step = percent if terminal else percent // 10
        if total and step != shown:
            shown = step
            _tell(out, terminal, label, percent, done)
    if terminal and total:
        out.write("\n")
    elif total and shown != 10:
        out.write(f"{label}: {done}\n")


def _tell(out: OutputWrapper | TextIO, terminal: bool, label: str, percent: int, done: int) -> None:
    if terminal:
        bar = ("█" * (percent * WIDTH // 100)).ljust(WIDTH, "░")
        _write(out, f"\r{label} {bar} {percent:3} % ({done})")
        out.flush()
    else:
        _write(out, f"{label}: {done}, {percent} %\n")


def _write(out: OutputWrapper | TextIO, text: str) -> None:
    if isinstance(out, OutputWrapper):
        out.write(text, ending="")
    else:
        out.write(text)
