"""Waiting for leave to call: a slot that lapsed on a busy machine is thrown away, and the next one taken."""

from __future__ import annotations

import time

from wms.aliexpress.failures import NO_SLOT, FailureKind, PlatformFailure
from wms.core import throttle


def await_slot(key: str, kind: str, *, seconds: float) -> None:
    """Return at the time of a slot, to call at once [M13]. Raises PlatformFailure (NOT_SENT) when none came in time."""
    ends = time.monotonic() + seconds
    while slot := throttle.take(key, kind, until=ends):
        if slot.open():
            return
    raise PlatformFailure(FailureKind.NOT_SENT, NO_SLOT)
