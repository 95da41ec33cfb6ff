"""`python -m wms.ops.bench.waves`: a made wave from promised orders to released lists, in a database.

Also the process that `bench_scans --wave` starts beside the web server, as a wave worker would be.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django

from wms.ops import warm


def build_and_generate(orders: int, seed: int, seconds: float, cross_aisles: int) -> dict[str, Any]:
    """Import the made wave's orders, then read, plan, place and write them; seconds of each and what came of it."""
    from django.core.management import call_command
    from django.db import connection

    from picking.planning.bench.generator import ORDERS_PER_TROLLEY, made_wave
    from wms.ops.bench.floor import BenchFloor

    call_command("migrate", verbosity=0)
    began = time.monotonic()
    floor = BenchFloor(made_wave(orders, seed, cross_aisles))
    floor.take_orders(orders)
    imported = time.monotonic()
    floor.rule(slots=ORDERS_PER_TROLLEY, max_orders=5000)
    record = {"database": connection.vendor, "seconds_to_import": round(imported - began, 3)}
    return record | generate(seconds)


def generate(seconds: float) -> dict[str, Any]:
    """Make every wave that the rules give, `seconds` of planning each; what was written and how long it took."""
    from django.db.models import Sum

    from picking.models import PickTask, Wave, WaveRule
    from picking.operations.waves import generate_waves
    from picking.planner import child
    from wms.ops.bench.floor import CAUSE

    kernels = Path(os.environ[warm.CACHE_VARIABLE])
    if not warm.is_warm(kernels):  # then they are loaded from disk in the time below
        subprocess.run([sys.executable, "-m", "wms.ops.warm", str(kernels)], check=True)
    began = time.monotonic()
    made = [
        wave
        for rule in WaveRule.objects.filter(is_active=True)
        for wave in generate_waves(cause=CAUSE, warehouse=rule.warehouse, rule=rule, seconds=seconds)
    ]
    spent = time.monotonic() - began
    child.end()
    waves = Wave.objects.filter(pk__in=[wave.wave_id for wave in made])
    planned = waves.aggregate(seconds=Sum("plan_seconds"), walk=Sum("walk_mm"))
    return {
        "waves": len(made),
        "orders_waved": sum(wave.orders for wave in made),
        "lists": sum(wave.lists for wave in made),
        "tasks": PickTask.objects.filter(pick_list__wave__in=waves).count(),
        "seconds_to_plan": round(planned["seconds"] or 0.0, 3),
        "seconds_to_write": round(spent - (planned["seconds"] or 0.0), 3),
        "seconds_to_release": round(spent, 3),
        "longest_transaction_ms": round(1000 * max((wave.longest_seconds for wave in made), default=0.0), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=0, help="import this many first; 0: wave what is promised")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--cross-aisles", type=int, default=3)
    given = parser.parse_args()
    django.setup()
    if given.orders:
        record = build_and_generate(given.orders, given.seed, given.seconds, given.cross_aisles)
    else:
        record = generate(given.seconds)
    print(json.dumps(record))


if __name__ == "__main__":
    main()
