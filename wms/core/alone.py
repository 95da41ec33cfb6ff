"""One of many: what fails for one warehouse, shop or wave holds up none of those behind it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

log = logging.getLogger(__name__)


@contextmanager
def alone(what: object) -> Iterator[None]:
    """For a sweep, which comes again: a failure within is logged with `what` it was about, and the sweep goes on."""
    try:
        yield
    except Exception:
        log.exception("failed: %s", what)
