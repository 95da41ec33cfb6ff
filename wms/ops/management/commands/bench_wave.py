"""Plans a made wave within a time budget and compares it with first-come batches; --database also makes it there."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from picking.management.bench import use_kernel_cache, write
from wms.ops.bench.scratch import run_in_scratch


class Command(BaseCommand):
    help = "Plan a made wave of N orders on 10,000 locations; --database: promise, place and write it, too."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=5000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, default=3.0)
        parser.add_argument("--cross-aisles", type=int, choices=range(2, 7), default=3)
        parser.add_argument("--database", action="store_true", help="on a scratch beside DATABASE_URL, or SQLite")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        use_kernel_cache()
        write(self, self._records(options), as_json=options["json"])

    def _records(self, options: dict[str, Any]) -> Iterator[dict[str, Any]]:
        from picking.planning.bench.runs import bench_wave

        names = ("orders", "seed", "seconds", "cross_aisles")
        for record in bench_wave(*(options[name] for name in names)):
            if options["database"]:
                given = [text for name in names for text in (f"--{name.replace('_', '-')}", str(options[name]))]
                record |= json.loads(run_in_scratch("wms.ops.bench.waves", given).splitlines()[-1])
            yield record
