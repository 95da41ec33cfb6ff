"""The three benchmarks as generators of plain records; the keys are a door that stays put (DESIGN)."""

import math
import resource
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from picking.planning.batching import BatchOrder, Capacity, Effort, first_come, plan_batches, walk_of
from picking.planning.bench.generator import made_wave
from picking.planning.bench.instances import Instance, read_instance
from picking.planning.bench.policies import s_shape_length
from picking.planning.errors import BadInstance
from picking.planning.kernels.walks import walk_lengths
from picking.planning.routing import Router
from picking.planning.warm import warm_up

REPEATS = 20


def bench_routes(folder: Path, blocks: int | None = None) -> Iterator[dict[str, Any]]:
    """One shortest closed walk for each instance file: instance, walk, microseconds. Refuses with BadInstance."""
    warm_up()
    for path in sorted(folder.glob("*.txt")):
        instance = read_instance(path, blocks=blocks)
        router = Router(instance.layout)
        walk = router.length(instance.picks)
        yield {"instance": path.name, "walk": plain(walk), "microseconds": round(_microseconds(router, instance), 3)}


def _microseconds(router: Router, instance: Instance) -> float:
    """Mean time of one route, measured over repeats inside one call."""
    picks = np.array(instance.picks * REPEATS, dtype=np.int32)
    starts = np.arange(REPEATS + 1, dtype=np.int32) * len(instance.picks)
    lengths = np.zeros(REPEATS)
    began = time.perf_counter()
    walk_lengths(starts, picks, router.lay, router.ends, router.tab, router.room, lengths)
    return (time.perf_counter() - began) / REPEATS * 1e6


def bench_batches(
    files: Iterable[Path], seconds: float, seed: int, entry_gap: float | None = None, *, plan: bool = False
) -> Iterator[dict[str, Any]]:
    """Best batches of each instance file: instance, walk, batches, seconds (+ plan). Refuses with BadInstance."""
    warm_up()
    for path in files:
        began = time.monotonic()
        instance = read_instance(path, entry_gap=entry_gap)
        if instance.capacity is None:
            raise BadInstance(file=path.name, problem="no PICKER_CAPACITY")
        orders = [BatchOrder(order.picks, weight_grams=order.weight) for order in instance.orders]
        left = max(0.0, seconds - (time.monotonic() - began))
        capacity = Capacity(weight_grams=instance.capacity)
        found = plan_batches(instance.layout, orders, [capacity], Effort(seconds=left, seed=seed))
        record = {
            "instance": path.name,
            "walk": plain(found.walk),
            "batches": len(found.batches),
            "seconds": round(time.monotonic() - began, 3),
        }
        yield {**record, "plan": [list(batch) for batch in found.batches]} if plan else record


def bench_wave(orders: int, seed: int, seconds: float = 3.0, cross_aisles: int = 3) -> Iterator[dict[str, Any]]:
    """One made wave, planned and compared with first-come batches, with exact walks and with S-shape; metres."""
    warm_up()
    wave = made_wave(orders, seed, cross_aisles)
    began = time.monotonic()
    found = plan_batches(wave.layout, wave.orders, [wave.capacity], Effort(seconds=seconds, seed=seed))
    spent = time.monotonic() - began
    come = first_come(wave.orders, [wave.capacity])
    shapes = (s_shape_length(wave.layout, [s for at in batch for s in wave.orders[at].picks]) for batch in come)
    yield {
        "orders": orders,
        "lines": sum(len(order.picks) for order in wave.orders),
        "seed": seed,
        "cross_aisles": cross_aisles,
        "walk": plain(found.walk),
        "walk_fcfs_exact": plain(walk_of(wave.layout, wave.orders, come)),
        "walk_fcfs_sshape": plain(math.fsum(shapes)),
        "seconds": round(spent, 3),
        "peak_mb": round(peak_megabytes(), 1),
    }


def peak_megabytes() -> float:
    """Highest resident memory of this process so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def plain(length: float) -> int | float:
    """A length without the dust of floating point: whole when it is whole."""
    rounded = round(length, 6)
    return int(rounded) if rounded.is_integer() else rounded
