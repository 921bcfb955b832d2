"""The site as granian serves it, whose process dies at a step that the request names; nothing else is different."""

from collections.abc import Callable, Iterable
from typing import Any

from benchmarks.faults.steps import steps
from newsroom.wsgi import application as site

HEADER = "HTTP_X_DIE_AT"

steps.watch()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site's answer, if it comes to that."""
    steps.begin(int(environ.get(HEADER, 0)))
    answer: Iterable[bytes] = site(environ, start_response)
    steps.take()
    steps.begin(0)
    return answer
