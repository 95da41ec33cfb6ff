"""What the planning benchmarks' commands share: where kernels are cached, and how records are written."""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from picking.planning.errors import PlanningError


def use_kernel_cache() -> None:
    """Keep compiled kernels under DATA_DIR; must run before the first kernel is imported."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(settings.DATA_DIR) / "numba"))


@contextmanager
def told_plainly() -> Iterator[None]:
    """A bad file or number is the caller's to correct: one line, no traceback."""
    try:
        yield
    except (PlanningError, OSError) as problem:
        raise CommandError(str(problem)) from problem


def write(command: BaseCommand, records: Iterable[dict[str, Any]], *, as_json: bool) -> None:
    """One record a line, as it comes: JSON, or name=value for reading."""
    with told_plainly():
        for record in records:
            shown = json.dumps(record) if as_json else "  ".join(f"{name}={value}" for name, value in record.items())
            command.stdout.write(shown)
            command.stdout.flush()
