"""Times exact routing on public instance files; a door for scripts, so it needs no database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from picking.management.bench import use_kernel_cache, write


class Command(BaseCommand):
    help = "Shortest closed walk of each instance file in DIR, and microseconds."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--blocks", type=int, choices=(1, 2), default=None)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        use_kernel_cache()
        from picking.planning.bench.runs import bench_routes

        write(self, bench_routes(options["folder"], options["blocks"]), as_json=options["json"])
