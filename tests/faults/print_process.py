"""A worker that prints, in a process that a test may kill: the product's own sweep, drain and lanes, no broker."""

from __future__ import annotations

import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402

from wms.celery import app  # noqa: E402
from wms.core.tasks import drain, sweep  # noqa: E402


def main() -> None:
    nudged: list[str] = []
    app.send_task = lambda name, args, **ignored: nudged.append(args[0])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        sweep()
        for lane in dict.fromkeys(nudged):
            nudged.remove(lane)
            drain(lane)
        time.sleep(settings.OUTBOX_SWEEP_SECONDS)


if __name__ == "__main__":
    main()
