"""`manage.py workers`: what one small machine needs, in processes that share what they have loaded (ops/crew.py)."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from wms.ops import warm
from wms.ops.crew import Crew
from wms.ops.supervisor import WARM_SECONDS, print_line
from wms.ops.workers import load, work

LOOK_SECONDS = 1.0


class Command(BaseCommand):
    help = "One worker for exchanges and the schedule, one for waves, for a small machine."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        exchanges = partial(
            work, queues=("exchange", "default"), slots=2, pool="threads", name="exchanges", has_beat=True
        )
        waves = partial(work, queues=("wave",), slots=1, pool="threads", name="waves", has_beat=False)
        load()
        log = settings.DATA_DIR / "logs" / "workers.log"
        crew = Crew(say=print_line, works={"exchanges": exchanges, "waves": waves}, log=log)
        try:
            crew.take_on("exchanges")
            _await_kernels(crew)
            if not crew.stopping:
                crew.take_on("waves")
            crew.run()
        finally:
            crew.stop()


def _await_kernels(crew: Crew) -> None:
    """While somebody compiles them: the wave worker would compile the same once more, in as much memory again."""
    until = time.monotonic() + WARM_SECONDS
    while not crew.stopping and warm.is_compiling(settings.DATA_DIR / warm.FOLDER_NAME) and time.monotonic() < until:
        crew.tend(LOOK_SECONDS)
