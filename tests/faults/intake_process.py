"""A worker of imports in a process that a test may kill: it dies at a point of its choosing, or goes on to the end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

import django

django.setup()

from wms.celery import app  # noqa: E402
from wms.core.outbox import drain_exchanges  # noqa: E402
from wms.core.outbox.sweep import due_lanes  # noqa: E402
from wms.intake import work  # noqa: E402
from wms.intake.operations import check  # noqa: E402
from wms.intake.operations.bring import LANE  # noqa: E402

app.send_task = lambda *arguments, **options: None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_after_chunks(count: int) -> None:
    """Between the commit of the count-th chunk and whatever would follow it."""
    done = 0
    apply_next = work.apply_next

    def counted(import_id: int, kind: object) -> bool:
        nonlocal done
        more = apply_next(import_id, kind)
        done += 1
        if done == count:
            die()
        return more

    work.apply_next = counted


def die_in_chunk() -> None:
    """With a chunk written and not committed."""
    from wms.intake.operations import apply

    create = apply.ImportStep.objects.create

    def last_words(**columns: object) -> object:
        create(**columns)
        die()
        return None

    apply.ImportStep.objects.create = last_words


def die_in_check() -> None:
    """With a part of the problems written."""
    note = check._note

    def last_words(*arguments: object) -> None:
        note(*arguments)
        die()

    check._note = last_words


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dies", choices=["after_chunks", "in_chunk", "in_check"])
    options = parser.parse_args()
    if options.dies == "after_chunks":
        die_after_chunks(2)
    elif options.dies:
        {"in_chunk": die_in_chunk, "in_check": die_in_check}[options.dies]()
    while True:
        if LANE in due_lanes():
            drain_exchanges(LANE, 30)
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
