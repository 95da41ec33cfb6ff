"""How often one token may call: an even pace, with a little burst, kept in the cache that the processes share."""

from __future__ import annotations

import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

BURST_SHARE = 10  # a tenth of a minute's calls may come at once, ten at least


class TokenThrottle(BaseThrottle):
    """One time a token: when its calls so far would be used up at the even pace. Without a cache nobody is refused."""

    def __init__(self) -> None:
        self.wait_seconds = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        per_minute = settings.API_REQUESTS_PER_MINUTE
        if request.auth is None or per_minute <= 0:
            return True
        step, burst = 60.0 / per_minute, max(10, per_minute // BURST_SHARE)
        key, now = f"api.pace.{request.auth.pk}", time.time()
        used_until = max(float(cache.get(key) or 0.0), now)
        self.wait_seconds = used_until + step - now - step * burst
        if self.wait_seconds > 0:
            return False
        cache.set(key, used_until + step, timeout=120)
        return True

    def wait(self) -> float:
        return float(math.ceil(self.wait_seconds))
