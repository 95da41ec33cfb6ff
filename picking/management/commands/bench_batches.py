"""Plans public batching instances within a time budget; a door for scripts, so it needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from picking.management.bench import use_kernel_cache, write


class Command(BaseCommand):
    help = "Best batches of each instance FILE found within the seconds given to each."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
        parser.add_argument("--seconds", type=float, default=3.0)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--entry-gap", type=float, default=None, help="distance from aisle end to first cell")
        parser.add_argument("--plan", action="store_true", help="also the orders of each batch, 0-based")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        use_kernel_cache()
        from picking.planning.bench.runs import bench_batches

        records = bench_batches(
            options["files"], options["seconds"], options["seed"], options["entry_gap"], plan=options["plan"]
        )
        write(self, records, as_json=options["json"])
