"""Plans a made wave within a time budget and compares it with first-come batches; needs no database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from picking.management.bench import use_kernel_cache, write


class Command(BaseCommand):
    help = "Plan a made wave of N orders on 10,000 locations."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--orders", type=int, default=5000)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--seconds", type=float, default=3.0)
        parser.add_argument("--cross-aisles", type=int, choices=range(2, 7), default=3)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        use_kernel_cache()
        from picking.planning.bench.runs import bench_wave

        records = bench_wave(options["orders"], options["seed"], options["seconds"], options["cross_aisles"])
        write(self, records, as_json=options["json"])
