"""What the log says: lines for people or as JSON, each with the request or task it belongs to.

No line holds an e-mail address.
"""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

ADDRESS: Final = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")

current: ContextVar[Mapping[str, str]] = ContextVar("current", default=MappingProxyType({}))
"""What every line that is written now belongs to: a request's id, or a task's."""


@contextmanager
def belonging_to(**what: str) -> Iterator[None]:
    """Every line that is written within carries this."""
    token = current.set(what)
    try:
        yield
    finally:
        current.reset(token)


class AsJson(logging.Formatter):
    """A line of the log as JSON: time, level, logger, message, what it belongs to, and what went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, whatever the message holds."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_addresses(record.getMessage()),
            **current.get(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["error"] = without_addresses(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)


class AsText(logging.Formatter):
    """The same for people: a line, and what it belongs to at its end."""

    def format(self, record: logging.LogRecord) -> str:
        """Without e-mail addresses either."""
        belongs = "".join(f" [{value}]" for value in current.get().values())
        return without_addresses(super().format(record)) + belongs


def without_addresses(text: str) -> str:
    """The text with a sign where an e-mail address stood; errors of databases quote them."""
    return ADDRESS.sub("‹address›", text) if "@" in text else text
