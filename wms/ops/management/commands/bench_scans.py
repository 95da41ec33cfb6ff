"""Handhelds scan on a server of their own; how long do the answers take?"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from picking.management.bench import write
from wms.ops.bench.scratch import run_in_scratch


class Command(BaseCommand):
    help = "Pick scans by N handhelds, RATE a second together, against a web server on a scratch database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--handhelds", type=int, default=20)
        parser.add_argument("--rate", type=float, default=8.0, help="scans a second, all together")
        parser.add_argument("--seconds", type=float, default=20.0)
        parser.add_argument("--wave", type=int, default=0, help="a wave of so many orders is made meanwhile")
        parser.add_argument("--wave-seconds", type=float, default=3.0, help="planning budget of each such wave")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        names = ("handhelds", "rate", "seconds", "wave", "wave_seconds", "seed")
        given = [text for name in names for text in (f"--{name.replace('_', '-')}", str(options[name]))]
        output = run_in_scratch("wms.ops.bench.scans", given)
        write(self, [json.loads(output.splitlines()[-1])], as_json=options["json"])
