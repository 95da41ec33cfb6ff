"""`manage.py simulate`: drive a running system over HTTP, from receiving to handover, in a world of its own."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from picking.states import PickMode
from wms.ops.sim_api import BULK
from wms.ops.simulate.run import Simulation, Wanted

WAYS = {
    PickMode.ORDER: "one by one",
    BULK: "in bulk",
    PickMode.CLUSTER: "into totes",
    PickMode.WALL: "for a put wall",
    PickMode.ZONE_PASS: "from zone to zone",
}
MUST_BE_ZERO = ("wrong_parcels", "oversold_orders", "ledger_differences", "front_stock_differences")


class Command(BaseCommand):
    help = "People with handhelds and benches work through orders at a running `make run`; the last line is JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--url", default="http://127.0.0.1:8000")
        parser.add_argument("--control-url", default="", help="where /ops/sim/ is, when a proxy hides it at --url")
        parser.add_argument("--orders", type=int, default=50)
        parser.add_argument("--pickers", type=int, default=2)
        parser.add_argument("--wrong-scan-rate", type=float, default=0.02)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--json", action="store_true", help="only the last line")
        parser.add_argument("--access", type=Path, default=None, help="access.json of the running system")

    def handle(self, *args: Any, **options: Any) -> None:
        path = options["access"] or settings.DATA_DIR / "access.json"
        if not path.exists():
            raise CommandError(f"{path}: 没有演示数据 · no demo is running here (DATA_DIR=, --access)")
        wanted = Wanted(
            url=options["url"].rstrip("/"),
            control_url=(options["control_url"] or options["url"]).rstrip("/"),
            orders=options["orders"],
            pickers=options["pickers"],
            wrong_scan_rate=options["wrong_scan_rate"],
            seed=options["seed"],
        )
        simulation = Simulation(wanted, json.loads(path.read_text(encoding="utf-8")))
        report = simulation.run()
        if not options["json"]:
            for key, value in report.items():
                self.stdout.write(f"{key:26} {value}")
            for mode, name in WAYS.items():
                self.stdout.write(f"{'picked ' + name:26} {simulation.walked[mode]}")
            self.stdout.write(f"{'walks passed on':26} {simulation.world.counts.passed_on}")
        self.stdout.write(json.dumps(report))
        if any(report[key] for key in MUST_BE_ZERO):
            sys.exit(1)
