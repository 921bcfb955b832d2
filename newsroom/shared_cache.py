"""The cache that all processes share, in Redis; while it is gone, the database keeps what it would.

It holds how often somebody has tried something lately, nothing that could not be counted anew. So limits go on, from
nothing, and nobody is refused or let through for the want of a cache.
"""

import logging
from collections.abc import Callable
from time import monotonic
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
INSTEAD: Final = "database"
LEFT_ALONE: Final = 5.0
"""Seconds for which a process does not ask what has not answered."""


def _or_instead(name: str) -> Callable[..., Any]:
    """What RedisCache does under this name, or else what the other cache does."""
    of_redis = getattr(RedisCache, name)

    def answer(self: "RedisOrDatabase", *given: Any, **named: Any) -> Any:
        if monotonic() >= RedisOrDatabase.ask_again:
            try:
                return of_redis(self, *given, **named)
            except RedisError:
                logger.warning("Redis does not answer: the database keeps what it would", exc_info=True)
                RedisOrDatabase.ask_again = monotonic() + LEFT_ALONE
        return getattr(caches[INSTEAD], name)(*given, **named)

    return answer


class RedisOrDatabase(RedisCache):
    """Django's own; every question that Redis does not answer goes to the database's cache."""

    ask_again = 0.0

    add = _or_instead("add")
    get = _or_instead("get")
    set = _or_instead("set")
    touch = _or_instead("touch")
    delete = _or_instead("delete")
    get_many = _or_instead("get_many")
    has_key = _or_instead("has_key")
    incr = _or_instead("incr")
    set_many = _or_instead("set_many")
    delete_many = _or_instead("delete_many")

    def clear(self) -> None:
        """Forget everything, in both."""
        caches[INSTEAD].clear()
        _or_instead("clear")(self)

    def answers(self) -> bool:
        """Whether Redis does."""
        try:
            return bool(self._cache.get_client(None, write=True).ping())
        except RedisError:
            return False
