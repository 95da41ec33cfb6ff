"""`python -m wms.ops.bench.exchange`: how long a stock change takes from its commit to the platform's answer.

Two workers as in production serve one shop at the sandbox's gateway. Changes come in an open loop, by Zipf over the
SKUs; meanwhile buyers order at the front and a bench asks for labels, which takes two of the nine slots a second.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

WORKERS, SLOTS = 2, 4
ZIPF = 0.8
UNITS = 40  # of each SKU at first, at the front and here
SCARCE, FEW = 20, 3  # the best sellers, and how few of them are left: what may be oversold
ORDERS_A_SECOND, LOOKS_A_SECOND = 0.5, 1.0
SETTLE_SECONDS, START_SECONDS = 180.0, 120.0


def measure(given: argparse.Namespace) -> dict[str, Any]:
    """Fill, start, change for `seconds`, wait until all rests; latencies in seconds."""
    from django.core.management import call_command
    from django.db import connection

    from wms.ops.bench.shop import BenchShop

    call_command("migrate", verbosity=0)
    with _platform(given.skus) as gateway:
        began = time.monotonic()
        shop = BenchShop(gateway, profile=given.profile, skus=given.skus, units=UNITS)
        filled = round(time.monotonic() - began, 1)
        shop.few_left(SCARCE, FEW)
        with _workers():
            shop.wait_until_at_rest(START_SECONDS)  # the few are shown
            shop.begin()
            told = _load(given, shop)
            told["unsettled"] = shop.wait_until_at_rest(SETTLE_SECONDS)
            return {
                "database": connection.vendor,
                "profile": given.profile,
                "skus": given.skus,
                "filled_in_s": filled,
                "seconds": given.seconds,
                "rate": given.rate,
                **told,
                **shop.latencies(),
                **shop.at_platform(),
            }


def _load(given: argparse.Namespace, shop: Any) -> dict[str, Any]:
    """Changes, orders and looks beside one another, each at its own pace."""
    is_over = threading.Event()
    orders, looks = itertools.count(), itertools.count()
    rng = random.Random(given.seed)
    beside = [
        threading.Thread(target=_paced, args=(rate, is_over, random.Random(f"{given.seed}/{act.__name__}"), act, done))
        for rate, act, done in ((ORDERS_A_SECOND, shop.buy, orders), (LOOKS_A_SECOND, shop.look, looks))
    ]
    for thread in beside:
        thread.start()
    try:
        changes, behind = _change(given, shop, rng)
    finally:
        is_over.set()
        for thread in beside:
            thread.join()
    return {"changes": changes, "generator_behind_s": behind, "orders": next(orders), "looks": next(looks)}


def _change(given: argparse.Namespace, shop: Any, rng: random.Random) -> tuple[int, float]:
    """How many, and how many seconds the last one came after it was due."""
    ranks = _zipf(given.skus, given.seed)
    begin, count, due = time.monotonic(), 0, 0.0
    while due < given.seconds:
        due = count / given.rate
        time.sleep(max(0.0, begin + due - time.monotonic()))
        shop.change(next(ranks), rng)
        count += 1
    return count, round(max(0.0, time.monotonic() - begin - due), 2)


def _zipf(skus: int, seed: int) -> Iterator[int]:
    """Ranks from 0, the first the most frequent: weight 1 / rank ** 0.8."""
    import numpy

    weights = 1.0 / numpy.arange(1, skus + 1) ** ZIPF
    sums = numpy.cumsum(weights)
    generator = numpy.random.default_rng(seed)
    while True:
        yield from numpy.searchsorted(sums, generator.random(1_000) * sums[-1]).tolist()


def _paced(rate: float, is_over: threading.Event, rng: random.Random, act: Any, done: Any) -> None:
    """At random moments, `rate` times a second, until it is over. Only what was done is counted."""
    from django.db import connections

    try:
        while not is_over.wait(rng.expovariate(rate)):
            if act(rng):
                next(done)
    finally:
        connections.close_all()


@contextmanager
def _platform(skus: int) -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "wms.ops.bench.platform", "--skus", str(skus), "--units", str(UNITS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None  # noqa: S101  asked for above
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.send_signal(signal.SIGTERM)


@contextmanager
def _workers() -> Iterator[None]:
    """Two workers of the exchange queue, the first with the schedule; ended as a supervisor ends them."""
    from django.conf import settings

    manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "worker", "--pool", "threads"]
    running = [
        subprocess.Popen(
            [*manage, "--queues", queues, "--slots", str(SLOTS), "--name", f"bench-{number}", *more],
            stdout=subprocess.DEVNULL,
        )
        for number, (queues, more) in enumerate([("exchange,default", ["--beat"]), ("exchange", [])][:WORKERS])
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", required=True)
    parser.add_argument("--skus", type=int, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    django.setup()
    print(json.dumps(measure(given)))


if __name__ == "__main__":
    main()
