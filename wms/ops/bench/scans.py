"""`python -m wms.ops.bench.scans`: how long a pick scan takes from handheld to answer, on a server of its own."""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

import django

HOST = "127.0.0.1"
SLOTS = 8
WARM_UP_THREADS = 4
START_SECONDS = 30
PIN = "2468"
SCANS_A_LINE = 3


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Build the floor, start the server, let the handhelds scan; percentiles in milliseconds."""
    from django.core.management import call_command
    from django.db import connection, connections

    from wms.ops.bench.cpu import cpu_seconds
    from wms.ops.bench.load import scan_openly

    call_command("migrate", verbosity=0)
    floor, lists_waved = _floor(given)
    people = [_person(floor, number) for number in range(given.handhelds)]
    labels = _labels(floor, given.handhelds * SLOTS * lists_waved)
    if given.wave:
        floor.take_orders(given.wave)
    vendor = connection.vendor
    connections.close_all()
    with _web_server() as (port, server):
        pickers = _pickers(port, people, labels)
        wave = _start_wave(given) if given.wave else None
        before, own = cpu_seconds(server), time.process_time()
        tally = scan_openly(pickers, rate=given.rate, seconds=given.seconds, seed=given.seed)
        after, own = cpu_seconds(server), time.process_time() - own
        told = _end_wave(wave)
    scans = max(1, len(tally.milliseconds))
    return {
        "database": vendor,
        "handhelds": given.handhelds,
        "rate": given.rate,
        "seconds": given.seconds,
        "scans": len(tally.milliseconds),
        "p50_ms": tally.percentile(0.50),
        "p95_ms": tally.percentile(0.95),
        "p99_ms": tally.percentile(0.99),
        "max_ms": tally.percentile(1.0),
        "errors": sum(tally.errors.values()),
        "error_kinds": dict(tally.errors),
        "codes": dict(tally.codes.most_common()),
        "server_cpu_ms_per_scan": _each(after - before, scans) if before is not None and after is not None else None,
        "load_cpu_ms_per_scan": _each(own, scans),
        **told,
    }


def _each(seconds: float, scans: int) -> float:
    return round(seconds * 1000 / scans, 2)


def _floor(given: argparse.Namespace) -> tuple[Any, int]:
    """A floor whose first orders are waved already: a walk a handheld for each time that it may run out of work."""
    from picking.operations.waves import generate_waves
    from picking.planning.bench.generator import made_wave
    from wms.ops.bench.floor import CAUSE, BenchFloor

    scans_each = given.rate * given.seconds / given.handhelds
    walks_each = 1 + int(scans_each / (SLOTS * SCANS_A_LINE))
    orders = given.handhelds * SLOTS * walks_each + SLOTS * 2
    floor = BenchFloor(made_wave(orders + given.wave, given.seed, cross_aisles=3))
    floor.take_orders(orders)
    rule = floor.rule(slots=SLOTS, max_orders=5000)
    generate_waves(cause=CAUSE, warehouse=floor.warehouse, rule=rule, seconds=0)
    return floor, walks_each + 1


def _person(floor: Any, number: int) -> tuple[str, str, str]:
    """Device token, signed person token, cart barcode."""
    from inventory.operations import make_handling_unit
    from inventory.states import HandlingUnitKind
    from wms.core.models import Assignment, Device, Person
    from wms.core.states import Role
    from wms.core.transactions import run
    from wms.scan.session import enrol, set_pin, sign_in

    person = Person.objects.create(username=f"bench-{number}", name=f"拣货 {number}", badge=f"U{number:06d}")
    set_pin(person, PIN)
    Assignment.objects.create(person=person, warehouse=floor.warehouse, role=Role.PICKER)
    device = Device.objects.create(warehouse=floor.warehouse, code=f"PDA-{number}", name=f"PDA {number}")
    device_token = enrol(device)
    _, token = sign_in(device=device, badge=person.badge or "", pin=PIN)
    make_cart = partial(
        make_handling_unit, warehouse=floor.warehouse, code=f"C{number:04d}", kind=HandlingUnitKind.CART
    )
    return device_token, token.sign(), run(make_cart).barcode


def _labels(floor: Any, totes: int) -> Any:
    from inventory.operations import make_handling_unit
    from wms.core.transactions import run
    from wms.ops.bench.load import Labels

    def make() -> dict[str, str]:
        made = [make_handling_unit(warehouse=floor.warehouse, code=f"T{number:07d}") for number in range(totes)]
        return {tote.code: tote.barcode for tote in made}

    known = run(make)
    return Labels(**floor.labels(), totes=known, free=sorted(known))


@contextmanager
def _web_server() -> Iterator[tuple[int, int]]:
    """`manage.py web` as it runs in production, on a free port: the port, and the pid of its main process."""
    from django.conf import settings

    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "web", "--host", HOST, "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        _wait_until_it_answers(port, process)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    import http.client

    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            line = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
            line.request("GET", "/healthz")
            if line.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the web server did not start")


def _pickers(port: int, people: list[tuple[str, str, str]], labels: Any) -> list[Any]:
    from wms.ops.bench.load import Picker, keep_alive_post

    pickers = [Picker(keep_alive_post(port, device), person, cart, labels) for device, person, cart in people]
    with ThreadPoolExecutor(WARM_UP_THREADS) as pool:
        list(pool.map(Picker.get_ready, pickers))
    return pickers


def _start_wave(given: argparse.Namespace) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "wms.ops.bench.waves", "--seconds", str(given.wave_seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=dict(os.environ))


def _end_wave(process: subprocess.Popen[str] | None) -> dict[str, Any]:
    if process is None:
        return {}
    output, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the wave's process ended with {process.returncode}")
    told: dict[str, Any] = json.loads(output.splitlines()[-1])
    return {f"wave_{name}": told[name] for name in ("orders_waved", "seconds_to_plan", "seconds_to_release")}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--handhelds", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--wave", type=int, default=0)
    parser.add_argument("--wave-seconds", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    django.setup()
    print(json.dumps(measure(given)))


if __name__ == "__main__":
    main()
