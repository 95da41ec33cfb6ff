"""Fills a scratch database as a large seller's and measures the server time of every list of the desk."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from wms.ops.bench.scratch import run_in_scratch


class Command(BaseCommand):
    help = "Measure the desk's lists on 100,000 SKUs, 200,000 balances and 1,000,000 movements."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--skus", type=int, default=100_000)
        parser.add_argument("--balances", type=int, default=200_000)
        parser.add_argument("--movements", type=int, default=1_000_000)
        parser.add_argument("--depth", type=int, default=20, help="pages to go down before a deep page is measured")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("skus", "balances", "movements", "depth", "seed")
        given = [text for name in names for text in (f"--{name}", str(options[name]))]
        for line in run_in_scratch("wms.ops.bench.desk", given).splitlines():
            record = json.loads(line)
            told = line if options["json"] else "  ".join(f"{name} {value}" for name, value in record.items())
            self.stdout.write(told)
