"""The steps of a piece of work, and a process that dies before the one it is told: statements, commits, files."""

import os
import signal
import tempfile
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class Steps:
    """Counts the steps of this process; before number `fatal` the process is killed as by `kill -9`. 0 is never."""

    def __init__(self) -> None:
        self.count = self.fatal = 0

    def begin(self, fatal: int) -> None:
        """Count from here on."""
        self.count, self.fatal = 0, fatal

    def take(self) -> None:
        """One more step comes."""
        self.count += 1
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Take every statement, every commit and every file of this process for a step."""

        def statement(execute: Callable[..., Any], *given: Any) -> Any:
            self.take()
            return execute(*given)

        def connected(connection: BaseDatabaseWrapper, **_named: Any) -> None:
            if statement not in connection.execute_wrappers:
                connection.execute_wrappers.append(statement)

        for one in connections.all(initialized_only=True):
            connected(one)
        connection_created.connect(connected, weak=False)
        for owner, name in ((BaseDatabaseWrapper, "_commit"), (os, "replace"), (tempfile, "mkstemp")):
            setattr(owner, name, self.before(getattr(owner, name)))

    def before(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same act, a step each time."""

        def watched(*given: Any, **named: Any) -> Any:
            self.take()
            return act(*given, **named)

        return watched


steps = Steps()
