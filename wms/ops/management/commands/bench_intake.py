"""Brings a large file of SKUs into a scratch database and measures it from the upload to the last row."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wms.ops.bench.scratch import run_in_scratch


class Command(BaseCommand):
    help = "Measure an import of 100,000 SKUs: reading and checking, writing, undoing."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, default=100_000)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        for line in run_in_scratch("wms.ops.bench.intake", ["--rows", str(options["rows"])]).splitlines():
            record = json.loads(line)
            told = line if options["json"] else "  ".join(f"{name} {value}" for name, value in record.items())
            self.stdout.write(told)
