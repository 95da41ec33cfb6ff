"""Redis as a cache that may be lost: then it knows nothing and keeps nothing, and nobody is locked out by that.

What must be known is in the database; sessions are, too (cached_db).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
T = TypeVar("T")


class ForgivingRedis(RedisCache):
    """For CACHES["default"]["BACKEND"]."""

    def get(self, *args: Any, **kwargs: Any) -> Any:
        default = args[1] if len(args) > 1 else kwargs.get("default")
        return _forgive(lambda: super(ForgivingRedis, self).get(*args, **kwargs), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        _forgive(lambda: super(ForgivingRedis, self).set(*args, **kwargs), None)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """True when lost: whoever asks "am I the first?" goes on."""
        return bool(_forgive(lambda: super(ForgivingRedis, self).add(*args, **kwargs), True))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_forgive(lambda: super(ForgivingRedis, self).delete(*args, **kwargs), False))

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_forgive(lambda: super(ForgivingRedis, self).has_key(*args, **kwargs), False))


def _forgive(work: Callable[[], T], lost: T) -> T:
    try:
        return work()
    except RedisError as problem:
        log.warning("cache is gone: %s", problem)
        return lost
